import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import {
  answering,
  clientOf,
  closed,
  faultOfCall,
  ok,
  type RawBehaviour,
  read,
  startRawUpstream,
} from './raw-upstream.ts';

const end = (socket: Socket): void => {
  socket.end();
};
const reset = (socket: Socket): void => {
  socket.resetAndDestroy();
};
const head = (fields: string): string => `HTTP/1.1 200 OK\r\n${fields}\r\n\r\n`;

/** Where nobody listens any more. */
async function abandonedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

/** Both ways to send must see the same fault. */
const ways = [
  ['on a pooled connection', false],
  ['on a fresh connection', true],
] as const;

async function faultAt(behaviour: RawBehaviour, fresh: boolean, timeoutMs?: number) {
  const upstream = await startRawUpstream(behaviour);
  const { reach, timedOut } = await faultOfCall(
    clientOf(upstream.url, timeoutMs === undefined ? {} : { timeoutMs }),
    fresh,
  );
  return { reach, timedOut, requests: upstream.requests.length };
}

for (const [way, fresh] of ways) {
  test(`a refused connection is proof that nothing was sent, ${way}`, async () => {
    const fault = await faultOfCall(clientOf(await abandonedUrl()), fresh);
    expect(fault).toMatchObject({ reach: 'not-sent', timedOut: false });
  });

  test(`a name that does not resolve is proof that nothing was sent, ${way}`, async () => {
    // No resolver has to be asked for a name that is too long to be one.
    const fault = await faultOfCall(clientOf(`http://${'a'.repeat(64)}.invalid`), fresh);
    expect(fault).toMatchObject({ reach: 'not-sent' });
  });

  test(`a reset before the request was read never passes for an answer, ${way}`, async () => {
    const { reach, requests } = await faultAt({ connected: reset }, fresh);
    // Depending on who is faster, the reset meets the connection or the request.
    expect(['not-sent', 'no-answer']).toContain(reach);
    expect(requests).toBe(0);
  });

  test(`a reset after the request was read leaves open whether it took effect, ${way}`, async () => {
    const fault = await faultAt({ requested: reset }, fresh);
    expect(fault).toEqual({ reach: 'no-answer', timedOut: false, requests: 1 });
  });

  test(`an end without an answer leaves open whether the request took effect, ${way}`, async () => {
    const fault = await faultAt({ requested: end }, fresh);
    expect(fault).toEqual({ reach: 'no-answer', timedOut: false, requests: 1 });
  });

  test(`an end straight after the connection leaves it open as well, ${way}`, async () => {
    const { reach } = await faultAt({ connected: end }, fresh);
    expect(reach).toBe('no-answer');
  });

  test(`no answer until the deadline leaves it open, ${way}`, async () => {
    const fault = await faultAt({ requested: () => {} }, fresh, 200);
    expect(fault).toEqual({ reach: 'no-answer', timedOut: true, requests: 1 });
  });
}

test('a call that ran out of time takes its connection with it, so that a late answer reaches nobody', async () => {
  const upstream = await startRawUpstream({
    requested: (socket, request) => request > 0 && socket.write(ok('{"second":true}')),
  });
  const client = clientOf(upstream.url, { timeoutMs: 200, concurrency: 1 });
  expect(await faultOfCall(client, false)).toMatchObject({ timedOut: true });
  upstream.connections[0]?.write(ok('{"first":true}'));
  expect((await client.send(read, {}, false)).text).toBe('{"second":true}');
  await closed(upstream.connections[0]);
  expect(upstream.connections).toHaveLength(2);
});

const dripping = (start: string): RawBehaviour => ({
  requested: (socket) => {
    socket.write(start);
    const drip = setInterval(() => socket.write('a'), 20);
    socket.once('close', () => clearInterval(drip));
  },
});

test('a body that drips is ended by the total deadline', async () => {
  const fault = await faultAt(dripping(head('Content-Length: 1000')), false, 400);
  expect(fault).toEqual({ reach: 'broken-answer', timedOut: true, requests: 1 });
});

test('headers that drip are ended by the total deadline', async () => {
  const fault = await faultAt(dripping('HTTP/1.1 200 OK\r\nX-Drip: '), false, 400);
  expect(fault).toEqual({ reach: 'broken-answer', timedOut: true, requests: 1 });
});

test('a body that stalls is ended by the total deadline', async () => {
  const fault = await faultAt(answering(`${head('Content-Length: 10')}{`), false, 300);
  expect(fault).toEqual({ reach: 'broken-answer', timedOut: true, requests: 1 });
});

test('a body without end is cut off at the limit, long before the deadline', async () => {
  const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
  const pour = (socket: Socket): void => {
    while (!socket.destroyed && socket.write(chunk));
    socket.once('drain', () => pour(socket));
  };
  const fault = await faultAt(answering(head('Transfer-Encoding: chunked'), pour), false);
  expect(fault).toEqual({ reach: 'broken-answer', timedOut: false, requests: 1 });
});

const gzip = '\u001f\u008b\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0003';

test.each<[string, RawBehaviour]>([
  ['a body shorter than its length', answering(`${head('Content-Length: 50')}{"a":1`, end)],
  ['a body cut off by a reset', answering(`${head('Content-Length: 50')}{"a":1`, reset)],
  ['a chunk cut off', answering(`${head('Transfer-Encoding: chunked')}5\r\n{"a"`, end)],
  ['chunks without the last one', answering(`${head('Transfer-Encoding: chunked')}2\r\n{}\r\n`, end)],
  ['a body longer than its length on its way out', answering(`${head('Content-Length: 2\r\nContent-Length: 3')}{}`)],
  [
    'both a length and chunks',
    answering(`${head('Content-Length: 2\r\nTransfer-Encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`),
  ],
  ['neither a length nor chunks', answering(`${head('Content-Type: application/json')}{}`, end)],
  ['a transfer coding other than chunked', answering(`${head('Transfer-Encoding: gzip')}{}`, end)],
  ['a tab after chunked', answering(`${head('Transfer-Encoding: chunked\t')}2\r\n{}\r\n0\r\n\r\n`, end)],
  ['gzip', answering(ok(gzip, 'Content-Encoding: gzip\r\n'))],
  ['gzip only in name', answering(ok('{}', 'Content-Encoding: gzip\r\n'))],
  ['many content codings', answering(ok('{}', 'Content-Encoding: gzip\r\n'.repeat(50)))],
  ['bad UTF-8', answering(`${head('Content-Length: 4')}"\u00c3("`)],
  ['UTF-8 that ends in the middle of a character', answering(`${head('Content-Length: 2')}"\u00c3`)],
  ['headers over 16 KiB', answering(ok('{}', `X-Long: ${'a'.repeat(17_000)}\r\n`))],
  ['many headers over 16 KiB in all', answering(ok('{}', `X-A: ${'a'.repeat(500)}\r\n`.repeat(40)))],
  ['a status line cut off', answering('HTTP/1.1 20', end)],
  ['headers cut off', answering('HTTP/1.1 200 OK\r\nContent-Le', end)],
  ['something that is not HTTP', answering('SSH-2.0-OpenSSH_9.0\r\n', end)],
  ['100 Continue and no more', answering('HTTP/1.1 100 Continue\r\n\r\n', end)],
  ['an upgrade nobody asked for', answering('HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')],
  ['only informational answers', answering('HTTP/1.1 103 X\r\n\r\n', end)],
  ['a status below 100', answering('HTTP/1.1 099 X\r\nContent-Length: 2\r\n\r\n{}')],
  ['a header that is none', answering('HTTP/1.1 200 OK\r\nno header\r\n\r\n{}')],
])('%s is a broken answer', async (_name, behaviour) => {
  for (const [, fresh] of ways) {
    expect(await faultAt(behaviour, fresh)).toEqual({ reach: 'broken-answer', timedOut: false, requests: 1 });
  }
});

test('a call is sent once, whatever goes wrong', async () => {
  const upstream = await startRawUpstream({ requested: reset });
  const client = clientOf(upstream.url, { concurrency: 1 });
  await faultOfCall(client, false);
  await faultOfCall(client, true);
  expect(upstream.requests).toHaveLength(2);
});

test('a bad answer does not spoil the next one', async () => {
  const answers = [`${head('Content-Length: 2')}"\u00c3`, `${head('Content-Length: 50')}{}`, ok('{"good":true}')];
  const upstream = await startRawUpstream({
    requested: (socket, request) => {
      socket.write(answers[request] ?? '', 'latin1', () => request < 2 && socket.end());
    },
  });
  const client = clientOf(upstream.url, { concurrency: 1 });
  await faultOfCall(client, false);
  await faultOfCall(client, false);
  expect((await client.send(read, {}, false)).text).toBe('{"good":true}');
});
