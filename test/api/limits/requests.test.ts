import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../../support/gateway.ts';
import { type StubUpstream, startStubUpstream } from '../../support/stub-upstream.ts';

const otherKey = 'other-key-of-these-tests';
let upstream: StubUpstream;
let gateway: RunningGateway;

beforeAll(async () => {
  upstream = await startStubUpstream();
  gateway = await startGateway([{ id: 'main', provider: 'userhub', baseUrl: upstream.url }], {
    limits: { requests: { calls: 5, windowSeconds: 60 } },
    apiKeys: { other: otherKey },
  });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

test('a caller over its quota of requests is refused before anything is looked at, and others are not', async () => {
  const paths = ['/v1/providers', '/v1/connections/absent', '/v1/operations', '/v1/connections', '/v1/absent'];
  for (const [index, path] of paths.entries()) {
    const { status, headers } = await gateway.call('GET', path);
    expect(status).not.toBe(429);
    expect(headers.get('ratelimit-policy')).toBe('"requests";q=5;w=60');
    expect(headers.get('ratelimit')).toMatch(new RegExp(`^"requests";r=${4 - index};t=[0-9]+$`));
  }
  upstream.respond(() => ({ status: 500 }));
  const { status, body, headers } = await gateway.call('GET', '/v1/connections/main/organizations/1');
  expect([status, body.code, body.retryable, body.outcome]).toEqual([429, 'rate-limited', true, undefined]);
  expect(headers.get('ratelimit')).toBe(`"requests";r=0;t=${headers.get('retry-after')}`);
  expect(upstream.received).toEqual([]);
  expect((await gateway.call('GET', '/v1/providers', { apiKey: otherKey })).status).toBe(200);
});

test('what needs no credentials is under no quota', async () => {
  const { status, headers } = await gateway.call('GET', '/livez');
  expect([status, headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([200, null, null]);
});

test('refusals are counted by the name of the limit', async () => {
  const { text } = await gateway.call('GET', '/metrics', { apiKey: otherKey });
  expect(text).toMatch(/^orgway_refused_requests_total\{reason="requests"\} [1-9]/m);
});
