import { afterAll, beforeAll, expect, test } from 'vitest';
import { usualResilience } from '../../src/upstream/resilience.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';
import { answering, ok, startRawUpstream } from '../upstream/raw-upstream.ts';

// What passes through, by the way that a caller takes: through the guard, the rights and the limits of the gateway.

let sandbox: RunningSandbox;
let gateway: RunningGateway;
const { userhub, zitadel } = showcase;
beforeAll(async () => {
  sandbox = await startSandbox();
  gateway = await startGateway(
    ['userhub', 'zitadel'].map((provider) => ({
      ...{ id: provider, provider, baseUrl: `${sandbox.emulatorsUrl}/${provider}` },
      passthrough: { methods: ['GET', 'POST', 'PATCH', 'DELETE'] },
    })),
  );
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.stop();
});

const path = `/v1/connections/userhub/passthrough/admin/v1/organizations/${userhub?.organization}`;

test('a read is answered by the upstream, with its status and its body', async () => {
  await sandbox.clearLedger('userhub');
  const answer = await sandbox.call('GET', path);
  expect([answer.status, answer.body]).toMatchObject([200, { id: userhub?.organization }]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'orgway-upstream-status': '200',
    'orgway-request-id': expect.stringMatching(/^req_/),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  const headers = { authorization: '***', traceparent: expect.stringMatching(/^00-/) };
  expect(await sandbox.ledger('userhub')).toMatchObject([{ method: 'GET', headers }]);
  const missing = await sandbox.call('GET', path.replace(/[^/]+$/, 'org_missing'));
  expect([missing.status, missing.headers.get('orgway-upstream-status')]).toEqual([404, '404']);
  expect(missing.body).not.toHaveProperty('requestId');
});

test('who has no key, no such connection or another method in mind learns that', async () => {
  const codes = [];
  for (const [method, target, apiKey] of [
    ['GET', path, 'wrong'],
    ['GET', path.replace('userhub', 'elsewhere'), undefined],
    ['GET', '/v1/connections/userhub/passthrough/', undefined],
    ['DELETE', `${path}?acknowledge=unjournaled`, undefined],
  ] as const) {
    const { status, body } = await sandbox.call(method, target, apiKey === undefined ? {} : { apiKey });
    codes.push([status, body.code]);
  }
  expect(codes).toEqual([
    [401, 'unauthenticated'],
    [404, 'unknown-connection'],
    [404, 'not-found'],
    [403, 'passthrough-refused'],
  ]);
});

test('a write and a refusal are in the audit trail, without values', async () => {
  const target = '/v1/connections/zitadel/passthrough/management/v1/orgs/me/_deactivate?acknowledge=unjournaled';
  const headers = { 'x-zitadel-orgid': zitadel?.organization ?? '' };
  const answer = await gateway.call('POST', target, { headers, body: {} });
  expect(answer).toMatchObject({ status: 200, body: { details: { resourceOwner: zitadel?.organization } } });
  const unscoped = await gateway.call('POST', target, { body: {} });
  expect([unscoped.status, unscoped.body.code]).toEqual([403, 'passthrough-refused']);
  expect(unscoped.body.errors).toMatchObject([{ pointer: 'header/x-zitadel-orgid', code: 'required' }]);
  const events = async (type: string) =>
    (await gateway.call('GET', `/v1/audit-events?type=${type}&connection=zitadel`)).body.auditEvents;
  const who = { principal: 'test', organization: zitadel?.organization, action: 'passthrough:DeactivateOrg' };
  expect(await events('passthrough.started')).toMatchObject([
    { ...who, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(await events('passthrough.settled')).toMatchObject([{ ...who, outcome: 'applied' }]);
  const denied = await gateway.call('GET', '/v1/audit-events?type=request.denied');
  expect(denied.body.auditEvents).toMatchObject([{ action: 'passthroughPost', code: 'passthrough-refused' }]);
  expect((await gateway.call('GET', '/v1/operations')).body.operations).toEqual([]);
});

test('what passes through counts against the limits of its connection, until its last byte', async () => {
  const upstream = await startRawUpstream({
    requested: (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'),
  });
  const limited = await startGateway([
    {
      ...{ id: 'main', provider: 'userhub', baseUrl: upstream.url, concurrency: 1 },
      resilience: { ...usualResilience, queue: { length: 0, waitMs: 10 } },
    },
  ]);
  try {
    const gone = new AbortController();
    const held = await fetch(`${limited.url}${path.replace('userhub', 'main')}`, {
      headers: { authorization: 'Bearer orgway_sandbox' },
      signal: gone.signal,
    });
    const turnedAway = await limited.call('GET', '/v1/connections/main/organizations');
    expect([held.status, turnedAway.status, turnedAway.body.code]).toEqual([200, 503, 'overloaded']);
    const passing = await limited.call('GET', path.replace('userhub', 'main'));
    expect([passing.status, passing.body.code]).toEqual([503, 'overloaded']);
    gone.abort();
    await held.text().catch(() => {});
    expect(upstream.connections).toHaveLength(1);
  } finally {
    await limited.stop();
  }
});

test('a circuit that is open is open to what passes through, which opens it as well', async () => {
  const upstream = await startRawUpstream(answering('HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n'));
  const guarded = await startGateway([
    {
      ...{ id: 'main', provider: 'userhub', baseUrl: upstream.url },
      resilience: { ...usualResilience, retries: 0, breaker: { failures: 2, openMs: 60_000, maxOpenMs: 60_000 } },
    },
  ]);
  try {
    const target = path.replace('userhub', 'main');
    const statuses = [];
    for (let call = 0; call < 3; call++) statuses.push((await guarded.call('GET', target)).body.code);
    expect(statuses).toEqual([undefined, undefined, 'upstream-circuit-open']);
    expect(upstream.connections).toHaveLength(2);
  } finally {
    await guarded.stop();
  }
});

test('an upstream at an address that is not allowed is not connected to', async () => {
  const upstream = await startRawUpstream(answering(ok()));
  const walled = await startGateway([
    { ...{ id: 'main', provider: 'userhub', baseUrl: upstream.url }, allowPrivateNetwork: false },
  ]);
  try {
    const answer = await walled.call('GET', path.replace('userhub', 'main'));
    expect([answer.status, answer.body.code, upstream.connections.length]).toEqual([502, 'upstream-untrusted', 0]);
  } finally {
    await walled.stop();
  }
});
