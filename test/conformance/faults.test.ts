import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import type { UnifiedOperationId } from '../../src/translation/unified.ts';
import { type Answer, type RunningGateway, startGateway } from '../support/gateway.ts';
import { expectDocumentedProblem } from '../support/problems.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';
import { httpCall, inputsOf } from '../support/unified-calls.ts';
import { readUpstreamDocument } from '../support/upstream-document.ts';

// Faults of the network and of the upstream, through the stateful emulators: what the caller is told, and what was really done.

const timeoutMs = 1_000;
let sandbox: RunningSandbox;
let odd: RunningGateway;
beforeAll(async () => {
  sandbox = await startSandbox();
  const connections = providers.flatMap(({ provider: { id, credentials } }) => [
    { id: `${id}-hurried`, provider: id, baseUrl: `${sandbox.emulatorsUrl}/${id}`, timeoutMs },
    {
      id: `${id}-denied`,
      provider: id,
      baseUrl: `${sandbox.emulatorsUrl}/${id}`,
      credentials: Object.fromEntries(credentials.map((name) => [name, 'wrong'])),
    },
    // Nothing ever listens on the discard port of a loopback address.
    { id: `${id}-down`, provider: id, baseUrl: 'http://127.0.0.1:9' },
  ]);
  odd = await startGateway(connections);
});
afterAll(async () => {
  await odd.stop();
  await sandbox.stop();
});

describe.each(providers.map((each) => [each.provider.id, each] as const))('%s', (id, { provider, document }) => {
  const upstream = readUpstreamDocument(document);
  const organization = showcase[id]?.organization ?? '';
  const read: UnifiedOperationId = 'getOrganization';
  const write: UnifiedOperationId =
    (['deactivateOrganization', 'deleteExternalId', 'deleteOrganization'] as const).find(
      (operation) => 'upstream' in provider.operations[operation],
    ) ?? 'updateOrganization';
  const entry = provider.operations[write];
  const written = ('upstream' in entry ? entry.upstream : []).map((each) => upstream.operation(each));
  const target = written.find(({ effect }) => effect === 'write');
  /** Meets the upstream request that writes, and no other. */
  const atWrite = (fault: Fault): Fault => ({
    ...fault,
    method: target?.method ?? '',
    path: `^${target?.path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`,
  });
  const call = (operation: UnifiedOperationId, connection = id): Promise<Answer> => {
    const [input = { path: {}, query: {} }] = inputsOf(operation, {}, { ids: { organization }, values: new Map() });
    const { method, path, call: options } = httpCall(operation, connection, input);
    return (connection === id ? sandbox : odd).call(method, path, options);
  };
  const writes = async (): Promise<LedgerEntry[]> =>
    (await sandbox.ledger(id)).filter(
      ({ method, path, headers, body }) => upstream.recognize(method, path, headers, body).operation.effect === 'write',
    );

  beforeEach(async () => {
    await sandbox.reset(id);
    await odd.forget();
  });

  test('without faults both calls succeed, and the write is made once', async () => {
    expect((await call(read)).status).toBe(200);
    expect((await call(write)).body.changed).toBe(true);
    expect((await writes()).map(({ applied }) => applied)).toEqual([true]);
  });

  test('a read that takes longer than the deadline is 504', async () => {
    await sandbox.faults(id, [{ latencyMs: 3 * timeoutMs }]);
    const answer = await call(read, `${id}-hurried`);
    expectDocumentedProblem(read, answer);
    expect(answer.body).toMatchObject({ status: 504, code: 'upstream-timeout', retryable: true });
    expect(answer.body).not.toHaveProperty('outcome');
  });

  test('a write that takes longer than the deadline may have been made, and is not repeated', async () => {
    await sandbox.faults(id, [atWrite({ latencyMs: 3 * timeoutMs })]);
    const answer = await call(write, `${id}-hurried`);
    expectDocumentedProblem(write, answer);
    expect(answer.body).toMatchObject({ status: 504, code: 'outcome-unknown', outcome: 'unknown', retryable: false });
    expect(answer.body.upstream).toEqual({ provider: id, operationId: target?.id });
    await expect.poll(async () => (await writes()).map(({ applied }) => applied), { timeout: 20_000 }).toEqual([true]);
  });

  test.each(['before', 'after'] as const)(
    'a connection cut %s the upstream acts leaves a write open',
    async (reset) => {
      await sandbox.faults(id, [atWrite({ reset })]);
      const answer = await call(write);
      expectDocumentedProblem(write, answer);
      expect(answer.body).toMatchObject({ code: 'outcome-unknown', outcome: 'unknown' });
      expect((await writes()).map(({ applied, status }) => [applied, status])).toEqual([[reset === 'after', null]]);
    },
  );

  test('a connection cut under a read is told as a failure of the upstream', async () => {
    await sandbox.faults(id, [{ reset: 'after' }]);
    const answer = await call(read);
    expectDocumentedProblem(read, answer);
    expect(answer.body).toMatchObject({ status: 502, code: 'upstream-error' });
  });

  const untrusted: [string, Fault][] = [
    ['a page instead of JSON', { contentType: 'text/html', body: '<h1>Sign in</h1>' }],
    ['JSON that calls itself text', { contentType: 'text/plain' }],
    ['a 500', { status: 500 }],
    ['a 503 with Retry-After', { status: 503, headers: { 'retry-after': '5' } }],
    ['the page of a proxy', { status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }],
  ];
  test.each(untrusted)('%s to a write leaves it open, to a read fails it', async (_name, fault) => {
    await sandbox.faults(id, [atWrite(fault)]);
    const mutation = await call(write);
    expectDocumentedProblem(write, mutation);
    expect(mutation.body).toMatchObject({ status: 502, code: 'outcome-unknown', outcome: 'unknown' });
    expect(mutation.body.upstream).toMatchObject({ operationId: target?.id });
    expect((await writes()).length).toBe(1);

    await sandbox.faults(id, [fault]);
    const answer = await call(read);
    expectDocumentedProblem(read, answer);
    expect(answer.status).toBe(502);
    expect(['upstream-error', 'upstream-contract-violation']).toContain(answer.body.code);
  });

  test('a truncated answer to a write is made up for by reading, to a read it fails', async () => {
    await sandbox.faults(id, [atWrite({ truncate: 10 })]);
    const mutation = await call(write);
    expect(mutation.status).toBe(200);
    expect(mutation.body.warnings.join()).toContain('reading afterwards showed');
    expect((await writes()).length).toBe(1);
    await sandbox.faults(id, [{ truncate: 10 }]);
    expect((await call(read)).body).toMatchObject({ status: 502, code: 'upstream-error' });
  });

  test('fields and words that are new at the upstream do no harm', async () => {
    const before = await call(read);
    await sandbox.faults(id, [{ extraField: true }]);
    expect((await call(read)).body).toEqual(before.body);
    await sandbox.faults(id, [{ unknownEnum: true }]);
    const after = await call(read);
    const native = before.body.stateSource === 'native';
    expect(after.body.state).toBe(native ? 'unknown' : before.body.state);
    const members = await sandbox.call('GET', `/v1/connections/${id}/organizations/${organization}/members`);
    const states = members.body.members.map(({ state }: { state: string }) => state);
    expect(new Set(states)).toEqual(new Set(['unknown']));
  });

  test('an answer about another organization is not believed', async () => {
    await sandbox.faults(id, [{ otherOrganization: true }]);
    const answer = await call(read);
    expectDocumentedProblem(read, answer);
    expect(answer.body).toMatchObject({ status: 502, code: 'upstream-contract-violation' });
    await sandbox.faults(id, [atWrite({ otherOrganization: true })]);
    const mutation = await call(write);
    expect(mutation.body).toMatchObject({ status: 502, code: 'outcome-unknown', outcome: 'unknown' });
  });

  test('credentials that the upstream does not take are told as the gateway’s own trouble', async () => {
    for (const operation of [read, write]) {
      const answer = await call(operation, `${id}-denied`);
      expectDocumentedProblem(operation, answer);
      expect(answer.body).toMatchObject({
        status: 502,
        code: 'upstream-credentials-rejected',
        upstream: { status: 401 },
      });
      expect(answer.body.outcome).toBe(operation === write ? 'not_applied' : undefined);
    }
    expect((await sandbox.ledger(id)).filter(({ applied }) => applied)).toEqual([]);
  });

  test('an upstream that cannot be reached was sent nothing', async () => {
    for (const operation of [read, write]) {
      const answer = await call(operation, `${id}-down`);
      expectDocumentedProblem(operation, answer);
      expect(answer.body).toMatchObject({ status: 503, code: 'upstream-unavailable', retryable: true });
      expect(answer.body.outcome).toBe(operation === write ? 'not_applied' : undefined);
    }
  });

  const inHalfAMinute = () => new Date(Date.now() + 30_000).toUTCString();
  test.each([
    ['seconds', () => '7', /^7$/],
    ['a date', inHalfAMinute, /^(?:[1-9]|[12]\d|30)$/],
    ['nothing', () => '0', undefined],
    ['a negative number', () => '-1', undefined],
    ['a word', () => 'soon', undefined],
    ['far too much', () => '9999999', /^3600$/],
    ['a date in the past', () => 'Sat, 01 Jan 2000 00:00:00 GMT', undefined],
  ])('a 429 that says %s to wait is passed on as far as it makes sense', async (_name, header, expected) => {
    for (const operation of [read, write]) {
      const fault = { status: 429, headers: { 'retry-after': header() } };
      await sandbox.reset(id);
      await sandbox.faults(id, [operation === read ? fault : atWrite(fault)]);
      const answer = await call(operation);
      expectDocumentedProblem(operation, answer);
      expect(answer.body).toMatchObject({ status: 429, code: 'rate-limited', retryable: true });
      expect(answer.body.outcome).toBe(operation === write ? 'not_applied' : undefined);
      if (expected === undefined) expect(answer.headers.get('retry-after')).toBeNull();
      else expect(answer.headers.get('retry-after')).toMatch(expected);
      expect((await writes()).length).toBe(operation === write ? 1 : 0);
    }
  });
});

describe('reads that lag behind writes', () => {
  const base = '/v1/connections/zitadel/organizations';
  const at = `${base}/${showcase.zitadel?.organization}`;
  beforeEach(async () => {
    await sandbox.reset('zitadel');
    await sandbox.faults('zitadel', [], 3_600_000);
  });

  test('a deactivation that the upstream confirmed is told as made', async () => {
    const { status, body } = await sandbox.call('POST', `${at}/deactivate`);
    expect([status, body.changed, body.organization.state]).toEqual([200, true, 'inactive']);
    await sandbox.faults('zitadel', [], 0);
    expect((await sandbox.call('GET', at)).body.state).toBe('inactive');
  });

  test('an organization that was created is answered, before it can be found', async () => {
    const created = await sandbox.call('POST', base, {
      headers: { 'idempotency-key': 'created-under-delay' },
      body: { displayName: 'Späte Lesung 🐢', externalId: 'late-1' },
    });
    expect(created.status).toBe(201);
    expect(created.body.organization).toMatchObject({ displayName: 'Späte Lesung 🐢', externalId: 'late-1' });
    const found = `${base}/${created.body.organization.id}`;
    expect((await sandbox.call('GET', found)).body).toMatchObject({ status: 404, code: 'not-found' });
    await sandbox.faults('zitadel', [], 0);
    expect((await sandbox.call('GET', found)).body).toMatchObject({
      displayName: 'Späte Lesung 🐢',
      externalId: 'late-1',
    });
  });
});
