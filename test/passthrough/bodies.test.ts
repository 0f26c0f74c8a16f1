import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { request as undiciRequest } from 'undici';
import { expect, test } from 'vitest';
import { startRecordingUpstream } from './recording-upstream.ts';
import { exchange, request, startStage } from './stage.ts';

const megabyte = randomBytes(1024 * 1024);
const acknowledged = 'acknowledge=unjournaled';

test.each([
  ['an empty object', '/forms', 'application/json', Buffer.from('{}')],
  [
    'an object as it is written',
    '/forms',
    'application/json; charset=utf-8',
    Buffer.from(' { "name" : "J\\u00f6rg" }\n'),
  ],
  ['a form', '/forms', 'application/x-www-form-urlencoded', Buffer.from('a=1&b=%20+%C3%A4&&c')],
  [
    'several parts',
    '/forms',
    'multipart/form-data; boundary=x',
    Buffer.from('--x\r\n\r\n\0\xff\r\n--x--\r\n', 'latin1'),
  ],
  ['a megabyte', '/files/a', 'application/octet-stream', megabyte],
  ['nothing', '/files/a', 'image/png', Buffer.alloc(0)],
])('%s reaches the upstream byte for byte, with its length', async (_, path, type, body) => {
  const upstream = await startRecordingUpstream();
  const stage = await startStage(upstream.url);
  const method = path === '/forms' ? 'POST' : 'PUT';
  const answer = await fetch(`${stage.url}${path}?${acknowledged}`, {
    method,
    headers: { 'content-type': type },
    body,
  });
  expect([answer.status, await answer.text()]).toEqual([200, '{}']);
  const [arrived] = upstream.arrived;
  expect(arrived).toMatchObject({
    method,
    url: path,
    headers: { 'content-type': type, 'content-length': `${body.length}` },
  });
  expect(arrived?.body.equals(body)).toBe(true);
});

test('a body of unknown length goes on in chunks', async () => {
  const upstream = await startRecordingUpstream();
  const stage = await startStage(upstream.url);
  const head = 'Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n';
  const answer = await exchange(
    stage.url,
    request('PUT', `/files/a?${acknowledged}`, head, '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'),
  );
  expect(answer.status).toBe(200);
  expect(upstream.arrived).toMatchObject([{ headers: { 'transfer-encoding': 'chunked' } }]);
  expect(upstream.arrived[0]?.body.toString()).toBe('abcde');
  expect(upstream.arrived[0]?.headers).not.toHaveProperty('content-length');
});

test('a body that the client cuts is no whole one to the upstream', async () => {
  const upstream = await startRecordingUpstream();
  const stage = await startStage(upstream.url);
  const head = 'Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n';
  await exchange(stage.url, `${request('PUT', `/files/a?${acknowledged}`, head, '3\r\nabc\r\nnonsense')}`);
  expect(upstream.arrived).toEqual([]);
  // It may be seen to be cut before there is a connection to the upstream at all.
  const outcome = expect.stringMatching(/^(?:unknown|not_applied)$/);
  await expect.poll(() => stage.events.at(-1)).toMatchObject({ type: 'passthrough.settled', outcome });
});

test('no body is none: a write says so, a read says nothing', async () => {
  const upstream = await startRecordingUpstream();
  const stage = await startStage(upstream.url);
  await fetch(`${stage.url}/things`);
  await fetch(`${stage.url}/things/a:purge?${acknowledged}`, { method: 'POST' });
  await fetch(`${stage.url}/things/a?${acknowledged}`, { method: 'DELETE' });
  expect(
    upstream.arrived.map(({ method, headers }) => [method, headers['content-length'], headers['content-type']]),
  ).toEqual([
    ['GET', undefined, undefined],
    ['POST', '0', undefined],
    ['DELETE', '0', undefined],
  ]);
  for (const { headers } of upstream.arrived) expect(headers).not.toHaveProperty('transfer-encoding');
});

test('a megabyte comes back byte for byte, in pieces', async () => {
  const upstream = await startRecordingUpstream((response) => response.end(megabyte));
  const stage = await startStage(upstream.url);
  const answer = await fetch(`${stage.url}/files/a`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(megabyte)).toBe(true);
});

test('what is compressed stays so, and the upstream compresses only for a client that asks for it', async () => {
  const zipped = gzipSync('{"a":1}');
  const upstream = await startRecordingUpstream((response) =>
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': zipped.length }).end(zipped),
  );
  const stage = await startStage(upstream.url);
  const asking = await undiciRequest(`${stage.url}/things`, { headers: { 'accept-encoding': 'gzip' } });
  expect(asking.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-length': String(zipped.length) });
  const bytes = Buffer.from(await asking.body.arrayBuffer());
  expect(bytes.equals(zipped)).toBe(true);
  expect(gunzipSync(bytes).toString()).toBe('{"a":1}');
  await (await undiciRequest(`${stage.url}/things`)).body.dump();
  expect(upstream.arrived.map(({ headers }) => headers['accept-encoding'])).toEqual(['gzip', undefined]);
});

test.each([
  ['204 that says it is compressed', 'GET', 204, { 'content-encoding': 'gzip' }],
  ['304', 'GET', 304, { etag: '"1"', 'content-length': '7' }],
  ['HEAD', 'HEAD', 200, { 'content-length': '7', 'content-type': 'application/json' }],
  ['HEAD without a length', 'HEAD', 200, { 'content-type': 'application/json' }],
] as const)('%s ends with its head', async (_, method, status, headers) => {
  const upstream = await startRecordingUpstream((response) => response.writeHead(status, headers).end());
  const stage = await startStage(upstream.url);
  const answer = await exchange(stage.url, request(method, '/things', 'If-None-Match: "1"\r\n'));
  expect([answer.status, answer.rest]).toEqual([status, '']);
  expect(answer.headers).toMatchObject(headers);
  expect(upstream.arrived).toMatchObject([{ method, headers: { 'if-none-match': '"1"' } }]);
});
