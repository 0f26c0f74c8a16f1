import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readJson } from '../../src/api/body.ts';
import { Problem } from '../../src/problem/problem.ts';

/** What reading a body came to: its value, or the problem it is refused with. */
interface Outcome {
  readonly value?: unknown;
  readonly code?: string;
  readonly detail?: string;
}

let types: readonly string[] = ['application/json'];
let outcome = Promise.withResolvers<Outcome>();
const server = createServer(async (incoming, outgoing) => {
  try {
    outcome.resolve({ value: await readJson(incoming, types) });
    outgoing.end();
  } catch (error) {
    if (!(error instanceof Problem)) return outcome.reject(error);
    outcome.resolve({ code: error.code, detail: error.message });
    outgoing.writeHead(error.status, error.parts.headers).end();
  }
});

beforeAll(
  () =>
    new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    }),
);
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  types = ['application/json'];
  outcome = Promise.withResolvers();
});

const port = (): number => (server.address() as AddressInfo).port;

/** Posts bytes and tells how they were read, and how that was answered. */
async function post(
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): Promise<Outcome & { readonly status: number; readonly answered: IncomingHttpHeaders }> {
  const answer = Promise.withResolvers<{ readonly status: number; readonly answered: IncomingHttpHeaders }>();
  const call = request({ port: port(), method: 'POST', headers: { 'content-type': 'application/json', ...headers } });
  call.on('error', answer.reject).on('response', (response) => {
    response.resume();
    answer.resolve({ status: response.statusCode ?? 0, answered: response.headers });
  });
  call.end(body);
  return { ...(await outcome.promise), ...(await answer.promise) };
}

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

test('a JSON body is read as its value', async () => {
  const value = { text: 'Ä✓😀', list: [1, -0.5, true, null], empty: {}, blank: '' };
  expect(await post(JSON.stringify(value))).toMatchObject({ status: 200, value });
});

test('an object in UTF-8 is read whatever the chunks it comes in', async () => {
  const call = request({ port: port(), method: 'POST', headers: { 'content-type': 'application/json' } });
  call.on('error', outcome.reject);
  const bytes = Buffer.from('{"a":"Ä"}');
  for (const byte of bytes) call.write(Buffer.of(byte));
  call.end();
  expect(await outcome.promise).toEqual({ value: { a: 'Ä' } });
});

test.each([
  'application/json',
  'Application/JSON',
  'application/json;charset=utf-8',
  'application/json; charset=UTF-8',
  'application/json ; charset="utf-8"',
])('the media type %s is taken', async (type) => {
  expect(await post('{}', { 'content-type': type })).toMatchObject({ value: {} });
});

test.each([
  '',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/merge-patch+json',
  'application/problem+json',
  'application/jsonp',
  'application/json, text/plain',
  'application/json; charset=utf-16',
  'application/json; charset=utf-16le',
  'application/json; charset=iso-8859-1',
  'application/json; charset=utf-8; charset=utf-16',
  'application/json; profile=x',
])('the media type "%s" is refused', async (type) => {
  expect(await post('{}', { 'content-type': type })).toMatchObject({ code: 'unsupported-media-type', status: 415 });
});

test('a body without a media type is refused', async () => {
  const call = request({ port: port(), method: 'POST' });
  call.on('error', () => {}).end('{}');
  expect(await outcome.promise).toMatchObject({ code: 'unsupported-media-type' });
});

test('every documented media type is taken, and the refusal of others names them', async () => {
  types = ['application/merge-patch+json', 'application/json'];
  expect(await post('{}', { 'content-type': 'application/merge-patch+json' })).toMatchObject({ value: {} });
  outcome = Promise.withResolvers();
  expect(await post('{}', { 'content-type': 'text/plain' })).toMatchObject({
    detail: expect.stringContaining('application/merge-patch+json or application/json'),
  });
});

test.each(['gzip', 'deflate', 'br', 'gzip, gzip', 'x'])('the content coding %s is refused', async (coding) => {
  expect(await post('{}', { 'content-encoding': coding })).toMatchObject({ code: 'unsupported-media-type' });
});

test('identity is no content coding', async () => {
  expect(await post('{}', { 'content-encoding': 'identity' })).toMatchObject({ value: {} });
});

const limit = 100 * 1024;
/** Of texts that are each short enough. */
const sized = (bytes: number): string => {
  const text = JSON.stringify(Array(10).fill('a'.repeat(10_000)));
  return text.slice(0, -2) + 'a'.repeat(bytes - text.length) + text.slice(-2);
};

test('a body of exactly 100 KiB is taken', async () => {
  expect((await post(sized(limit))).value).toEqual(JSON.parse(sized(limit)));
});

test.each<[string, OutgoingHttpHeaders]>([
  ['with its length', {}],
  ['in chunks', { 'transfer-encoding': 'chunked' }],
])('a body of one byte more, sent %s, is refused and the connection closed', async (_name, headers) => {
  const answer = await post(sized(limit + 1), headers);
  expect(answer).toMatchObject({ code: 'payload-too-large', status: 413, answered: { connection: 'close' } });
});

test.each([
  ['nothing', '', 'The body is empty; send one JSON object.'],
  ['a space', ' ', 'Send one JSON object in UTF-8.'],
  ['a cut-off object', '{"a":1', 'Send one JSON object in UTF-8.'],
  ['a cut-off text', '"abc', 'Send one JSON object in UTF-8.'],
  ['text after the end', '{} x', 'Send one JSON object in UTF-8.'],
  ['two objects', '{}{}', 'Send one JSON object in UTF-8.'],
  ['a trailing comma', '{"a":1,}', 'Send one JSON object in UTF-8.'],
  ['single quotes', "{'a':1}", 'Send one JSON object in UTF-8.'],
  ['a comment', '{} // x', 'Send one JSON object in UTF-8.'],
  ['NaN', 'NaN', 'Send one JSON object in UTF-8.'],
  ['a leading zero', '[01]', 'Send one JSON object in UTF-8.'],
  ['a raw control character', '"a\nb"', 'Send one JSON object in UTF-8.'],
  ['a byte order mark', '\ufeff{}', 'Send one JSON object in UTF-8.'],
])('%s is no JSON', async (_name, body, detail) => {
  expect(await post(body)).toMatchObject({ code: 'invalid-json', status: 400, detail });
});

test.each<[string, Buffer]>([
  ['a lone continuation byte', Buffer.from([0x22, 0x80, 0x22])],
  ['a cut-off character', Buffer.from([0x22, 0xc3, 0x22])],
  ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
  ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ['UTF-16', Buffer.from('{}', 'utf16le')],
])('%s is no UTF-8', async (_name, body) => {
  expect(await post(body)).toMatchObject({ code: 'invalid-json', status: 400 });
});

test('after bytes that are no UTF-8 the next body is read as ever', async () => {
  await post(Buffer.from([0x22, 0xc3]));
  outcome = Promise.withResolvers();
  expect(await post('{"a":"Ä"}')).toMatchObject({ value: { a: 'Ä' } });
});

test('32 levels are taken, 33 are not, neither are very many', async () => {
  expect(await post(nested(32))).toMatchObject({ status: 200 });
  for (const body of [nested(33), `{"a":${nested(32)}}`, nested(50_000)]) {
    outcome = Promise.withResolvers();
    expect(await post(body)).toMatchObject({ code: 'invalid-json', status: 400 });
  }
});

test.each([
  '{"__proto__":{"admin":true}}',
  '{"\\u005f_proto__":{"admin":true}}',
  '{"\\u005f\\u005f\\u0070roto__":null}',
  '{"a":[{"__proto__":1}]}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"a":{"prototype":1}}',
  '{"constructor":1}',
])('the name in %s is not taken anywhere', async (body) => {
  expect(await post(body)).toMatchObject({ code: 'invalid-json', detail: expect.stringContaining('is not taken') });
  expect(({} as { readonly admin?: boolean }).admin).toBeUndefined();
});

test('names that objects merely inherit are names like any other', async () => {
  const { value } = await post('{"toString":1,"hasOwnProperty":2,"proto":3}');
  expect(value).toEqual({ toString: 1, hasOwnProperty: 2, proto: 3 });
});

test.each([
  ['"\\ud800"', 'half a surrogate pair'],
  ['"a\\udc00b"', 'the other half'],
  ['{"a":["\\ud83d"]}', 'half a pair inside'],
  ['{"\\ud800":1}', 'half a pair in a name'],
  ['"\\u0000"', 'NUL'],
  ['{"a\\u0000":1}', 'NUL in a name'],
])('%s holds %s, which nothing can store', async (body) => {
  expect(await post(body)).toMatchObject({ code: 'validation-failed', status: 422 });
});

test('a whole surrogate pair is one character', async () => {
  expect(await post('"\\ud83d\\ude00"')).toMatchObject({ value: '😀' });
});

test.each(['1e400', '-1e400', '[1,{"a":1e309}]'])('%s is beyond all numbers', async (body) => {
  expect(await post(body)).toMatchObject({ code: 'invalid-json', status: 400 });
});

test.each(['9007199254740992', '-9007199254740993', '12345678901234567890', '{"a":[1e300]}'])(
  '%s could not be kept exactly',
  async (body) => {
    expect(await post(body)).toMatchObject({ code: 'validation-failed', status: 422 });
  },
);

test.each(['9007199254740991', '-9007199254740991', '0.1', '1e15', '1.0'])('%s is kept', async (body) => {
  expect(await post(body)).toMatchObject({ value: JSON.parse(body) });
});

test('a body whose connection ends before it does is refused, not waited for', async () => {
  const socket = connect(port(), '127.0.0.1');
  const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n';
  socket.write(`${head}{"a":1`, () => socket.destroy());
  expect(await outcome.promise).toEqual({ code: 'invalid-json', detail: 'The body ended before it was complete.' });
});
