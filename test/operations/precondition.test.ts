import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import { type Answer, idempotencyKey } from '../support/gateway.ts';
import { recordedOperations } from '../support/journal.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';
import { readUpstreamDocument } from '../support/upstream-document.ts';

// If-Match: a mutation is made only on what the caller has seen last.

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

interface Mutation {
  readonly method: string;
  /** Below the organization. */
  readonly path: string;
  readonly body?: object;
}
const rename: Mutation = { method: 'PATCH', path: '', body: { displayName: 'Möwe' } };
const identify: Mutation = { method: 'PUT', path: '/external-id', body: { externalId: 'new-one' } };
const forget: Mutation = { method: 'DELETE', path: '/external-id' };
const deactivate: Mutation = { method: 'POST', path: '/deactivate' };
const final: Mutation = { method: 'DELETE', path: '?acknowledge=irreversible' };
const mutations: Readonly<Record<string, readonly Mutation[]>> = {
  userhub: [
    rename,
    identify,
    forget,
    deactivate,
    { method: 'DELETE', path: '' },
    { method: 'POST', path: '/external-accounts', body: { id: 'conn_7Yd3kQm2ZtWvRb' } },
    { method: 'POST', path: '/members', body: { userId: 'usr_2JRcPwpTSP1nyB', roles: ['role_2mD13uXP'] } },
    { method: 'DELETE', path: '/members/usr_9PzVd4MhTs6gFu' },
  ],
  softwareone: [rename, identify, forget, deactivate, { method: 'DELETE', path: '/members/USR-2000-0001' }],
  stytch: [rename, identify, forget, final, { method: 'POST', path: '/members', body: { email: 'm@moewe.example' } }],
  zitadel: [rename, identify, forget, deactivate, final],
};

describe.each(Object.entries(mutations))('%s', (provider, table) => {
  const { organization = '' } = showcase[provider] ?? {};
  const path = `/v1/connections/${provider}/organizations/${organization}`;
  const found = providers.find((each) => each.provider.id === provider);
  const document = readUpstreamDocument(found?.document ?? {});
  const read = async () => (await sandbox.call('GET', path)).body;
  const mutate = (mutation: Mutation, ifMatch: string, key = idempotencyKey()): Promise<Answer> =>
    sandbox.call(mutation.method, path + mutation.path, {
      headers: { ...key, 'if-match': ifMatch },
      ...(mutation.body === undefined ? {} : { body: mutation.body }),
    });
  const effects = async (): Promise<string[]> =>
    (await sandbox.ledger(provider)).map(
      (each) => document.recognize(each.method, each.path, each.headers, each.body).operation.effect,
    );
  beforeEach(async () => {
    await sandbox.forget();
    await sandbox.reset(provider);
  });
  const named = table.map((mutation) => [`${mutation.method} ${mutation.path}`, mutation] as const);

  test.each(named)('an organization that has moved is left alone: %s', async (_name, mutation) => {
    const { etag } = await read();
    await sandbox.call('PATCH', path, { body: { displayName: 'Moved on' } });
    const state = await sandbox.state(provider);
    await sandbox.clearLedger(provider);
    const refusal = await mutate(mutation, etag);
    expect(refusal).toMatchObject({
      status: 412,
      body: { code: 'precondition-failed', outcome: 'not_applied', retryable: false },
    });
    expect(new Set(await effects())).toEqual(new Set(['read']));
    expect(await sandbox.state(provider)).toEqual(state);
    const { body: record } = await sandbox.call('GET', `/v1/operations/${refusal.body.operationId}`);
    expect(record).toMatchObject({ state: 'settled', outcome: 'not_applied', code: 'precondition-failed', steps: [] });
  });

  test.each(named)('an organization that is as it was seen is changed: %s', async (_name, mutation) => {
    const { etag } = await read();
    const made = await mutate(mutation, etag);
    expect(made.status).toBeLessThan(300);
    expect(made.body.changed ?? made.body.deleted).toBe(true);
    expect((await effects()).filter((effect) => effect === 'write')).toHaveLength(1);
  });

  test('the etag that a mutation answers is that of the next reading', async () => {
    const { body: changed } = await mutate(rename, (await read()).etag);
    expect((await read()).etag).toBe(changed.organization.etag);
    expect((await mutate({ ...rename, body: { displayName: 'Again' } }, changed.organization.etag)).status).toBe(200);
  });

  test('a repeat answers the same as the first, whatever has become of the organization', async () => {
    const { etag } = await read();
    for (const [ifMatch, status] of [
      [etag, 200],
      ['"AAAAAAAAAAAAAAAAAAAAAA"', 412],
    ]) {
      const key = idempotencyKey();
      const first = await mutate(rename, ifMatch, key);
      const repeat = await mutate(rename, ifMatch, key);
      expect({ status: repeat.status, text: repeat.text }).toEqual({ status, text: first.text });
      expect(repeat.headers.get('idempotent-replayed')).toBe('true');
    }
  });

  test('an organization that is not there is not found', async () => {
    const { body, status } = await sandbox.call('PATCH', path.replaceAll(/[0-9](?=[0-9]*$)/g, '9'), {
      headers: { 'if-match': '"AAAAAAAAAAAAAAAAAAAAAA"' },
      body: { displayName: 'Möwe' },
    });
    expect({ status, body }).toMatchObject({ status: 404, body: { code: 'not-found', outcome: 'not_applied' } });
    expect(new Set(await effects())).toEqual(new Set(['read']));
  });

  // Lists of some upstreams leave fields out, which the etag is made of as well.
  test('what lists show has the same etag where they show the same', async () => {
    const { organizations } = (await sandbox.call('GET', `${path.replace(`/${organization}`, '')}?pageSize=100`)).body;
    const listed = organizations.find(({ id }: { readonly id: string }) => id === organization);
    const single = await read();
    const { etag: _listed, ...shown } = listed;
    const { etag: _single, ...whole } = single;
    expect(listed.etag === single.etag).toBe(JSON.stringify(shown) === JSON.stringify(whole));
    expect(listed.etag === single.etag).toBe(provider !== 'zitadel');
    expect((await mutate(rename, listed.etag)).status).toBe(provider === 'zitadel' ? 412 : 200);
  });
});

test.each([
  ['no quotes', 'AAAAAAAAAAAAAAAAAAAAAA'],
  ['too short', '"AAAA"'],
  ['weak', 'W/"AAAAAAAAAAAAAAAAAAAAAA"'],
  ['any', '*'],
  ['two', '"AAAAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBB"'],
])('an If-Match that is no etag of ours is refused at the door: %s', async (_what, ifMatch) => {
  await sandbox.forget();
  await sandbox.reset('userhub');
  const path = `/v1/connections/userhub/organizations/${showcase.userhub?.organization}`;
  const answer = await sandbox.call('PATCH', path, { headers: { 'if-match': ifMatch }, body: { displayName: 'Möwe' } });
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-request', outcome: 'not_applied' } });
  expect(await sandbox.ledger('userhub')).toEqual([]);
  expect(await recordedOperations(sandbox.database)).toBe(0);
});
