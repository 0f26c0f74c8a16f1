import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import { startRawUpstream } from '../upstream/raw-upstream.ts';
import { type Arrived, startRecordingUpstream } from './recording-upstream.ts';
import { exchange, request, type Stage, startStage } from './stage.ts';

const codeOf = (text: string): string | undefined => /"code":"([a-z-]+)"/.exec(text)?.[1];

test.each(['', '?acknowledge=irreversible', '?acknowledge=', '?Acknowledge=unjournaled'])(
  'a write with %j is not sent',
  async (search) => {
    const upstream = await startRawUpstream({});
    const stage = await startStage(upstream.url);
    const { status, rest } = await exchange(stage.url, request('DELETE', `/things/a${search}`));
    if (search.startsWith('?A')) expect([status, codeOf(rest)]).toEqual([403, 'passthrough-refused']);
    else expect([status, codeOf(rest)]).toEqual([409, 'acknowledgement-required']);
    expect([upstream.connections.length, stage.events]).toEqual([0, []]);
  },
);

test("the caller's word for a write goes no further, and a read that is a POST needs none", async () => {
  const upstream = await startRecordingUpstream();
  const stage = await startStage(upstream.url);
  await exchange(stage.url, request('DELETE', '/things/a?acknowledge=unjournaled'));
  await exchange(stage.url, request('POST', '/things/_search'));
  expect(upstream.arrived.map(({ method, url }) => [method, url])).toEqual([
    ['DELETE', '/things/a'],
    ['POST', '/things/_search'],
  ]);
  expect(stage.events.map(({ action }) => action)).toEqual(['passthrough:DeleteThing', 'passthrough:DeleteThing']);
});

test('a write is told of before it is sent, and after', async () => {
  const before: number[] = [];
  let stage: Stage | undefined;
  const upstream = await startRecordingUpstream((response) => {
    before.push(stage?.events.length ?? 0);
    response.writeHead(201, { 'content-length': 0 }).end();
  });
  stage = await startStage(upstream.url);
  const body = '{"any":"secret-value","other":1}';
  const head = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  await exchange(stage.url, request('PUT', '/things/thing-7?acknowledge=unjournaled', head, body));
  expect(before).toEqual([1]);
  const who = {
    ...{ principal: 'tester', requestId: 'req_1', connection: 'main', provider: 'things', organization: 'thing-7' },
    action: 'passthrough:PutThing',
  };
  const digest = createHash('sha256').update(`PUT /things/thing-7\n${body}`).digest('hex');
  expect(stage.events).toEqual([
    { type: 'passthrough.started', ...who, digest, fields: ['any', 'other'] },
    { type: 'passthrough.settled', ...who, outcome: 'applied' },
  ]);
});

test.each([
  [200, 'applied'],
  [204, 'applied'],
  [400, 'not_applied'],
  [404, 'not_applied'],
  [429, 'not_applied'],
  [408, 'unknown'],
  [499, 'unknown'],
  [500, 'unknown'],
  [503, 'unknown'],
])('what the upstream answers %i is told to be %s', async (status, outcome) => {
  const upstream = await startRecordingUpstream((response) => response.writeHead(status).end());
  const stage = await startStage(upstream.url);
  expect((await exchange(stage.url, request('DELETE', '/things/a?acknowledge=unjournaled'))).status).toBe(status);
  expect(stage.events.at(-1)).toMatchObject({ type: 'passthrough.settled', outcome });
});

test('a write that cannot be told of is not sent', async () => {
  const upstream = await startRawUpstream({});
  const stage = await startStage(upstream.url, {}, () => {
    throw new Problem('storage-unavailable');
  });
  const { status, rest } = await exchange(stage.url, request('DELETE', '/things/a?acknowledge=unjournaled'));
  expect([status, codeOf(rest), upstream.connections.length]).toEqual([503, 'storage-unavailable', 0]);
});

test('a write is sent once, whatever becomes of it', async () => {
  const upstream = await startRawUpstream({ requested: (socket) => socket.destroy() });
  const stage = await startStage(upstream.url);
  const { status, rest } = await exchange(stage.url, request('DELETE', '/things/a?acknowledge=unjournaled'));
  expect([status, codeOf(rest)]).toEqual([504, 'outcome-unknown']);
  expect(JSON.parse(rest)).toMatchObject({
    outcome: 'unknown',
    retryable: false,
    detail: expect.stringContaining('not journaled'),
  });
  expect([upstream.connections.length, upstream.requests.length]).toEqual([1, 1]);
});

test('access tokens that were replaced since are named as such', async () => {
  const upstream = await startRecordingUpstream((response) => response.writeHead(401).end());
  const rejected: object[] = [];
  const authorization = {
    names: ['authorization'],
    headers: async () => ({ authorization: 'Bearer old' }),
    rejected: async (headers: object) => rejected.push(headers) > 0,
    close: async () => {},
  };
  const stage = await startStage(upstream.url, { authorization });
  const { rest } = await exchange(stage.url, request('GET', '/things'));
  expect(JSON.parse(rest)).toMatchObject({ code: 'upstream-credentials-rejected', retryable: true });
  expect(rejected).toEqual([{ authorization: 'Bearer old' }]);
  const [arrived]: readonly Arrived[] = upstream.arrived;
  expect(arrived?.headers.authorization).toBe('Bearer old');
});
