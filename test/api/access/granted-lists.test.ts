import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, idempotencyKey } from '../../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../../support/sandbox.ts';
import { callAs, configured, keyFor, type Rights, recordOperation, shownBy } from './rights.ts';

const limited: Rights = { name: 'limited', permissions: ['admin'], connections: ['zitadel', 'stytch'] };
const whole: Rights = { name: 'whole', permissions: ['admin'], connections: 'all' };
const another: Rights = { ...limited, name: 'another' };
const nowhere: Rights = { ...limited, name: 'nowhere', connections: [] };

let sandbox: RunningSandbox;
let get: (who: Rights, path: string) => Promise<Answer>;
beforeAll(async () => {
  sandbox = await startSandbox({ configuredKeys: [limited, whole, another, nowhere].map(configured) });
  get = (who, path) => callAs(sandbox)(who, 'GET', path);
  for (const provider of ['zitadel', 'softwareone']) {
    const path = `/v1/connections/${provider}/organizations/${showcase[provider]?.organization}/deactivate`;
    expect((await sandbox.call('POST', path)).status).toBe(200);
  }
  // Refused on a connection that is theirs, and on one that is not.
  for (const provider of ['zitadel', 'softwareone']) {
    const path = `/v1/connections/${provider}/organizations/${showcase[provider]?.organization}`;
    const { status } = await sandbox.call('DELETE', path, { apiKey: keyFor(limited), headers: idempotencyKey() });
    expect(status).toBe(provider === 'zitadel' ? 409 : 404);
  }
});
afterAll(() => sandbox.stop());

describe('a principal sees what belongs to its connections, and nothing else', () => {
  test('connections', async () => {
    const ids = async (who: Rights): Promise<string[]> =>
      (await get(who, '/v1/connections')).body.connections.map(({ id }: { id: string }) => id);
    expect((await ids(limited)).sort()).toEqual(['stytch', 'zitadel']);
    expect((await ids(whole)).length).toBe(4);
  });

  test('organizations that are looked for everywhere', async () => {
    await sandbox.clearLedger('userhub');
    const { body } = await get(limited, '/v1/organizations?externalId=customer-4711');
    expect(body.connections.map(({ connection }: { connection: string }) => connection).sort()).toEqual([
      'stytch',
      'zitadel',
    ]);
    expect(await sandbox.ledger('userhub')).toEqual([]);
  });

  test('operations', async () => {
    const seen = async (who: Rights, query = ''): Promise<string[]> =>
      (await get(who, `/v1/operations${query}`)).body.operations.map(
        ({ connection }: { connection: string }) => connection,
      );
    expect(await seen(limited)).toEqual(['zitadel']);
    expect((await seen(whole)).sort()).toEqual(['softwareone', 'zitadel']);
    expect(await seen(limited, '?connection=softwareone')).toEqual([]);
    expect(await seen(limited, '?connection=zitadel')).toEqual(['zitadel']);
  });

  test('audit events: those of its connections', async () => {
    const seen = async (who: Rights, query = ''): Promise<unknown[]> =>
      (await get(who, `/v1/audit-events${query}`)).body.auditEvents.map(
        ({ connection }: { connection?: string }) => connection,
      );
    const own = await seen(limited);
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own)).toEqual(new Set(['zitadel']));
    expect(await seen(limited, '?connection=softwareone')).toEqual([]);
    expect(new Set(await seen(whole))).toEqual(new Set(['zitadel', 'softwareone', undefined]));
  });

  test('without connections, that is nothing, and no error', async () => {
    expect((await get(nowhere, '/v1/connections')).body).toEqual({ connections: [] });
    expect((await get(nowhere, '/v1/operations')).body).toEqual({ operations: [] });
    expect((await get(nowhere, '/v1/audit-events')).body).toEqual({ auditEvents: [] });
    const { body } = await get(nowhere, '/v1/organizations?externalId=customer-4711');
    expect(body).toEqual({ organizations: [], complete: true, connections: [] });
  });
});

test('whoever asks for what is foreign is on record, although the answer does not show it', async () => {
  const { body } = await get(whole, '/v1/audit-events?type=request.denied&principal=limited');
  expect(body.auditEvents).toContainEqual(
    expect.objectContaining({ connection: 'softwareone', action: 'deleteOrganization', principal: 'limited' }),
  );
});

test('a page token is of no use to anybody but whom it was given to, and does not even tell whose it was', async () => {
  for (let number = 0; number < 3; number += 1) {
    await recordOperation(sandbox.database.db, `op_${number}`, { connection: 'zitadel', action: 'createOrganization' });
  }
  for (const path of [
    '/v1/operations?pageSize=1',
    '/v1/audit-events?pageSize=1',
    '/v1/connections/stytch/organizations?pageSize=1',
  ]) {
    const token = (await get(limited, path)).body.nextPageToken;
    expect([path, token]).toEqual([path, expect.any(String)]);
    expect((await get(limited, `${path}&pageToken=${token}`)).status).toBe(200);
    const stolen = await get(another, `${path}&pageToken=${token}`);
    expect(stolen.body).toMatchObject({ status: 400, code: 'invalid-page-token' });
    const invented = await get(another, `${path}&pageToken=${createHash('sha512').update(token).digest('base64url')}`);
    expect(shownBy(stolen)).toEqual(shownBy(invented));
  }
});
