import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { UpstreamFault } from '../../src/upstream/fault.ts';
import { errorOf } from '../support/caught.ts';
import { answering, clientOf, closed, ok, read, startRawUpstream } from './raw-upstream.ts';

test('calls one after the other share a pooled connection', async () => {
  const upstream = await startRawUpstream(answering(ok()));
  const client = clientOf(upstream.url, { concurrency: 1 });
  for (let call = 0; call < 5; call += 1) await client.send(read, {}, false);
  expect(upstream.requests).toHaveLength(5);
  expect(upstream.connections).toHaveLength(1);
});

test('every fresh call has a connection of its own, which is closed after it', async () => {
  const upstream = await startRawUpstream(answering(ok()));
  const client = clientOf(upstream.url);
  for (let call = 0; call < 3; call += 1) await client.send(read, {}, true);
  expect(upstream.connections).toHaveLength(3);
  await Promise.all(upstream.connections.map(closed));
});

test('a fresh call takes no connection that the pool has open, and leaves none to it', async () => {
  const upstream = await startRawUpstream(answering(ok()));
  const client = clientOf(upstream.url, { concurrency: 1 });
  await client.send(read, {}, false);
  await client.send(read, {}, true);
  await client.send(read, {}, false);
  expect(upstream.connections).toHaveLength(2);
  expect(upstream.connections[0]?.destroyed).toBe(false);
});

test('no more calls are under way at once than the connection allows', async () => {
  let underWay = 0;
  let most = 0;
  const waiting: Socket[] = [];
  const release = (socket: Socket): void => {
    underWay -= 1;
    socket.write(ok());
  };
  const upstream = await startRawUpstream({
    requested: (socket, request) => {
      underWay += 1;
      most = Math.max(most, underWay);
      waiting.push(socket);
      // The first answer waits until every connection is busy.
      if (waiting.length === 2 || request > 1) waiting.splice(0).forEach(release);
    },
  });
  const client = clientOf(upstream.url, { concurrency: 2 });
  await Promise.all(Array.from({ length: 6 }, () => client.send(read, {}, false)));
  expect(upstream.requests).toHaveLength(6);
  expect(upstream.connections).toHaveLength(2);
  expect(most).toBe(2);
});

test('a call waits until the one before it on its connection was answered', async () => {
  const received: number[] = [];
  const upstream = await startRawUpstream({
    requested: (socket) => {
      // What was sent along with this request arrives meanwhile.
      setTimeout(() => {
        received.push(upstream.requests.length);
        socket.write(ok());
      }, 30);
    },
  });
  const client = clientOf(upstream.url, { concurrency: 1 });
  await Promise.all(Array.from({ length: 3 }, () => client.send(read, {}, false)));
  expect(received).toEqual([1, 2, 3]);
  expect(upstream.connections).toHaveLength(1);
});

test('a call whose time ran out in the queue was never sent', async () => {
  const upstream = await startRawUpstream({ requested: () => {} });
  const client = clientOf(upstream.url, { concurrency: 1, timeoutMs: 300 });
  const faults = await Promise.all([0, 1].map(() => errorOf(() => client.send(read, {}, false))));
  expect(faults).toMatchObject([
    { reach: 'no-answer', timedOut: true },
    { reach: 'not-sent', timedOut: true },
  ]);
  expect(faults[1]).toBeInstanceOf(UpstreamFault);
  expect(upstream.requests).toHaveLength(1);
});

test('an answer that nobody asked for is not taken for the answer to the next call', async () => {
  const foreign = ok('{"foreign":true}');
  const upstream = await startRawUpstream({
    requested: (socket, request) => {
      socket.write(request === 0 ? ok('{"own":0}') + foreign : ok('{"own":1}'));
    },
  });
  const client = clientOf(upstream.url, { concurrency: 1 });
  expect((await client.send(read, {}, false)).text).toBe('{"own":0}');
  await closed(upstream.connections[0]);
  expect((await client.send(read, {}, false)).text).toBe('{"own":1}');
});

test('bytes after an answer without a body are not taken for the next one', async () => {
  const upstream = await startRawUpstream({
    requested: (socket, request) => {
      socket.write(request === 0 ? `HTTP/1.1 204 X\r\nContent-Length: 2\r\n\r\n{}` : ok('{"own":1}'));
    },
  });
  const client = clientOf(upstream.url, { concurrency: 1 });
  expect(await client.send(read, {}, false)).toMatchObject({ status: 204, text: '' });
  expect((await client.send(read, {}, false)).text).toBe('{"own":1}');
  expect(upstream.connections).toHaveLength(2);
});

test('a connection that the upstream closed while it was idle is not used again', async () => {
  const upstream = await startRawUpstream(answering(ok(), (socket) => socket.end()));
  const client = clientOf(upstream.url, { concurrency: 1 });
  await client.send(read, {}, false);
  await closed(upstream.connections[0]);
  await client.send(read, {}, false);
  expect(upstream.connections).toHaveLength(2);
});

test('closing waits for the calls under way, and none can be made after it', async () => {
  const sockets: Socket[] = [];
  const arrived = Promise.withResolvers<void>();
  const upstream = await startRawUpstream({
    requested: (socket) => {
      sockets.push(socket);
      arrived.resolve();
    },
  });
  const client = clientOf(upstream.url);
  const call = client.send(read, {}, false);
  await arrived.promise;
  const closing = client.close();
  sockets[0]?.write(ok('{"late":true}'));
  expect((await call).text).toBe('{"late":true}');
  await closing;
  expect(await errorOf(() => client.send(read, {}, false))).toMatchObject({ reach: 'not-sent' });
});
