import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startGate } from '../support/gate.ts';
import { type Answer, type Call, startGateway } from '../support/gateway.ts';
import { recordedOperations } from '../support/journal.ts';
import { emulated, type RunningSandbox, startSandbox } from '../support/sandbox.ts';

// What an Idempotency-Key stands for, seen by callers: one execution, and the same answer to everybody who asks again.

const day = 24 * 60 * 60 * 1_000;
const otherKey = 'the-key-of-another-principal';
let ahead = 0;
let sandbox: RunningSandbox;
beforeAll(async () => {
  const now = () => new Date(Date.now() + ahead);
  sandbox = await startSandbox({ now, apiKeys: { other: otherKey } });
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  ahead = 0;
  await sandbox.forget();
  for (const provider of ['userhub', 'stytch', 'zitadel', 'softwareone']) await sandbox.reset(provider);
});

const acme = 'org_28seyVGVL1got6';
const marked = 'org_6ZqLm3GsCf9hJk';
const robotics = 'organization-test-11111111-0000-4000-8000-111111111111';
const key = 'a-key-for-one-call-only';
const under = (idempotencyKey: string, headers: Call['headers'] = {}): Required<Pick<Call, 'headers'>> => ({
  headers: { 'idempotency-key': idempotencyKey, ...headers },
});

interface Made extends Call {
  readonly method: string;
  /** Below `/v1/connections/`. */
  readonly path: string;
}
const make = ({ method, path, ...call }: Made): Promise<Answer> =>
  sandbox.call(method, `/v1/connections/${path}`, { ...call, headers: { ...under(key).headers, ...call.headers } });
const deactivate: Made = { method: 'POST', path: `userhub/organizations/${acme}/deactivate` };
const create = (body: object, provider = 'userhub'): Made => ({
  method: 'POST',
  path: `${provider}/organizations`,
  body,
});

/** The requests of a provider that could have changed something. */
const writes = async (provider: string): Promise<string[]> =>
  (await sandbox.ledger(provider))
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`);

/** What a repeat must answer: the same to the byte, under an id of its own, and said to be a repeat. */
function expectReplay(repeat: Answer, first: Answer): void {
  expect({ status: repeat.status, text: repeat.text }).toEqual({ status: first.status, text: first.text });
  const told = ({ headers }: Answer, name: string) => headers.get(name);
  expect(told(first, 'idempotent-replayed')).toBe(null);
  expect(told(repeat, 'idempotent-replayed')).toBe('true');
  for (const name of ['content-type', 'content-length', 'cache-control', 'retry-after']) {
    expect({ name, value: told(repeat, name) }).toEqual({ name, value: told(first, name) });
  }
  expect(told(repeat, 'orgway-request-id')).toMatch(/^req_/);
  expect(told(repeat, 'orgway-request-id')).not.toBe(told(first, 'orgway-request-id'));
}

interface Stored {
  readonly title: string;
  readonly call: Made;
  readonly faults?: readonly Fault[];
  readonly status: number;
  readonly answer: object;
}
const refused = (code: string): object => ({ code, outcome: 'not_applied' });
const stored: readonly Stored[] = [
  { title: 'a change', call: deactivate, status: 200, answer: { changed: true } },
  {
    title: 'a change that was none',
    call: { method: 'POST', path: `userhub/organizations/${acme}/activate` },
    status: 200,
    answer: { changed: false },
  },
  { title: 'a creation', call: create({ displayName: 'Möwe' }, 'stytch'), status: 201, answer: { changed: true } },
  {
    title: 'a final deletion',
    call: { method: 'POST', path: `userhub/organizations/${marked}/purge?acknowledge=irreversible` },
    status: 200,
    answer: { deleted: true },
  },
  {
    title: 'that there is no such organization',
    call: { method: 'POST', path: 'userhub/organizations/org_N0b0dyN0b0dy00/deactivate' },
    status: 404,
    answer: refused('not-found'),
  },
  {
    title: 'a wrong state',
    call: { method: 'POST', path: `userhub/organizations/${marked}/activate` },
    status: 409,
    answer: refused('invalid-state-transition'),
  },
  {
    title: 'an external ID that is taken',
    call: create({ displayName: 'Möwe', externalId: 'acme' }),
    status: 409,
    answer: refused('external-id-taken'),
  },
  {
    title: 'what exists already',
    call: create({ displayName: 'Möwe', slug: 'sakura' }, 'stytch'),
    status: 409,
    answer: refused('already-exists'),
  },
  {
    title: 'a state that the upstream requires',
    call: { ...deactivate, headers: { 'if-match': '"AAAAAAAAAAAAAAAAAAAAAA"' } },
    status: 412,
    answer: refused('precondition-failed'),
  },
  {
    title: 'what the upstream rejects',
    call: {
      method: 'POST',
      path: 'softwareone/organizations/ACC-2000-0001/members',
      body: { email: 'jadwiga@lodz.example', displayName: 'Jadwiga Żuraw', roles: ['UGR-2000-0001'] },
    },
    status: 422,
    answer: refused('upstream-rejected'),
  },
  {
    title: 'a member without the right',
    call: {
      method: 'PUT',
      path: `stytch/organizations/${robotics}/external-id`,
      body: { externalId: 'new-one' },
      headers: { 'orgway-acting-session': 'nobodys-session' },
    },
    status: 403,
    answer: refused('permission-denied'),
  },
  {
    title: 'credentials that the upstream rejects',
    call: deactivate,
    faults: [{ method: 'PATCH', status: 401, times: 1 }],
    status: 502,
    answer: refused('upstream-credentials-rejected'),
  },
  {
    title: 'an unknown outcome without any answer',
    call: create({ displayName: 'Möwe' }),
    faults: [{ method: 'POST', reset: 'after', times: 1 }],
    status: 504,
    answer: { code: 'outcome-unknown', outcome: 'unknown' },
  },
  {
    title: 'an unknown outcome with an answer that says nothing',
    call: create({ displayName: 'Möwe' }),
    faults: [{ method: 'POST', status: 500, times: 1 }],
    status: 502,
    answer: { code: 'outcome-unknown', outcome: 'unknown' },
  },
  {
    title: 'an unknown outcome while nothing can be read',
    call: deactivate,
    faults: [
      { method: 'PATCH', reset: 'before', times: 1 },
      { method: 'GET', times: 1 },
      { method: 'GET', status: 500 },
    ],
    status: 504,
    answer: { code: 'outcome-unknown', outcome: 'unknown' },
  },
];

test.each(stored)('a repeat answers the same: $title', async ({ call, faults = [], status, answer }) => {
  const [provider = ''] = call.path.split('/');
  await sandbox.faults(provider, faults);
  const first = await make(call);
  expect(first).toMatchObject({ status, body: { ...answer, operationId: expect.stringMatching(/^op_[0-9a-f]{32}$/) } });
  const sent = await writes(provider);
  expectReplay(await make(call), first);
  expectReplay(await make(call), first);
  expect(await writes(provider)).toEqual(sent);
  expect(await recordedOperations(sandbox.database)).toBe(1);
});

test('a key is the same bare and in double quotes', async () => {
  const first = await make(deactivate);
  expectReplay(await make({ ...deactivate, ...under(`"${key}"`) }), first);
  await sandbox.forget();
  const quoted = await make({ ...deactivate, ...under(`"${key}"`) });
  expectReplay(await make(deactivate), quoted);
});

describe('the same key for another call', () => {
  const update: Made = { method: 'PATCH', path: `userhub/organizations/${acme}`, body: { displayName: 'Möwe' } };
  const disconnect: Made = {
    method: 'DELETE',
    path: `userhub/organizations/${acme}/external-accounts/conn_4HdRKnTvPmmjYK?acknowledge=irreversible`,
  };
  const etag = async (): Promise<string> =>
    (await sandbox.call('GET', `/v1/connections/userhub/organizations/${acme}`)).body.etag;
  const others: readonly (readonly [string, Made, Made])[] = [
    ['another body', update, { ...update, body: { displayName: 'Moewe' } }],
    ['a field more', update, { ...update, body: { displayName: 'Möwe', email: 'mail@moewe.example' } }],
    ['another organization', deactivate, { ...deactivate, path: deactivate.path.replace(acme, marked) }],
    ['another verb', deactivate, { ...deactivate, path: deactivate.path.replace('deactivate', 'activate') }],
    ['another connection', create({ displayName: 'Möwe' }), create({ displayName: 'Möwe' }, 'zitadel')],
    ['another query', disconnect, { ...disconnect, path: `${disconnect.path}&deleteUpstreamAccount=true` }],
    ['another If-Match', update, { ...update, headers: { 'if-match': '"AAAAAAAAAAAAAAAAAAAAAA"' } }],
    [
      'another acting member',
      { ...create({ email: 'm@moewe.example' }), path: `stytch/organizations/${robotics}/members` },
      {
        ...create({ email: 'm@moewe.example' }),
        path: `stytch/organizations/${robotics}/members`,
        headers: { 'orgway-acting-session': 'somebodys-session' },
      },
    ],
  ];

  test.each(others)('is refused: %s', async (_what, call, other) => {
    const first = await make(call);
    expect(first.status).toBeLessThan(300);
    const [provider = ''] = other.path.split('/');
    await sandbox.clearLedger(provider);
    const refusal = await make(other);
    expect(refusal).toMatchObject({ status: 422, body: { ...refused('idempotency-key-reused'), retryable: false } });
    expect(refusal.body).not.toHaveProperty('operationId');
    expect(await sandbox.ledger(provider)).toEqual([]);
    // The key still stands for what it stood for.
    expectReplay(await make(call), first);
    expect(await recordedOperations(sandbox.database)).toBe(1);
  });

  test('is the same call where only the order of members or Prefer differs', async () => {
    const body = { displayName: 'Möwe', address: { city: 'Kiel', countryCode: 'DE' } };
    const first = await make({ ...update, body });
    const turned = { address: { countryCode: 'DE', city: 'Kiel' }, displayName: 'Möwe' };
    expectReplay(await make({ ...update, body: turned, headers: { prefer: 'wait=1' } }), first);
  });

  test('with If-Match, a repeat answers the first success although the etag has moved', async () => {
    const call = { ...update, headers: { 'if-match': await etag() } };
    const first = await make(call);
    expect(first.status).toBe(200);
    expect(await etag()).not.toBe(call.headers['if-match']);
    expectReplay(await make(call), first);
  });
});

test('another principal may use the same key without knowing', async () => {
  const first = await make(deactivate);
  expect(first.body.changed).toBe(true);
  const own = await make({ ...deactivate, apiKey: otherKey });
  expect(own).toMatchObject({ status: 200, body: { changed: false } });
  expect(own.headers.get('idempotent-replayed')).toBe(null);
  expectReplay(await make({ ...deactivate, apiKey: otherKey }), own);
  expectReplay(await make(deactivate), first);
  // Neither is kept from another call, nor told of the other one's.
  const activate = { ...deactivate, path: deactivate.path.replace('deactivate', 'activate'), ...under(`${key}-2`) };
  expect((await make({ ...activate, apiKey: otherKey })).status).toBe(200);
  expect((await make({ ...deactivate, ...under(`${key}-2`) })).status).toBe(200);
});

describe('after seven days', () => {
  test('a key may be used anew, for whatever call', async () => {
    const first = await make(deactivate);
    ahead = 7 * day - 60_000;
    expectReplay(await make(deactivate), first);
    expect((await make(create({ displayName: 'Möwe' }))).status).toBe(422);
    ahead = 7 * day + 60_000;
    const second = await make(deactivate);
    expect(second).toMatchObject({ status: 200, body: { changed: false } });
    expect(second.headers.get('idempotent-replayed')).toBe(null);
    expectReplay(await make(deactivate), second);
    ahead *= 2;
    expect((await make(create({ displayName: 'Möwe' }))).status).toBe(201);
    expect(await recordedOperations(sandbox.database)).toBe(3);
  });

  test('a key whose outcome is unknown still stands for its call', async () => {
    await sandbox.faults('userhub', [{ method: 'POST', reset: 'after', times: 1 }]);
    const first = await make(create({ displayName: 'Möwe' }));
    expect(first.status).toBe(504);
    ahead = 8 * day;
    expectReplay(await make(create({ displayName: 'Möwe' })), first);
    ahead = 800 * day;
    expectReplay(await make(create({ displayName: 'Möwe' })), first);
    expect((await make(create({ displayName: 'Another' }))).status).toBe(422);
    expect(await writes('userhub')).toHaveLength(1);
  });
});

describe('what may succeed later', () => {
  const later: readonly (readonly [string, Made, Fault, object])[] = [
    ['the upstream slows us down', deactivate, { method: 'PATCH', status: 429, times: 1 }, { status: 429 }],
    ['a read before the write fails', deactivate, { method: 'GET', status: 503, times: 1 }, { status: 502 }],
    ['a read before the write is cut', deactivate, { method: 'GET', reset: 'before', times: 1 }, { status: 502 }],
    [
      'the precondition cannot be read',
      { ...deactivate, headers: { 'if-match': '"AAAAAAAAAAAAAAAAAAAAAA"' } },
      { method: 'GET', status: 503, times: 1 },
      { status: 502 },
    ],
  ];

  test.each(later)('is tried again under the same key: %s', async (_why, call, fault, answer) => {
    await sandbox.faults('userhub', [fault]);
    const first = await make(call);
    expect(first).toMatchObject({ ...answer, body: { retryable: true, outcome: 'not_applied' } });
    const second = await make(call);
    expect(second.status).toBe('headers' in call ? 412 : 200);
    expect(second.headers.get('idempotent-replayed')).toBe(null);
    expect(second.body.operationId).toBe(first.body.operationId);
    expectReplay(await make(call), second);
    const { body } = await sandbox.call('GET', `/v1/operations/${first.body.operationId}`);
    expect(body).toMatchObject({ attempt: 2, state: 'settled' });
    expect(await recordedOperations(sandbox.database)).toBe(1);
  });

  test('but not for another call', async () => {
    await sandbox.faults('userhub', [{ method: 'PATCH', status: 429, times: 1 }]);
    expect((await make(deactivate)).status).toBe(429);
    expect((await make(create({ displayName: 'Möwe' }))).body.code).toBe('idempotency-key-reused');
  });
});

describe('while the first call is at work', () => {
  test('a repeat is told to come again, or waits as long as it prefers', async () => {
    const gate = await startGate(sandbox.emulatorsUrl);
    onTestFinished(() => gate.stop());
    const gateway = await startGateway(emulated(gate.url));
    onTestFinished(() => gateway.stop());
    const path = `/v1/connections/${deactivate.path}`;
    const call = (prefer?: string): Promise<Answer> =>
      gateway.call('POST', path, under(key, prefer === undefined ? {} : { prefer }));
    gate.shut((method) => method === 'PATCH');
    const first = call();
    await gate.waiting(1);
    for (const prefer of [undefined, 'wait=0', 'wait=1']) {
      const { status, headers, body } = await call(prefer);
      expect({ status, body }).toMatchObject({ status: 409, body: { code: 'operation-in-progress', retryable: true } });
      expect(headers.get('retry-after')).toBe('1');
      // What will become of it nobody knows yet, but where to look.
      expect(body).not.toHaveProperty('outcome');
      const { body: record } = await gateway.call('GET', `/v1/operations/${body.operationId}`);
      expect(record).toMatchObject({ state: 'running', action: 'deactivateOrganization' });
    }
    expect((await gateway.call('POST', path.replace('deactivate', 'activate'), under(key))).status).toBe(422);
    const patient = call('wait=10');
    expect(await Promise.race([patient, wait(200)])).toBe(undefined);
    gate.open();
    const made = await first;
    expect(made.status).toBe(200);
    expectReplay(await patient, made);
    expectReplay(await call(), made);
    expect(await writes('userhub')).toHaveLength(1);
  });
});

test('without a key, where none is required, every call is one of its own', async () => {
  const path = `/v1/connections/userhub/organizations/${acme}/deactivate`;
  const answers = [await sandbox.call('POST', path), await sandbox.call('POST', path)];
  expect(answers.map(({ status, body }) => [status, body.changed])).toEqual([
    [200, true],
    [200, false],
  ]);
  expect(answers.map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, null]);
  expect(await recordedOperations(sandbox.database)).toBe(2);
});
