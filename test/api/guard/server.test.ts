import { once } from 'node:events';
import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { queryObjects } from 'node:v8';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGuardedServer, type Refusal } from '../../../src/api/guard/server.ts';
import { exchange } from '../../corpus/raw-exchange.ts';
import { expectProblem } from '../../corpus/runner.ts';
import { closed, listening } from '../../support/http-server.ts';

let server: Server;
let port: number;
/** What got through the guard, and what did not. */
let heard: string[];
let refused: Refusal[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  heard = [];
  refused = [];
  answer = (_request, response) => void response.end('heard');
  server = createGuardedServer(
    (request, response) => {
      heard.push(`${request.method} ${request.url}`);
      answer(request, response);
    },
    { refused: (refusal) => refused.push(refusal) },
  );
  port = Number(new URL(await listening(server)).port);
});
afterEach(() => closed(server));

const head = (line: string, ...fields: string[]): string =>
  [`${line} HTTP/1.1`, 'Host: x', ...fields, '', ''].join('\r\n');
const good = head('GET /good');
const coded = 'Transfer-Encoding: chunked';
const statuses = async (bytes: string): Promise<number[]> =>
  (await exchange(port, bytes)).answers.map(({ status }) => status);

test('a good request gets through, and the connection stays', async () => {
  answer = (request, response) => response.end(request.url === '/good' ? '1' : '2');
  const { answers } = await exchange(port, good + head('GET /other'));
  expect(answers.map(({ text }) => text)).toEqual(['1', '2']);
  expect(answers[0]?.headers.connection).toBe('keep-alive');
  expect(refused).toEqual([]);
});

test.each<[string, string, number, string]>([
  ['a bad target', head('GET /a//b'), 400, 'invalid-request'],
  ['a bad header', head('GET /a', 'X_A: 1'), 400, 'invalid-request'],
  ['a body on DELETE', head('DELETE /a', 'Content-Length: 5'), 400, 'invalid-request'],
  ['chunks on DELETE', head('DELETE /a', coded), 400, 'invalid-request'],
  ['chunks on OPTIONS', head('OPTIONS /a', coded), 400, 'invalid-request'],
  ['another transfer coding', head('POST /a', 'Transfer-Encoding: xchunked'), 501, 'framing-not-supported'],
  ['a coding of old', head('POST /a', 'Transfer-Encoding: Identity'), 400, 'invalid-request'],
  ['TRACE', head('TRACE /a'), 405, 'method-not-allowed'],
  ['PROPFIND', head('PROPFIND /a'), 405, 'method-not-allowed'],
  ['an expectation', head('POST /a', 'Expect: more', 'Content-Length: 5'), 417, 'expectation-failed'],
  ['an expectation of a bad request', head('GET /a//b', 'Expect: 100-continue'), 400, 'invalid-request'],
  ['CONNECT', 'CONNECT a.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'method-not-allowed'],
  ['no HTTP', 'SSH-2.0-x\r\n', 400, 'invalid-request'],
])('after %s nothing more is heard of the connection', async (_name, bytes, status, code) => {
  const { answers } = await exchange(port, `${bytes}${good}0\r\n\r\n${good}`);
  expect(answers.map((each) => each.status)).toEqual([status]);
  expect(answers[0]?.headers).toMatchObject({ connection: 'close', 'content-type': 'application/problem+json' });
  expect(answers[0]?.body).toMatchObject({ status, code });
  expect(heard).toEqual([]);
  expect(refused).toMatchObject([{ problem: { code }, address: '127.0.0.1' }]);
  expect(refused[0]?.requestId).toBe(answers[0]?.body.requestId);
});

test('a connection at rest holds on to none of its requests', async () => {
  let over: WeakRef<ServerResponse> | undefined;
  answer = (_request, response) => {
    over = new WeakRef(response);
    response.end('heard');
  };
  const socket = connect(port, '127.0.0.1');
  socket.write(good);
  await once(socket, 'data');
  for (let look = 0; look < 20 && over?.deref() !== undefined; look += 1) {
    await wait(10);
    // It collects all garbage first.
    queryObjects(ServerResponse);
  }
  expect(over?.deref()).toBeUndefined();
  expect(socket.closed).toBe(false);
  socket.destroy();
});

test('the observer is told the method and the path, without the query, of what had them', async () => {
  await exchange(port, head('POST /a//b?secret=1'));
  await exchange(port, 'GET /a HTTP/1.2\r\n\r\n');
  expect(refused).toMatchObject([
    { method: 'POST', path: '/a//b' },
    { method: undefined, path: undefined },
  ]);
});

test('405 says which methods there are', async () => {
  for (const line of ['TRACE /a', 'CONNECT a:1']) {
    const [refusal] = (await exchange(port, head(line))).answers;
    expect(refusal?.headers.allow).toBe('GET, HEAD, DELETE, POST, PUT, PATCH');
  }
});

test('the answer to a bad HEAD has no body', async () => {
  const [refusal, ...more] = (await exchange(port, head('HEAD /a//b'))).answers;
  expect(more).toEqual([]);
  expect(refusal).toMatchObject({ status: 400, text: '' });
  expectProblem(refusal ?? expect.fail());
});

test('a refusal waits for the answers before it', async () => {
  const answers: (() => void)[] = [];
  answer = (_request, response) => answers.push(() => response.end('late'));
  const all = statuses(`${good}${good}${head('GET /a//b')}${good}`);
  await expect.poll(() => heard.length).toBe(2);
  await expect.poll(() => refused.length).toBe(1);
  for (const each of answers.reverse()) each();
  expect(await all).toEqual([200, 200, 400]);
  expect(heard).toHaveLength(2);
});

test('what is no HTTP waits for the answers before it, too', async () => {
  let late = (): void => {};
  answer = (_request, response) => {
    late = () => response.end('late');
  };
  const all = statuses(`${good}\0\r\n\r\n`);
  await expect.poll(() => refused.length).toBe(1);
  late();
  expect(await all).toEqual([200, 400]);
});

test.each([
  ['a chunk of no size', `${coded}\r\n\r\nzz\r\n`],
  ['a chunk longer than its size', `${coded}\r\n\r\n2\r\nabc\r\n0\r\n\r\n`],
])('a body that breaks, by %s, is the fault of its request', async (_name, rest) => {
  // Whoever waits for the body waits in vain.
  answer = (request) => request.resume();
  expect(await statuses(`POST /a HTTP/1.1\r\nHost: x\r\n${rest}`)).toEqual([400]);
  expect(heard).toEqual(['POST /a']);
});

test('a body that breaks after its request was answered gets no second answer', async () => {
  const socket = connect({ port, allowHalfOpen: true });
  let received = '';
  socket.setEncoding('utf8').on('data', (text) => {
    received += text;
  });
  socket.write(head('POST /a', coded));
  await expect.poll(() => received).toContain('heard');
  socket.write(`zz\r\n${good}`);
  await new Promise((resolve) => socket.once('end', resolve));
  socket.destroy();
  expect(received.match(/HTTP\/1\.1/g)).toHaveLength(1);
  expect(heard).toEqual(['POST /a']);
});

test('whoever asks before sending a body is told to send it', async () => {
  answer = (request, response) => void request.on('data', () => {}).on('end', () => response.end('heard'));
  const { answers, interim } = await exchange(
    port,
    `${head('POST /a', 'Expect: 100-continue', 'Content-Length: 2')}{}`,
  );
  expect(interim).toEqual([100]);
  expect(answers).toMatchObject([{ status: 200, text: 'heard' }]);
});

test('a refusal arrives although the body was not read', async () => {
  const body = 'a'.repeat(500_000);
  expect(await statuses(`${head('DELETE /a', `Content-Length: ${body.length}`)}${body}`)).toEqual([400]);
});

test('a client that goes away says nothing to the observer', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect({ port }, () => socket.resetAndDestroy());
    socket.on('close', () => resolve());
  });
  expect(await statuses(good)).toEqual([200]);
  expect(refused).toEqual([]);
});

test('the limits are those of a server in the open', () => {
  const { headersTimeout, requestTimeout, keepAliveTimeout, maxRequestsPerSocket, maxConnections, maxHeadersCount } =
    server;
  expect({
    headersTimeout,
    requestTimeout,
    keepAliveTimeout,
    maxRequestsPerSocket,
    maxConnections,
    maxHeadersCount,
  }).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    maxRequestsPerSocket: 1_000,
    maxConnections: 5_000,
    maxHeadersCount: 0,
  });
});

test('a request that takes too long is told so', async () => {
  const error = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  server.once('connection', (socket) => setImmediate(() => server.emit('clientError', error, socket)));
  const { answers } = await exchange(port, 'GET /a HTTP/1.1\r\n');
  expect(answers).toMatchObject([{ status: 408, body: { code: 'request-timeout', retryable: true } }]);
});
