import { expect, test } from 'vitest';
import type { Gateway } from '../../src/api/gateway.ts';
import { readiness } from '../../src/api/readiness.ts';
import { problemOf } from '../support/caught.ts';
import { startGateway } from '../support/gateway.ts';

/** A gateway of which only this is known. */
function of(health: readonly string[], storage?: string, draining = false): Parameters<typeof readiness>[0] {
  const connections = health.map((status, at) => [`c${at}`, { describe: () => ({ health: { status } }) }] as const);
  return {
    connections: new Map(connections) as unknown as Gateway['connections'],
    unready: () => storage,
    draining: () => draining,
  };
}

test('it is ready when the database is there', () => {
  expect(readiness(of(['reachable', 'unknown']))).toEqual({
    status: 'ready',
    checks: [
      { name: 'storage', status: 'pass' },
      { name: 'upstreams', status: 'pass' },
    ],
  });
});

test('upstreams that fail are told of by number and leave it ready', () => {
  const { status, checks } = readiness(of(['failing', 'reachable', 'quarantined']));
  expect(status).toBe('ready');
  expect(checks?.[1]).toMatchObject({ status: 'warn', reason: expect.stringMatching(/^2 of 3 connections/) });
});

test('without its database it is not, and says why', async () => {
  expect(await problemOf(() => readiness(of([], 'The connection to the database is lost.')))).toMatchObject({
    code: 'storage-unavailable',
    message: 'The connection to the database is lost.',
    parts: { headers: { 'retry-after': '2' } },
  });
});

test('while it stops it is not, and says so, the database too if that is away', async () => {
  const stopping = 'The gateway answers what is under way and takes nothing new.';
  expect(await problemOf(() => readiness(of(['reachable'], undefined, true)))).toMatchObject({
    code: 'stopping',
    message: stopping,
  });
  expect(await problemOf(() => readiness(of([], 'Away.', true)))).toMatchObject({
    code: 'stopping',
    message: `${stopping} Away.`,
  });
});

test('with every upstream away from the start it is ready and alive', async () => {
  const nobody = 'http://127.0.0.1:9';
  const gateway = await startGateway(['a', 'b'].map((id) => ({ id, provider: 'stytch', baseUrl: nobody })));
  try {
    const read = await gateway.call(
      'GET',
      '/v1/connections/a/organizations/organization-test-11111111-0000-4000-8000-111111111111',
    );
    expect([read.status, read.body.code]).toEqual([503, 'upstream-unavailable']);
    const { status, body } = await gateway.call('GET', '/readyz');
    expect([status, body.checks[1].reason.slice(0, 6)]).toEqual([200, '1 of 2']);
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|stytch/);
    expect((await gateway.call('GET', '/livez')).status).toBe(200);
  } finally {
    await gateway.stop();
  }
});
