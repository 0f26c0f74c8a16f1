import { expect, test } from 'vitest';
import { answering, clientOf, faultOfCall, ok, read, startRawUpstream } from './raw-upstream.ts';

const change = { method: 'POST', target: '/things', headers: {}, body: undefined } as const;

/** What goes over the wire for one call: the request line, the headers by lower-case name, the body. */
async function sent(request: Parameters<ReturnType<typeof clientOf>['send']>[0], credentials = {}, base = '') {
  const upstream = await startRawUpstream(answering(ok()));
  await clientOf(`${upstream.url}${base}`).send(request, credentials, false);
  const [head = '', body] = (upstream.requests[0] ?? '').split('\r\n\r\n');
  const [line, ...fields] = head.split('\r\n');
  const headers = Object.fromEntries(fields.map((field) => field.toLowerCase().split(/: (.*)/, 2)));
  return { line, headers, body };
}

/** What the client makes of an answer's bytes. */
async function answered(bytes: string) {
  const upstream = await startRawUpstream(answering(bytes));
  return clientOf(upstream.url).send(read, {}, false);
}

test.each([
  ['', 'GET /things HTTP/1.1'],
  ['/', 'GET /things HTTP/1.1'],
  ['/base', 'GET /base/things HTTP/1.1'],
  ['/base/', 'GET /base/things HTTP/1.1'],
  ['/base/v1', 'GET /base/v1/things HTTP/1.1'],
])('the target is appended to the base path "%s"', async (base, line) => {
  expect((await sent(read, {}, base)).line).toBe(line);
});

test('path and query go out exactly as they were encoded', async () => {
  const target = '/a%2Fb/%E2%9C%93:undo?eq(name,%22x%22)&limit=5';
  expect((await sent({ ...read, target }, {}, '/base')).line).toBe(`GET /base${target} HTTP/1.1`);
});

test('a request asks for JSON without any content coding', async () => {
  const { headers, body } = await sent(read);
  expect(headers).toMatchObject({ accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'orgway' });
  expect(headers).not.toHaveProperty('content-length');
  expect(headers).not.toHaveProperty('content-type');
  expect(body).toBe('');
});

test('nothing but the standard headers, those of the request and the credentials go out', async () => {
  const { headers } = await sent({ ...read, headers: { 'x-org': 'o1' } }, { authorization: 'bearer k' });
  const standard = ['accept', 'accept-encoding', 'connection', 'host', 'user-agent'];
  expect(Object.keys(headers).sort()).toEqual([...standard, 'authorization', 'x-org'].sort());
  expect(headers).toMatchObject({ authorization: 'bearer k', 'x-org': 'o1' });
});

test('no header of a request can take the place of a credential', async () => {
  const { headers } = await sent({ ...read, headers: { authorization: 'other' } }, { authorization: 'ours' });
  expect(headers).toMatchObject({ authorization: 'ours' });
});

test('a body goes out whole, framed by its length in bytes', async () => {
  const headers = { 'content-type': 'application/json' };
  const { headers: fields, body = '' } = await sent({ ...change, headers, body: '{"name":"Ä✓"}' });
  expect(fields).toMatchObject({ 'content-type': 'application/json', 'content-length': '16' });
  expect(fields).not.toHaveProperty('transfer-encoding');
  expect(Buffer.from(body, 'latin1').toString('utf8')).toBe('{"name":"Ä✓"}');
});

test('a change without a body says that its body is empty', async () => {
  expect((await sent(change)).headers).toMatchObject({ 'content-length': '0' });
});

test('a header that would end the header block is not sent', async () => {
  const upstream = await startRawUpstream(answering(ok()));
  const call = clientOf(upstream.url).send(read, { authorization: 'k\r\nx-injected: 1' }, false);
  await expect(call).rejects.toMatchObject({ name: 'UpstreamFault', reach: 'not-sent', timedOut: false });
  expect(upstream.requests).toEqual([]);
});

test('an answer is its status, its headers in lower case and its text', async () => {
  expect(await answered(ok('{"id":"\u00c3\u00a4"}', 'X-Request-Id: r1\r\n'))).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json', 'x-request-id': 'r1', 'content-length': '11' },
    text: '{"id":"ä"}',
  });
});

test('repeated headers are joined', async () => {
  const { headers } = await answered(ok('{}', 'X-A: 1\r\nSet-Cookie: a=1\r\nx-a: 2\r\nSet-Cookie: b=2\r\n'));
  expect(headers).toMatchObject({ 'x-a': '1, 2', 'set-cookie': 'a=1, b=2' });
});

test('a chunked answer is put together', async () => {
  const bytes = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4;x=y\r\n":1}\r\n0\r\n\r\n';
  expect((await answered(bytes)).text).toBe('{"a":1}');
});

test.each([400, 404, 429, 500, 503, 599, 999])('status %i is an answer as well', async (status) => {
  expect(await answered(`HTTP/1.1 ${status} X\r\nContent-Length: 2\r\n\r\n{}`)).toMatchObject({ status, text: '{}' });
});

test('identity is no content coding', async () => {
  expect((await answered(ok('{"a":1}', 'Content-Encoding: identity\r\n'))).text).toBe('{"a":1}');
});

test('a 204 answer has the empty text and needs no framing', async () => {
  expect(await answered('HTTP/1.1 204 No Content\r\n\r\n')).toMatchObject({ status: 204, text: '' });
});

test('an empty body with a length of zero is the empty text', async () => {
  expect(await answered('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')).toMatchObject({ status: 200, text: '' });
});

test('informational answers are passed over, however many there are', async () => {
  const hint = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n';
  expect(await answered(hint.repeat(100) + ok('{"a":1}'))).toMatchObject({ status: 200, text: '{"a":1}' });
});

test.each([301, 302, 303, 307, 308])('a %i redirect is answered, not followed', async (status) => {
  const other = await startRawUpstream(answering(ok('{"other":true}')));
  const location = `Location: ${other.url}/things\r\n`;
  const answer = await answered(`HTTP/1.1 ${status} Moved\r\n${location}Content-Length: 0\r\n\r\n`);
  expect(answer).toMatchObject({ status, headers: { location: `${other.url}/things` } });
  expect(other.connections).toHaveLength(0);
});

test('a byte order mark is a part of the text, so that it is no valid JSON', async () => {
  expect((await answered(ok('\u00ef\u00bb\u00bf{}'))).text).toBe('\ufeff{}');
});

const limit = 5 * 1024 * 1024;

test('a body of exactly 5 MiB is taken', async () => {
  const text = JSON.stringify('a'.repeat(limit - 2));
  expect((await answered(ok(text))).text).toHaveLength(limit);
});

test('a body of one byte more is not', async () => {
  const upstream = await startRawUpstream(answering(ok(JSON.stringify('a'.repeat(limit - 1)))));
  expect(await faultOfCall(clientOf(upstream.url), false)).toMatchObject({ reach: 'broken-answer', timedOut: false });
});

test('headers of less than 16 KiB are taken', async () => {
  const { headers } = await answered(ok('{}', `X-Long: ${'a'.repeat(15_000)}\r\n`));
  expect(headers['x-long']).toHaveLength(15_000);
});
