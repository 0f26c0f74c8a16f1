import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StytchStub, startStytchStub } from '../operations/drift/stytch-stub.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';

let upstream: StytchStub;
let gateway: RunningGateway;
beforeAll(async () => {
  upstream = await startStytchStub();
  gateway = await startGateway(['one', 'two'].map((id) => ({ id, provider: 'stytch', baseUrl: upstream.url })));
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

test('metrics need a key', async () => {
  const { status, body } = await gateway.call('GET', '/metrics', { apiKey: 'wrong' });
  expect([status, body.code]).toEqual([401, 'unauthenticated']);
});

test('metrics count what differs, and the records of it', async () => {
  upstream.bend((body) => {
    Object.assign(body.organization, { brand: 'x', organization_name: 7 });
    return body;
  });
  for (let made = 0; made < 3; made += 1) {
    await gateway.call('GET', `/v1/connections/one/organizations/${upstream.organization}`);
  }
  await gateway.call('GET', '/v1/connections/one/drift');
  const { status, headers, text } = await gateway.call('GET', '/metrics');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const of = (severity: string): string =>
    `orgway_contract_violations_total{connection="one",upstream_operation="GetOrganization",direction="response",severity="${severity}"} 3`;
  expect(lines.sort()).toEqual(
    [
      of('breaking'),
      of('harmless'),
      ...['one', 'two'].flatMap((connection) =>
        ['breaking', 'risky', 'harmless'].map((severity) => {
          const records = connection === 'one' && severity !== 'risky' ? 1 : 0;
          return `orgway_drift_records{connection="${connection}",severity="${severity}"} ${records}`;
        }),
      ),
    ].sort(),
  );
});
