import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OperationRecord } from '../../src/translation/unified.ts';
import { type Gate, startGate } from '../support/gate.ts';
import { type Answer, type Call, idempotencyKey, type RunningGateway, startGateway } from '../support/gateway.ts';
import { emulated, type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

let sandbox: RunningSandbox;
let gate: Gate;
let gateway: RunningGateway;
beforeAll(async () => {
  sandbox = await startSandbox();
  gate = await startGate(sandbox.emulatorsUrl);
  gateway = await startGateway(emulated(gate.url));
});
afterAll(async () => {
  await gateway.stop();
  await gate.stop();
  await sandbox.stop();
});
beforeEach(async () => {
  gate.open();
  await gateway.forget();
  for (const provider of ['userhub', 'stytch', 'zitadel']) await sandbox.reset(provider);
});

const acme = showcase.userhub?.organization ?? '';
const nordwind = showcase.zitadel?.organization ?? '';
const make = (method: string, path: string, call: Call = {}): Promise<Answer> =>
  gateway.call(method, `/v1/connections/${path}`, { ...call, headers: { ...idempotencyKey(), ...call.headers } });
const deactivate = `userhub/organizations/${acme}/deactivate`;
const get = async (operation: string): Promise<OperationRecord> =>
  (await gateway.call('GET', `/v1/operations/${operation}`)).body;
const reconcile = (operation: string): Promise<Answer> => gateway.call('POST', `/v1/operations/${operation}/reconcile`);
interface Page {
  readonly operations: readonly OperationRecord[];
  readonly nextPageToken?: string;
}
const list = (query: Readonly<Record<string, string>>): Promise<Answer> =>
  gateway.call('GET', `/v1/operations?${new URLSearchParams(query)}`);
async function until(operation: string, state: string): Promise<OperationRecord> {
  for (;;) {
    const record = await get(operation);
    if (record.state === state) return record;
    await wait(20);
  }
}

describe('a list', () => {
  test('of 250 operations has no gap and nothing twice, whatever is added meanwhile', async () => {
    const create = async (): Promise<string> =>
      (await make('POST', 'userhub/organizations', { body: { displayName: 'Möwe' } })).body.operationId;
    const made: string[] = [];
    for (let batch = 0; batch < 25; batch += 1) made.push(...(await Promise.all(Array.from({ length: 10 }, create))));
    for (const pageSize of ['7', '100', '200']) {
      const pages: (readonly string[])[] = [];
      let pageToken: string | undefined;
      do {
        const query = { pageSize, action: 'createOrganization', ...(pageToken === undefined ? {} : { pageToken }) };
        const { operations, nextPageToken } = (await list(query)).body as Page;
        pages.push(operations.map(({ id }) => id));
        pageToken = nextPageToken;
        if (pages.length === 2) await make('POST', deactivate);
      } while (pageToken !== undefined);
      expect(pages.slice(0, -1).map(({ length }) => length)).toEqual(pages.slice(1).map(() => Number(pageSize)));
      const shown = pages.flat();
      expect(new Set(shown).size).toBe(shown.length);
      expect([...shown].sort()).toEqual([...made].sort());
    }
    const { operations: newest } = (await list({ pageSize: '2' })).body as Page;
    expect(newest.map(({ action }) => action)).toEqual(['deactivateOrganization', 'deactivateOrganization']);
    expect((await list({})).body.operations).toHaveLength(20);
  });

  test('can be narrowed by each filter, and by all at once', async () => {
    const applied = (await make('POST', deactivate)).body.operationId;
    const refused = (await make('POST', 'userhub/organizations/org_N0b0dyN0b0dy00/deactivate')).body.operationId;
    const elsewhere = (await make('POST', `zitadel/organizations/${nordwind}/deactivate`)).body.operationId;
    // An id that could be somebody's address is shown, and found, without showing it.
    const unusual = (await make('POST', 'zitadel/organizations/max%40example.com/deactivate')).body.operationId;
    await sandbox.faults('userhub', [{ method: 'POST', reset: 'after', times: 1 }]);
    const unknown = (await make('POST', 'userhub/organizations', { body: { displayName: 'Möwe' } })).body.operationId;
    await until(unknown, 'settled');
    gate.shut((method) => method === 'PATCH');
    const running = make('POST', deactivate.replace('deactivate', 'activate'));
    await gate.waiting(1);
    const { id: atWork } = ((await list({ pageSize: '1' })).body as Page).operations[0] ?? { id: '' };
    const ids = async (query: Readonly<Record<string, string>>) =>
      ((await list(query)).body as Page).operations.map(({ id }) => id);
    expect(await ids({})).toEqual([atWork, unknown, unusual, elsewhere, refused, applied]);
    expect(await ids({ connection: 'zitadel' })).toEqual([unusual, elsewhere]);
    expect(await ids({ organization: acme })).toEqual([atWork, applied]);
    expect(await ids({ organization: 'max@example.com' })).toEqual([unusual]);
    expect(await ids({ action: 'activateOrganization' })).toEqual([atWork]);
    expect(await ids({ state: 'running' })).toEqual([atWork]);
    expect(await ids({ state: 'unsettled' })).toEqual([]);
    expect(await ids({ outcome: 'unknown' })).toEqual([unknown]);
    expect(await ids({ outcome: 'not_applied' })).toEqual([unusual, refused]);
    const all = { connection: 'userhub', organization: acme, action: 'deactivateOrganization', state: 'settled' };
    expect(await ids({ ...all, outcome: 'applied' })).toEqual([applied]);
    expect(await ids({ ...all, outcome: 'partial' })).toEqual([]);
    expect(await ids({ connection: 'nowhere' })).toEqual([]);
    expect((await get(unusual)).organization).toMatch(/^hashed:[\w-]{43}$/);
    gate.open();
    await running;
  });

  test.each([
    ['state=gone', 'query/state'],
    ['outcome=maybe', 'query/outcome'],
    ['pageSize=0', 'query/pageSize'],
    ['pageSize=201', 'query/pageSize'],
    ['principal=test', 'query/principal'],
  ])('is refused with %s', async (query, pointer) => {
    const answer = await gateway.call('GET', `/v1/operations?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ pointer }] } });
  });

  test('takes its own page tokens only, with the same query only', async () => {
    for (let left = 3; left > 0; left -= 1) await make('POST', deactivate);
    const query = { pageSize: '1', connection: 'userhub' };
    const { nextPageToken = '' } = (await list(query)).body as Page;
    expect((await list({ ...query, pageToken: nextPageToken })).body.operations).toHaveLength(1);
    const other = (at: number): string => (nextPageToken[at] === 'A' ? 'B' : 'A');
    const tampered = [...nextPageToken].map(
      (_, at) => nextPageToken.slice(0, at) + other(at) + nextPageToken.slice(at + 1),
    );
    const organizations = await gateway.call('GET', '/v1/connections/userhub/organizations?pageSize=1');
    const foreign: readonly Readonly<Record<string, string>>[] = [
      ...[...tampered, nextPageToken.slice(1), `${nextPageToken}A`, '1'].map((pageToken) => ({ ...query, pageToken })),
      { ...query, pageToken: organizations.body.nextPageToken },
      { pageSize: '1', pageToken: nextPageToken },
      { ...query, pageSize: '2', pageToken: nextPageToken },
      { ...query, connection: 'zitadel', pageToken: nextPageToken },
      { ...query, outcome: 'applied', pageToken: nextPageToken },
    ];
    for (const each of foreign) {
      expect(await list(each)).toMatchObject({ status: 400, body: { code: 'invalid-page-token' } });
    }
  });
});

describe('one operation', () => {
  test('is shown with its evidence', async () => {
    const made = await make('POST', deactivate);
    const record = await get(made.body.operationId);
    const { body: connection } = await gateway.call('GET', '/v1/connections/userhub');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(record).toEqual({
      id: made.body.operationId,
      action: 'deactivateOrganization',
      connection: 'userhub',
      provider: 'userhub',
      organization: acme,
      state: 'settled',
      outcome: 'applied',
      principal: 'test',
      requestId: made.headers.get('orgway-request-id'),
      attempt: 1,
      contractDigest: connection.contract.digest,
      createTime: time,
      startTime: record.createTime,
      settleTime: time,
      settledBy: 'answer',
      expireTime: new Date(Date.parse(record.createTime) + 7 * 24 * 60 * 60 * 1_000).toISOString(),
      steps: [
        {
          attempt: 1,
          upstreamOperation: 'UpdateOrganization',
          requestDigest: digest,
          intendTime: time,
          outcome: 'applied',
          status: 200,
          responseDigest: digest,
          endTime: time,
          looks: [],
        },
      ],
    });
  });

  test.each(['op_00000000000000000000000000000000', 'x', "op_' or '1'='1' --"])(
    'that there is not is not found: %s',
    async (id) => {
      const path = `/v1/operations/${encodeURIComponent(id)}`;
      expect(await gateway.call('GET', path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
      expect(await gateway.call('POST', `${path}/reconcile`)).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      });
    },
  );
});

describe('to reconcile', () => {
  const writes = async (provider: string): Promise<number> =>
    (await sandbox.ledger(provider)).filter(({ method, path }) => method !== 'GET' && !path.includes('_search')).length;

  test('an outcome that could not be read is settled as soon as it can be', async () => {
    await sandbox.faults('userhub', [
      { method: 'PATCH', reset: 'after', times: 1 },
      { method: 'GET', times: 1 },
      { method: 'GET', status: 500 },
    ]);
    const key = idempotencyKey();
    const made = await make('POST', deactivate, { headers: key });
    expect(made).toMatchObject({ status: 504, body: { outcome: 'unknown' } });
    const { operationId } = made.body;
    const { body: open } = await reconcile(operationId);
    expect(open).toMatchObject({ state: 'unsettled', outcome: 'unknown' });
    await sandbox.faults('userhub', []);
    await reconcile(operationId);
    const settled = await until(operationId, 'settled');
    expect(settled).toMatchObject({ outcome: 'applied', settledBy: 'reading' });
    expect(settled.steps[0]?.looks.at(-1)).toMatchObject({ outcome: 'applied' });
    expect(await make('POST', deactivate, { headers: key })).toMatchObject({ status: 200, body: { changed: true } });
    expect(await writes('userhub')).toBe(1);
  });

  test('an outcome that nothing tells is looked at again, and stays unknown', async () => {
    await sandbox.faults('userhub', [{ method: 'POST', reset: 'after', times: 1 }]);
    const { operationId } = (await make('POST', 'userhub/organizations', { body: { displayName: 'Möwe' } })).body;
    const before = await until(operationId, 'settled');
    expect(before).toMatchObject({ outcome: 'unknown', reason: expect.stringMatching(/external ID/) });
    const { status, body } = await reconcile(operationId);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { state: 'settled', outcome: 'unknown', reason: before.reason },
    });
    expect(body.steps[0].looks.length).toBe((before.steps[0]?.looks.length ?? 0) + 1);
    expect(await writes('userhub')).toBe(1);
  });

  test('a part that could not be sent is sent where that is safe', async () => {
    await sandbox.faults('zitadel', [{ method: 'POST', path: 'metadata', status: 429, times: 1 }]);
    const key = idempotencyKey();
    const call = { body: { displayName: 'Möwe', externalId: 'moewe' }, headers: key };
    const made = await make('POST', 'zitadel/organizations', call);
    expect(made).toMatchObject({ status: 429, body: { outcome: 'partial' } });
    const { operationId } = made.body;
    expect(await get(operationId)).toMatchObject({ state: 'settled', outcome: 'partial' });
    expect((await reconcile(operationId)).body).toMatchObject({
      state: 'settled',
      outcome: 'applied',
      settledBy: 'recovery',
    });
    const again = await make('POST', 'zitadel/organizations', call);
    expect(again).toMatchObject({ status: 201, body: { organization: { displayName: 'Möwe', externalId: 'moewe' } } });
    const sent = (await sandbox.ledger('zitadel')).filter(
      ({ method, path }) => method === 'POST' && !path.endsWith('_search'),
    );
    expect(sent.map(({ path, status }) => [path.split('/').at(-1), status])).toEqual([
      ['orgs', 200],
      ['orgway_external_id', 429],
      ['orgway_external_id', 200],
    ]);
  });

  test('a part that the upstream refused for good is not sent again', async () => {
    await sandbox.faults('zitadel', [{ method: 'POST', path: 'metadata', status: 400, times: 1 }]);
    const call = { body: { displayName: 'Möwe', externalId: 'moewe' } };
    const { operationId } = (await make('POST', 'zitadel/organizations', call)).body;
    const before = await writes('zitadel');
    const { body } = await reconcile(operationId);
    expect(body).toMatchObject({ state: 'settled', outcome: 'partial', code: 'upstream-rejected' });
    expect(await writes('zitadel')).toBe(before);
  });

  test('what is settled is left as it is, and nothing is asked of the upstream', async () => {
    const applied = (await make('POST', deactivate)).body.operationId;
    const refused = (await make('POST', 'userhub/organizations/org_N0b0dyN0b0dy00/deactivate')).body.operationId;
    await sandbox.clearLedger('userhub');
    for (const operation of [applied, refused]) {
      const before = await get(operation);
      expect(await reconcile(operation)).toMatchObject({ status: 200, body: before });
    }
    expect(await sandbox.ledger('userhub')).toEqual([]);
  });

  test('what is at work is left alone', async () => {
    gate.shut((method) => method === 'PATCH');
    const running = make('POST', deactivate);
    await gate.waiting(1);
    const { id } = ((await list({})).body as Page).operations[0] ?? { id: '' };
    expect(await reconcile(id)).toMatchObject({ status: 200, body: { id, state: 'running' } });
    gate.open();
    expect((await running).status).toBe(200);
    expect(await get(id)).toMatchObject({ state: 'settled', settledBy: 'answer', attempt: 1 });
  });

  test('while another call is at work on the organization, waits for it', async () => {
    // One of two fields is changed by somebody else: then nothing tells whether both were sent.
    await sandbox.faults('userhub', [{ method: 'PATCH', reset: 'before', times: 1 }]);
    const update = { body: { displayName: 'Möwe', email: 'office@moewe.example' } };
    gate.shut((method) => method === 'PATCH');
    const made = make('PATCH', `userhub/organizations/${acme}`, update);
    await gate.waiting(1);
    const state = await sandbox.state('userhub');
    const found = state.organizations.find(({ id }: { readonly id: string }) => id === acme);
    found.profile.displayName = 'Möwe';
    await sandbox.replace('userhub', state);
    gate.open();
    const { operationId } = (await made).body;
    expect(await until(operationId, 'settled')).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(/email/),
    });
    gate.shut((method) => method === 'PATCH');
    const other = make('POST', deactivate);
    await gate.waiting(1);
    const early = await reconcile(operationId);
    expect(early).toMatchObject({ status: 409, body: { code: 'operation-in-progress', retryable: true } });
    expect(early.headers.get('retry-after')).toBe('1');
    gate.open();
    expect((await other).status).toBe(200);
    expect((await reconcile(operationId)).status).toBe(200);
  });
});
