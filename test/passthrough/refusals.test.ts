import { expect, test } from 'vitest';
import { startRawUpstream } from '../upstream/raw-upstream.ts';
import { startRecordingUpstream } from './recording-upstream.ts';
import { exchange, request, startStage } from './stage.ts';

const write = 'acknowledge=unjournaled';
const json = (body: string): [head: string, body: string] => [
  `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`,
  body,
];
const typed = (type: string): [head: string, body: string] => [`Content-Type: ${type}\r\nContent-Length: 1\r\n`, 'x'];
const chunked = 'Transfer-Encoding: chunked\r\n';
const smuggled = 'DELETE /things/victim HTTP/1.1\r\nHost: upstream\r\n\r\n';

test.each<[rule: RegExp, method: string, target: string, head?: string, body?: string]>([
  [/no such path/, 'GET', '/'],
  [/no such path/, 'GET', '/thing'],
  [/no such path/, 'GET', '/Things'],
  [/no such path/, 'GET', '/things/'],
  [/no such path/, 'GET', '//things'],
  [/no such path/, 'GET', '/things/a/b'],
  [/no such path/, 'GET', '/things/a//b'],
  [/dot segment/, 'GET', '/things/.'],
  [/dot segment/, 'GET', '/things/..'],
  [/dot segment/, 'GET', '/things/%2e%2E'],
  [/dot segment/, 'GET', '/files/../things'],
  [/encoded slash/, 'GET', '/things/a%2fb'],
  [/encoded slash/, 'GET', '/things/..%2fadmin'],
  [/encoded slash/, 'GET', '/things/a%5Cb'],
  [/encoded slash/, 'GET', '/things/a\\b'],
  [/encoded slash/, 'GET', '/things/%252e%252e'],
  [/encoded slash/, 'GET', '/things/a%252fb'],
  [/encoded slash/, 'GET', '/things/a%00'],
  [/encoded slash/, 'GET', '/things/a%0d%0aX-Evil:%201'],
  [/percent-encoding/, 'GET', '/things/%'],
  [/percent-encoding/, 'GET', '/things/%ff'],
  [/dot-segment|dot segment/, 'POST', `/things/..:purge?${write}`],
  // A literal path is not taken for a value of another's parameter.
  [/with POST only/, 'GET', '/things/_search'],
  [/with POST only/, 'GET', '/things/%5fsearch'],
  [/with POST only/, 'DELETE', `/things/a:purge?${write}`],
  [/with POST only/, 'DELETE', `/things/a%3Apurge?${write}`],
  [/with GET, POST only/, 'DELETE', `/things?${write}`],
  [/with GET, POST only/, 'PATCH', `/things?${write}`],
  [/with GET, POST only/, 'OPTIONS', '/things'],
  [/parameter page is not one/, 'GET', '/things?page=1'],
  [/parameter __proto__ is not one/, 'GET', '/things?__proto__=1'],
  [/parameter limit is not one/, 'GET', '/things/a?limit=1'],
  [/limit may be given only once/, 'GET', '/things?limit=1&limit=2'],
  [/limit must be a number/, 'GET', '/things?limit=ten'],
  [/limit must be a number/, 'GET', '/things?limit=0x10'],
  [/limit must be a number/, 'GET', '/things?limit='],
  [/query\/limit must be <= 100/, 'GET', '/things?limit=101'],
  [/all must be true or false/, 'GET', '/things?all=1'],
  [/query is not valid percent-encoding/, 'GET', '/things?tag=%ff'],
  [/parameter .* is not one/, 'GET', '/things?eq(a,1)&eq(b,2)'],
  [/header\/X-Thing-Scope must match pattern/, 'GET', '/things', 'X-Thing-Scope: MINE\r\n'],
  [/gives ListThings no body/, 'GET', '/things', ...json('{}')],
  [/gives DeleteThing no body/, 'DELETE', `/things/a?${write}`, ...json('{}')],
  [
    /gives DeleteThing no body/,
    'DELETE',
    `/things/a?${write}`,
    chunked,
    `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`,
  ],
  [/forbids this CreateThing: the request must have required property 'body'|body must/, 'POST', `/things?${write}`],
  [/body\/size must NOT have additional/, 'POST', `/things?${write}`, ...json('{"size":1}')],
  [/body\/name must be string/, 'POST', `/things?${write}`, ...json('{"name":1}')],
  [/body as application\/json/, 'POST', `/things?${write}`, ...typed('text/plain')],
  [/body as application\/json/, 'POST', `/things?${write}`, ...typed('application/jsonp')],
  [/body as application\/octet-stream or image/, 'PUT', `/files/a?${write}`, ...typed('imagery/png')],
  [/body as application\/octet-stream or image/, 'PUT', `/files/a?${write}`, 'Content-Length: 1\r\n', 'x'],
  [/without content coding/, 'PUT', `/files/a?${write}`, `Content-Encoding: gzip\r\n${typed('image/png')[0]}`, 'x'],
])('%s: %s %s', async (rule, method, target, head = '', body = '') => {
  const upstream = await startRawUpstream({});
  const stage = await startStage(upstream.url);
  const answer = await exchange(stage.url, request(method, target, head, body));
  const problem = JSON.parse(answer.rest);
  expect([answer.status, problem.code, problem.outcome]).toEqual([403, 'passthrough-refused', 'not_applied']);
  expect(problem.detail).toMatch(rule);
  expect(problem.detail).toMatch(/Nothing was sent\.$/);
  // One answer only, and nobody asked.
  expect(answer.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  expect([upstream.connections.length, stage.contacts, stage.events]).toEqual([0, [], []]);
});

test.each([
  ['broken JSON', '/things', ...json('{'), 400, 'invalid-json'],
  ['a name twice', '/things', ...json('{"name":"a","name":"b"}'), 400, 'invalid-json'],
  [
    'another character set',
    '/things',
    'Content-Type: application/json; charset=utf-16\r\nContent-Length: 2\r\n',
    '{}',
    415,
    'unsupported-media-type',
  ],
  ['too much of it', '/things', ...json(`{"name":"${'a'.repeat(110_000)}"}`), 413, 'payload-too-large'],
])('JSON that cannot be read, %s, is not sent either', async (_, path, head, body, status, code) => {
  const upstream = await startRawUpstream({});
  const stage = await startStage(upstream.url);
  const answer = await exchange(stage.url, request('POST', `${path}?${write}`, head, body));
  expect([answer.status, /"code":"([a-z-]+)"/.exec(answer.rest)?.[1]]).toEqual([status, code]);
  expect([upstream.connections.length, stage.events]).toEqual([0, []]);
});

test.each([
  [['GET'], ['GET /things', 'HEAD /things'], ['POST /things/_search', `DELETE /things/a?${write}`]],
  [['POST'], ['POST /things/_search'], ['GET /things', 'HEAD /things', `PUT /things/a?${write}`]],
  [['HEAD'], ['HEAD /things'], ['GET /things']],
  [[], [], ['GET /things', 'HEAD /things', 'POST /things/_search']],
])('where %j may pass, that does and nothing else', async (methods, passing, refused) => {
  const upstream = await startRecordingUpstream();
  const stage = await startStage(upstream.url, { methods });
  for (const [calls, status] of [
    [passing, 200],
    [refused, 403],
  ] as const) {
    for (const call of calls) {
      const [method = '', target = ''] = call.split(' ');
      const answer = await exchange(stage.url, request(method, target));
      expect([call, answer.status]).toEqual([call, status]);
      if (status === 403 && method !== 'HEAD')
        expect(answer.rest).toContain(`and not ${method}; an operator decides that`);
    }
  }
  expect(upstream.arrived.map(({ method, url }) => `${method} ${url}`)).toEqual(passing);
});

test.each([
  ['/things?limit=7&all=true&tag=a%2Cb&tag=c+d', '/things?limit=7&all=true&tag=a%2Cb&tag=c%20d'],
  ['/things?eq(name,%22A%26B%22)&limit=1', '/things?eq(name,%22A%26B%22)&limit=1'],
  ['/things/%C3%A4%20%3F%23%3B%3A', '/things/%C3%A4%20%3F%23%3B%3A'],
  ['/%74hings/%61', '/things/a'],
  ['/things?&', '/things'],
])('%s is written anew as %s', async (target, written) => {
  const upstream = await startRecordingUpstream();
  const stage = await startStage(`${upstream.url}/base/`);
  expect((await exchange(stage.url, request('GET', target))).status).toBe(200);
  expect(upstream.arrived.map(({ url }) => url)).toEqual([`/base${written}`]);
});
