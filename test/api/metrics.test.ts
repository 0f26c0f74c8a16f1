import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StytchStub, startStytchStub, straight } from '../operations/drift/stytch-stub.ts';
import { idempotencyKey, type RunningGateway, startGateway } from '../support/gateway.ts';
import { type Family, parseMetrics, type Sample } from '../support/prometheus.ts';

let upstream: StytchStub;
let gateway: RunningGateway;
let organizations: string;
beforeAll(async () => {
  upstream = await startStytchStub();
  gateway = await startGateway(['one', 'two'].map((id) => ({ id, provider: 'stytch', baseUrl: upstream.url })));
  organizations = '/v1/connections/one/organizations';
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

const look = async (): Promise<ReadonlyMap<string, Family>> =>
  parseMetrics((await gateway.call('GET', '/metrics')).text);
const sumOf = (families: ReadonlyMap<string, Family>, name: string, labels: Sample['labels'] = {}): number =>
  (families.get(name) ?? families.get(name.replace(/_(?:count|sum|bucket)$/, '')))?.samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0) ?? Number.NaN;

/** By how much a metric grows while something is done. */
async function growth(name: string, labels: Sample['labels'], work: () => Promise<unknown>): Promise<number> {
  const before = sumOf(await look(), name, labels);
  await work();
  return sumOf(await look(), name, labels) - before;
}

test('metrics need a key', async () => {
  const { status, body } = await gateway.call('GET', '/metrics', { apiKey: 'wrong' });
  expect([status, body.code]).toEqual([401, 'unauthenticated']);
});

test.each([
  undefined,
  '*/*',
  'text/plain',
  'text/plain; version=0.0.4',
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,text/plain;version=0.0.4;q=0.3',
])('metrics are text, whoever asks with Accept: %s', async (accept) => {
  const headers: Record<string, string> = accept === undefined ? {} : { accept };
  const { status, headers: answered, text } = await gateway.call('GET', '/metrics', { headers });
  expect([status, answered.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(parseMetrics(text).size).toBeGreaterThan(10);
});

test('metrics count what differs, and the records of it', async () => {
  upstream.bend((body) => {
    Object.assign(body.organization, { brand: 'x', organization_name: 7 });
    return body;
  });
  for (let made = 0; made < 3; made += 1) await gateway.call('GET', `${organizations}/${upstream.organization}`);
  await gateway.call('GET', '/v1/connections/one/drift');
  const families = await look();
  const labels = { connection: 'one', upstream_operation: 'GetOrganization', direction: 'response' };
  const name = 'orgway_contract_violations_total';
  expect(families.get(name)?.samples).toEqual([
    { name, labels: { ...labels, severity: 'breaking' }, value: 3 },
    { name, labels: { ...labels, severity: 'harmless' }, value: 3 },
  ]);
  expect(
    families.get('orgway_drift_records')?.samples.map(({ labels, value }) => [...Object.values(labels), value]),
  ).toEqual(
    ['one', 'two'].flatMap((connection) =>
      ['breaking', 'risky', 'harmless'].map((severity) => [
        connection,
        severity,
        connection === 'one' && severity !== 'risky' ? 1 : 0,
      ]),
    ),
  );
  upstream.bend(straight);
});

test('requests, problems and upstream calls are counted and timed', async () => {
  upstream.bend(straight);
  const read = () => gateway.call('GET', `${organizations}/${upstream.organization}`);
  const operation = 'getOrganization';
  expect(await growth('orgway_requests_total', { operation, method: 'GET', status: '200' }, read)).toBe(1);
  expect(await growth('orgway_request_duration_seconds_count', { operation }, read)).toBe(1);
  const call = { connection: 'one', upstream_operation: 'GetOrganization' };
  expect(await growth('orgway_upstream_calls_total', { ...call, result: '2xx' }, read)).toBe(1);
  expect(await growth('orgway_upstream_call_duration_seconds_count', call, read)).toBe(1);
  expect(
    await growth('orgway_upstream_attempts_total', { connection: 'one', effect: 'read', result: '2xx' }, read),
  ).toBe(1);
  const lost = () => gateway.call('GET', '/nowhere');
  expect(await growth('orgway_requests_total', { operation: 'none', status: '404' }, lost)).toBe(1);
  expect(await growth('orgway_problems_total', { code: 'not-found' }, lost)).toBe(1);
  expect(sumOf(await look(), 'orgway_upstream_circuit', { connection: 'one', state: 'closed' })).toBe(1);
  expect(sumOf(await look(), 'orgway_upstream_calls_running', { connection: 'one' })).toBe(0);
});

test('outcomes of mutations are counted, and those that nobody knows yet', async () => {
  upstream.bend(straight);
  const path = `${organizations}/${upstream.organization}/external-id`;
  const headers = idempotencyKey();
  const labels = { connection: 'one', action: 'deleteExternalId', outcome: 'applied', settled_by: 'answer' };
  const name = 'orgway_operation_outcomes_total';
  expect(await growth(name, labels, () => gateway.call('DELETE', path, { headers }))).toBe(1);
  const again = () => gateway.call('DELETE', path, { headers });
  expect(await growth('orgway_idempotent_replays_total', { action: 'deleteExternalId' }, again)).toBe(1);
  expect(await growth(name, labels, again)).toBe(0);

  upstream.bend((body, which) => (which === 'write' ? 'not JSON' : body));
  const unknown = { ...labels, outcome: 'unknown' };
  expect(await growth(name, unknown, () => gateway.call('DELETE', path, { headers: idempotencyKey() }))).toBe(1);
  expect([0, 1]).toContain(sumOf(await look(), 'orgway_operations_unsettled', { connection: 'one' }));
  const settled = { ...labels, settled_by: 'reading' };
  await expect.poll(async () => sumOf(await look(), name, settled), { timeout: 20_000 }).toBe(1);
  expect(sumOf(await look(), 'orgway_operations_unsettled', { connection: 'one' })).toBe(0);
});

test('whatever callers make up makes no series', async () => {
  const strange = async (at: number): Promise<void> => {
    const id = `made-up-${at}`;
    await Promise.all([
      gateway.call('GET', `/v1/connections/${id}/organizations/x`),
      gateway.call('GET', `${organizations}/${id}?include=${id}`),
      gateway.call('GET', `/v1/operations/${id}`),
      gateway.call(at % 2 === 0 ? 'PUT' : 'PATCH', `/${id}`, { headers: { [`x-${id}`]: id, traceparent: id } }),
    ]);
  };
  const series = async (): Promise<number> =>
    [...(await look()).values()].reduce((sum, { samples }) => sum + samples.length, 0);
  for (let at = 0; at < 4; at += 1) await strange(at);
  const before = await series();
  for (let from = 0; from < 250; from += 25)
    await Promise.all(Array.from({ length: 25 }, (_, at) => strange(from + at)));
  expect(await series()).toBe(before);
  expect(sumOf(await look(), 'orgway_problems_total', { code: 'not-found' })).toBeGreaterThan(250);
});
