import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { listening, closed as shut } from '../support/gateway.ts';
import { answering, closed, ok, startRawUpstream } from '../upstream/raw-upstream.ts';
import { type Exchanged, exchange, request, type Stage, startStage } from './stage.ts';

// What was seen to crash a proxy, to make it hang or to have it say what is not so: the gateway answers its own, or cuts its client off.

const get = request('GET', '/things');
const post = request(
  'POST',
  '/things?acknowledge=unjournaled',
  'Content-Type: application/json\r\nContent-Length: 2\r\n',
  '{}',
);

interface Played extends Exchanged {
  readonly stage: Stage;
  readonly code: string | undefined;
}

/** Lets an upstream answer with these bytes, and do something then. */
async function play(bytes: string, then?: (socket: Socket) => void, sent = get, timeoutMs = 20_000): Promise<Played> {
  const upstream = await startRawUpstream(answering(bytes, then));
  const stage = await startStage(upstream.url, { timeoutMs });
  const answer = await exchange(stage.url, sent);
  expect(upstream.requests).toHaveLength(1);
  return { ...answer, stage, code: /"code":"([a-z-]+)"/.exec(answer.rest)?.[1] };
}

const end = (socket: Socket): void => void socket.end();
const chunked = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
const head = (lines: string): string => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`;
const informational = (count: number): string => 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(count);

test('a Trailer header beside a Content-Length goes no further, and nothing falls over', async () => {
  const answer = await play(ok('{"a":1}', 'Trailer: X-Sum\r\n'));
  expect([answer.status, answer.rest]).toEqual([200, '{"a":1}']);
  expect(answer.headers).not.toHaveProperty('trailer');
});

test('trailers after a chunked body go no further', async () => {
  const answer = await play(
    `${chunked.replace('\r\n\r\n', '\r\nTrailer: X-Sum\r\n\r\n')}2\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n`,
  );
  expect([answer.status, answer.rest]).toEqual([200, '2\r\n{}\r\n0\r\n\r\n']);
});

test.each([
  ['a body cut within its length', `${head('Content-Length: 20')}{"half":`],
  ['a body cut within its chunks', `${chunked}8\r\n{"half":\r\n`],
  ['a chunk that is none', `${chunked}8\r\n{"half":\r\nzz\r\n`],
])('%s cuts the client off, without another word', async (_, bytes) => {
  // The client is to have the first part before the rest goes wrong.
  const [first = '', ...others] = bytes.split('zz');
  const answer = await play(first, (socket) => setTimeout(() => socket.end(others.length === 0 ? '' : 'zz\r\n'), 50));
  expect(answer.status).toBe(200);
  expect(answer.rest).toMatch(/^(?:8\r\n)?\{"half":(?:\r\n)?$/);
  await expect.poll(() => answer.stage.contacts).toEqual(['upstream-error']);
});

test.each([
  ['no answer but the end', '', end, 502],
  ['half a head', 'HTTP/1.1 200 OK\r\nContent-', end, 502],
  ['a body cut before it begins', head('Content-Length: 20'), end, 502],
  ['chunks cut before they begin', chunked, end, 502],
  ['a length or chunks nowhere', `${head('Content-Type: text/plain')}abc`, end, 502],
  ['a coding that only looks like chunks', `${head('Transfer-Encoding: chunked\t, x')}2\r\n{}\r\n0\r\n\r\n`, end, 502],
  ['two lengths', `${head('Content-Length: 2\r\nContent-Length: 3')}{}`, undefined, 502],
  [
    'a length and chunks',
    `${head('Content-Length: 2\r\nTransfer-Encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`,
    undefined,
    502,
  ],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', undefined, 502],
  ['a status out of range', 'HTTP/1.1 999 Hm\r\nContent-Length: 0\r\n\r\n', undefined, 502],
  ['a head of 20 kB', head(`X-Long: ${'a'.repeat(20_000)}\r\nContent-Length: 0`), undefined, 502],
  [
    'another protocol unasked',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    undefined,
    502,
  ],
  ['informational answers without end', informational(200), undefined, 502],
] as const)('%s is a problem of its own', async (_, bytes, then, status) => {
  const read = await play(bytes, then);
  expect([read.status, read.code]).toEqual([status, 'upstream-error']);
  const write = await play(bytes, then, post);
  expect([write.status, write.code]).toEqual([bytes === '' ? 504 : 502, 'outcome-unknown']);
  expect(write.rest).toContain('"outcome":"unknown"');
  expect(write.stage.events.at(-1)).toMatchObject({ type: 'passthrough.settled', outcome: 'unknown' });
});

test('some informational answers are none of the answer', async () => {
  expect(await play(informational(90) + ok())).toMatchObject({ status: 200, rest: '{}' });
});

test.each([301, 302, 303, 307, 308, 300])('a redirection, %i, is not followed', async (status) => {
  const elsewhere = await startRawUpstream({});
  const bytes = `HTTP/1.1 ${status} Moved\r\nLocation: ${elsewhere.url}/things\r\nContent-Length: 0\r\n\r\n`;
  const read = await play(bytes);
  expect([read.status, read.code]).toEqual([502, 'upstream-error']);
  const write = await play(bytes, undefined, post);
  expect([write.status, write.code]).toEqual([502, 'outcome-unknown']);
  expect(elsewhere.connections).toHaveLength(0);
});

test('an upstream that says nothing is waited for until the deadline', async () => {
  const read = await play('', undefined, get, 100);
  expect([read.status, read.code]).toEqual([504, 'upstream-timeout']);
  const write = await play('', undefined, post, 100);
  expect([write.status, write.code]).toEqual([504, 'outcome-unknown']);
});

test('a body that never ends is cut at the deadline', async () => {
  let drip: NodeJS.Timeout | undefined;
  const answer = await play(
    `${chunked}1\r\na\r\n`,
    (socket) => {
      drip = setInterval(() => socket.write('1\r\na\r\n'), 10);
      socket.once('close', () => clearInterval(drip));
    },
    get,
    200,
  );
  expect(answer.status).toBe(200);
  expect(answer.rest).not.toContain('0\r\n\r\n');
});

test('an upstream that does not listen is said to be unavailable, also to a write', async () => {
  const gone = createServer();
  const url = await listening(gone);
  await shut(gone);
  const stage = await startStage(url);
  for (const sent of [get, post]) {
    const { status, rest } = await exchange(stage.url, sent);
    expect([status, /"code":"([a-z-]+)"/.exec(rest)?.[1]]).toEqual([503, 'upstream-unavailable']);
  }
  expect(stage.events.at(-1)).toMatchObject({ type: 'passthrough.settled', outcome: 'not_applied' });
});

test("what follows a complete answer is nobody's, and no answer of the next request", async () => {
  const upstream = await startRawUpstream(answering(ok('{"a":1}') + ok('{"b":2}')));
  const stage = await startStage(upstream.url);
  for (let call = 0; call < 3; call++) expect((await exchange(stage.url, get)).rest).toBe('{"a":1}');
  expect(upstream.connections).toHaveLength(3);
});

test('a client that hangs up takes its request back', async () => {
  const upstream = await startRawUpstream({ requested: () => {} });
  const stage = await startStage(upstream.url);
  const gone = new AbortController();
  const call = fetch(`${stage.url}/things`, { signal: gone.signal }).catch(() => {});
  await expect.poll(() => upstream.requests.length).toBe(1);
  gone.abort();
  await call;
  await closed(upstream.connections[0]);
  expect(stage.contacts).toEqual([]);
});
