import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { type ArrivedSpan, type Collecting, startCollector } from '../support/collector.ts';
import { idempotencyKey, startGateway } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${spanId}-01`;
const zitadel = `/v1/connections/zitadel/organizations/${showcase.zitadel?.organization}`;

let collector: Collecting;
let sandbox: RunningSandbox;
beforeAll(async () => {
  collector = await startCollector();
  const { url } = collector;
  const traces = { url, headers: { 'x-tenant': 'ours' }, serviceName: 'orgway-test', sampleRatio: 0 };
  sandbox = await startSandbox({ traces });
});
afterAll(async () => {
  await sandbox.stop();
  await collector.stop();
});
beforeEach(() => sandbox.reset('zitadel'));

const traceOf = ({ headers }: LedgerEntry): readonly string[] => headers.traceparent?.split('-') ?? [];

test('the spans of a mutation arrive as one tree, under the caller and down to what the upstream was told', async () => {
  const state = 'congo=t61rcWkgMzE';
  const answer = await sandbox.call('POST', `${zitadel}/deactivate`, {
    headers: { traceparent, tracestate: state, ...idempotencyKey() },
  });
  expect(answer.status).toBe(200);
  const ledger = await sandbox.ledger('zitadel');
  await expect.poll(() => collector.spans.length, { timeout: 20_000 }).toBe(1 + ledger.length);

  const [server, ...more] = collector.spans.filter(({ kind }) => kind === 2);
  expect(more).toEqual([]);
  expect(server).toMatchObject({
    traceId,
    parentSpanId: spanId,
    traceState: state,
    name: 'deactivateOrganization',
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/v1/connections/{connection}/organizations/{organization}/deactivate',
      'http.response.status_code': 200,
      'orgway.request_id': answer.headers.get('orgway-request-id'),
      'orgway.connection': 'zitadel',
      'orgway.operation': answer.body.operationId,
    },
  });
  const calls = collector.spans.filter(({ kind }) => kind === 3);
  // Each request that the upstream received names the span of its call, and no more than that.
  expect(calls.map((call) => ['00', call.traceId, call.spanId, '01'])).toEqual(ledger.map(traceOf));
  expect(ledger.some(({ headers }) => 'tracestate' in headers)).toBe(false);
  for (const [at, call] of calls.entries()) {
    expect(call).toMatchObject({
      parentSpanId: server?.spanId,
      attributes: { 'http.request.method': ledger[at]?.method, 'peer.service': 'zitadel' },
    });
    expect(within(call, server)).toBe(true);
  }
  expect(calls.map(({ name }) => name)).toContain('DeactivateOrg');
  expect(collector.requests[0]).toMatchObject({
    headers: { 'x-tenant': 'ours' },
    resource: { 'service.name': 'orgway-test' },
  });
});

const within = (inner: ArrivedSpan, outer: ArrivedSpan | undefined): boolean =>
  BigInt(inner.startTimeUnixNano) >= BigInt(outer?.startTimeUnixNano ?? 0) &&
  BigInt(inner.endTimeUnixNano) <= BigInt(outer?.endTimeUnixNano ?? 0);

test.each(['garbage', `00-${'0'.repeat(32)}-${spanId}-01`, `${traceparent}-more`])(
  'with the traceparent "%s" a trace begins here, recorded as often as configured',
  async (given) => {
    const before = collector.spans.length;
    for (let made = 0; made < 2; made += 1) {
      expect((await sandbox.call('GET', zitadel, { headers: { traceparent: given } })).status).toBe(200);
    }
    const told = (await sandbox.ledger('zitadel')).map(traceOf);
    expect(told.length).toBeGreaterThanOrEqual(2);
    for (const [version, of, , flags] of told) {
      expect([version, flags]).toEqual(['00', '00']);
      expect(of).toMatch(/^[\da-f]{32}$/);
      expect(of).not.toBe(traceId);
    }
    expect(new Set(told.map(([, of]) => of)).size).toBe(2);
    expect(new Set(told.map(([, , place]) => place)).size).toBe(told.length);
    expect(collector.spans.length).toBe(before);
  },
);

test('what is settled in the background is a trace of its own', async () => {
  await sandbox.faults('zitadel', [{ method: 'POST', path: '/_deactivate', reset: 'after', times: 1 }]);
  const lost = await sandbox.call('POST', `${zitadel}/deactivate`, { headers: { traceparent, ...idempotencyKey() } });
  expect(lost.body).toMatchObject({ code: 'outcome-unknown' });
  const { operationId } = lost.body;
  const state = async (): Promise<string> => (await sandbox.call('GET', `/v1/operations/${operationId}`)).body.state;
  await expect.poll(state, { timeout: 20_000 }).toBe('settled');
  const ledger = await sandbox.ledger('zitadel');
  expect(traceOf(ledger[0] as LedgerEntry)[1]).toBe(traceId);
  expect(traceOf(ledger.at(-1) as LedgerEntry)).toHaveLength(4);
  expect(traceOf(ledger.at(-1) as LedgerEntry)[1]).not.toBe(traceId);
});

test.each([500, 400, undefined])('a collector that answers %s hurts nobody', async (status) => {
  collector.answer(status);
  const headers = { traceparent: traceparent.replace('4bf9', 'beef') };
  for (let made = 0; made < 20; made += 1) expect((await sandbox.call('GET', zitadel, { headers })).status).toBe(200);
  collector.answer(200);
});

test('all that is left goes out at the end', async () => {
  const traces = { url: collector.url, headers: {}, serviceName: 'orgway', sampleRatio: 1 };
  const gateway = await startGateway([], { traces });
  const { headers } = await gateway.call('GET', '/v1/connections');
  const requestId = headers.get('orgway-request-id');
  await gateway.stop();
  expect(collector.spans.filter(({ attributes }) => attributes['orgway.request_id'] === requestId)).toMatchObject([
    { name: 'listConnections' },
  ]);
});
