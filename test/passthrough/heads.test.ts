import { expect, test } from 'vitest';
import { startRecordingUpstream } from './recording-upstream.ts';
import { credentials, exchange, request, startStage } from './stage.ts';

/** What no upstream is to see: who the caller is, what its connection is like, and what it says of itself on the way. */
const withheld = {
  Authorization: 'Bearer caller-secret',
  Cookie: 'session=caller-secret',
  'Proxy-Authorization': 'Basic caller-secret',
  'X-Forwarded-For': '10.0.0.1',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Proto': 'http',
  x_forwarded_for: '10.0.0.1',
  Forwarded: 'for=10.0.0.1',
  Via: '1.1 caller',
  Upgrade: 'websocket',
  TE: 'trailers',
  Trailer: 'X-Sum',
  'Keep-Alive': 'timeout=5',
  'Proxy-Connection': 'keep-alive',
  'X-HTTP-Method-Override': 'DELETE',
  'X-Original-URL': '/admin',
  'X-Stray': 'stray',
  Origin: 'https://evil.example',
  Referer: 'https://evil.example/',
  'User-Agent': 'caller/1.0',
  traceparent: 'nonsense',
};

const lines = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

test('the head of a request is built of what may be in it, with the credentials of the connection', async () => {
  const upstream = await startRecordingUpstream();
  const stage = await startStage(upstream.url);
  const passed = {
    'X-Thing-Scope': 'mine',
    Accept: 'text/plain',
    'Accept-Language': 'de',
    'If-Match': '"1"',
    Range: 'bytes=0-1',
  };
  const answer = await exchange(stage.url, request('GET', '/things', lines({ ...withheld, ...passed })));
  expect(answer.status).toBe(200);
  expect(upstream.arrived[0]?.headers).toEqual({
    ...credentials,
    ...Object.fromEntries(Object.entries(passed).map(([name, value]) => [name.toLowerCase(), value])),
    'user-agent': 'orgway',
    host: new URL(upstream.url).host,
    connection: 'close',
  });
});

test('what a request names in Connection goes no further', async () => {
  const upstream = await startRecordingUpstream();
  const stage = await startStage(upstream.url);
  const head = 'X-Thing-Scope: mine\r\nAccept-Language: de\r\nConnection: x-thing-scope, Accept-Language\r\n';
  await exchange(stage.url, `GET /things HTTP/1.1\r\nHost: gateway\r\n${head}Connection: close\r\n\r\n`);
  expect(Object.keys(upstream.arrived[0]?.headers ?? {}).sort()).toEqual([
    'authorization',
    'connection',
    'host',
    'user-agent',
  ]);
});

test('a request that waits to be told to go on is told so here', async () => {
  const upstream = await startRecordingUpstream();
  const stage = await startStage(upstream.url);
  const head = 'Content-Type: application/octet-stream\r\nContent-Length: 3\r\nExpect: 100-continue\r\n';
  const answer = await exchange(stage.url, request('PUT', '/files/a?acknowledge=unjournaled', head, 'abc'));
  expect(answer.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  expect(upstream.arrived[0]?.headers).not.toHaveProperty('expect');
});

test('the head of an answer is built of what may be in it', async () => {
  const upstream = await startRecordingUpstream((response) =>
    response
      .writeHead(200, {
        ...{
          'Content-Type': 'application/json',
          'Content-Length': 2,
          ETag: '"1"',
          Link: '</things?page=2>; rel="next"',
        },
        ...{ 'Retry-After': '3', 'X-RateLimit-Remaining': '7', 'RateLimit-Reset': '1', 'X-Request-Id': 'up-1' },
        ...{ 'X-Thing-Count': '12', 'Last-Modified': 'Sun, 22 Nov 2026 08:00:00 GMT' },
        // From here on what goes no further.
        ...{ 'Set-Cookie': 'a=b', Server: 'upstream/1', 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public' },
        ...{
          'X-Powered-By': 'x',
          'Strict-Transport-Security': 'max-age=1',
          'X-Stray': 'stray',
          'Keep-Alive': 'timeout=9',
        },
        ...{ RateLimit: '"upstream";r=1', 'RateLimit-Policy': '"upstream";q=1', 'Content-Language': 'de' },
        Connection: 'close, content-language',
      })
      .end('{}'),
  );
  const stage = await startStage(upstream.url);
  const { headers } = await exchange(stage.url, request('GET', '/things'));
  const { date: _varies, ...told } = headers;
  expect(told).toEqual({
    ...{ 'content-type': 'application/json', 'content-length': '2', etag: '"1"', link: '</things?page=2>; rel="next"' },
    ...{ 'retry-after': '3', 'x-ratelimit-remaining': '7', 'ratelimit-reset': '1', 'x-request-id': 'up-1' },
    ...{ 'x-thing-count': '12', 'last-modified': 'Sun, 22 Nov 2026 08:00:00 GMT' },
    ...{ 'cache-control': 'no-store', 'orgway-request-id': 'req_1', 'orgway-upstream-status': '200' },
    ...{ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" },
    connection: 'close',
  });
});

test.each([
  ['/things/1', '/things/1'],
  ['http://evil.example/', undefined],
  ['//evil.example/', undefined],
])('that something new is at %s is told as %s', async (location, told) => {
  const upstream = await startRecordingUpstream((response) => response.writeHead(201, { location }).end());
  const stage = await startStage(upstream.url);
  expect((await exchange(stage.url, request('GET', '/things'))).headers.location).toBe(told);
});

test.each([400, 404, 409, 422, 429, 500, 503])(
  'an upstream that answers %i is passed on with what it says',
  async (status) => {
    const upstream = await startRecordingUpstream((response) =>
      response.writeHead(status, { 'content-type': 'text/html', 'content-length': 4 }).end('<hi>'),
    );
    const stage = await startStage(upstream.url);
    const answer = await exchange(stage.url, request('GET', '/things'));
    expect([answer.status, answer.rest]).toEqual([status, '<hi>']);
    expect(answer.headers['orgway-upstream-status']).toBe(`${status}`);
  },
);

test.each([401, 403])('%i is a denial of the gateway, and not of its caller', async (status) => {
  const upstream = await startRecordingUpstream((response) => response.writeHead(status).end('no'));
  const stage = await startStage(upstream.url);
  for (const sent of [request('GET', '/things'), request('DELETE', '/things/a?acknowledge=unjournaled')]) {
    const answer = await exchange(stage.url, sent);
    expect([answer.status, JSON.parse(answer.rest)]).toMatchObject([
      502,
      { code: 'upstream-credentials-rejected', upstream: { status } },
    ]);
    expect(answer.headers).not.toHaveProperty('orgway-upstream-status');
  }
  expect(stage.events.at(-1)).toMatchObject({ type: 'passthrough.settled', outcome: 'not_applied' });
});

test('403 is for the member who acts, where one does', async () => {
  const upstream = await startRecordingUpstream((response) =>
    response.writeHead(403, { 'content-length': 2 }).end('no'),
  );
  const stage = await startStage(upstream.url);
  const answer = await exchange(stage.url, request('GET', '/things/a', 'X-Thing-Session: member\r\n'));
  expect([answer.status, answer.rest]).toEqual([403, 'no']);
  expect(upstream.arrived[0]?.headers).toMatchObject({ 'x-thing-session': 'member', ...credentials });
});
