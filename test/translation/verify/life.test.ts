import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';
import { providerIds, startVerifiedEmulators, type VerifiedEmulators } from '../../support/verification.ts';

let emulators: VerifiedEmulators;
beforeAll(async () => {
  emulators = await startVerifiedEmulators();
});
afterAll(() => emulators.stop());

const own = /orgway-verify-[0-9a-f]{12}/;

/** Of what may have been made, what is still there, without what SoftwareOne cannot delete. */
async function left(id: string): Promise<Readonly<Record<string, unknown>>> {
  const held = await emulators.held(id);
  if (id !== 'softwareone') return held;
  const kept = (all: unknown) =>
    Object.fromEntries(Object.entries(all as object).filter(([account]) => /^ACC-[23]000-|^ACC-1671-/.test(account)));
  return { ...held, accounts: kept(held.accounts), members: kept(held.members) };
}

/** The writes that took effect, and whether each is the create of the marked organization or about the one it made. */
async function writesTo(id: string, organization: string): Promise<readonly LedgerEntry[]> {
  const writes = (await emulators.ledger(id)).filter(({ applied }) => applied);
  const [create, ...others] = writes;
  expect(JSON.stringify(create?.body)).toMatch(own);
  for (const { path, headers } of others) expect(`${path} ${headers['x-zitadel-orgid']}`).toContain(organization);
  return writes;
}

describe.each(providerIds)('%s', (id) => {
  beforeEach(() => emulators.reset(id));

  test('a whole life conforms, touches nothing else and leaves nothing but what cannot be removed', async () => {
    const before = await left(id);
    let organization = '';
    const { conforms, deviations, uncleaned, operations } = await emulators.verify(id, {
      writes: true,
      made: (made) => {
        organization = made;
      },
    });
    expect({ conforms, deviations }).toEqual({ conforms: true, deviations: [] });
    expect(await left(id)).toEqual(before);
    const writes = await writesTo(id, organization);
    expect(writes.length).toBeGreaterThan(4);
    expect(operations.filter(({ reason }) => reason?.includes('--writes'))).toEqual([]);
    if (id !== 'softwareone') expect(uncleaned).toEqual([]);
    else {
      expect(uncleaned).toEqual([
        expect.objectContaining({ organization, expected: true, displayName: expect.stringMatching(own) }),
      ]);
      const { accounts } = (await emulators.held(id)) as { accounts: Record<string, { status: string }> };
      expect(accounts[organization]?.status).toBe('Disabled');
    }
  });

  test('answers that are lost are made good by reading, and nothing is sent twice', async () => {
    await emulators.faults(id, [
      { method: 'PATCH', reset: 'after' },
      { method: 'DELETE', reset: 'after' },
      { method: 'PUT', reset: 'after' },
      {
        method: 'POST',
        path: id === 'zitadel' ? '/orgs$|_deactivate$' : 'organizations$|accounts$|disable$|purge$',
        reset: 'after',
      },
    ]);
    const before = await left(id);
    const { conforms, deviations, uncleaned } = await emulators.verify(id, { writes: true });
    expect({ conforms, deviations }).toEqual({ conforms: true, deviations: [] });
    expect(uncleaned.filter(({ expected }) => !expected)).toEqual([]);
    expect(await left(id)).toEqual(before);
    const creates = (await emulators.ledger(id)).filter(
      ({ applied, body }) => applied && own.test(JSON.stringify(body)),
    );
    expect(new Set(creates.map(({ body, path, method }) => JSON.stringify([method, path, body]))).size).toBe(
      creates.length,
    );
  });

  test('reads that show a change late are waited for', async () => {
    await emulators.control('PUT', `${id}/faults`, { faults: [], consistencyDelayMs: 40 });
    const before = await left(id);
    const { conforms, deviations, uncleaned } = await emulators.verify(id, { writes: true, quietFactor: 0.1 });
    expect({ conforms, deviations }).toEqual({ conforms: true, deviations: [] });
    expect(uncleaned.filter(({ expected }) => !expected)).toEqual([]);
    expect(await left(id)).toEqual(before);
  });

  test('a step that fails is told, and all is cleaned up', async () => {
    const failing =
      id === 'zitadel' ? { method: 'PUT', path: 'orgs/me' } : { method: id === 'userhub' ? 'PATCH' : 'PUT' };
    await emulators.faults(id, [{ ...failing, status: 500, times: 1 }]);
    const before = await left(id);
    const { deviations, uncleaned } = await emulators.verify(id, { writes: true });
    expect(deviations).toEqual([
      expect.objectContaining({
        keyword: 'status',
        status: 500,
        severity: 'breaking',
        upstreamOperation: expect.stringMatching(/^Update/),
      }),
    ]);
    expect(uncleaned.filter(({ expected }) => !expected)).toEqual([]);
    expect(await left(id)).toEqual(before);
  });

  test('interrupted anywhere, it cleans up', async () => {
    const before = await left(id);
    for (const share of [0.7, 0.85, 1]) {
      const controller = new AbortController();
      const progress = (step: number, of: number): void => {
        if (step === Math.ceil(of * share)) controller.abort();
      };
      const report = await emulators.verify(id, { writes: true, signal: controller.signal, progress });
      expect([report.conforms, report.failure]).toEqual([false, 'It was interrupted']);
      expect(report.deviations).toEqual([]);
      expect(report.uncleaned.filter(({ expected }) => !expected)).toEqual([]);
    }
    expect(await left(id)).toEqual(before);
  });

  test('what cannot be removed is named, with what to do', async () => {
    await emulators.faults(id, [
      { method: 'DELETE', status: 500 },
      { method: 'POST', path: 'disable$|purge$', status: 500 },
    ]);
    let organization = '';
    const { uncleaned } = await emulators.verify(id, {
      writes: true,
      made: (made) => {
        organization = made;
      },
    });
    expect(uncleaned).toEqual([
      {
        organization,
        displayName: expect.stringMatching(own),
        reason: expect.any(String),
        advice: expect.stringContaining(organization),
        expected: false,
      },
    ]);
  });

  test('where organizations cannot be read, none is made', async () => {
    await emulators.faults(id, [{ otherOrganization: true }]);
    const { skipped, uncleaned } = await emulators.verify(id, { writes: true });
    expect(uncleaned).toEqual([]);
    expect(skipped).toContainEqual(
      expect.objectContaining({
        unifiedOperation: 'createOrganization',
        reason: expect.stringContaining('cannot be read'),
      }),
    );
    expect((await emulators.ledger(id)).filter(({ applied }) => applied)).toEqual([]);
  });

  test('an answer to the create that names another organization leads to no write on that one', async () => {
    const create = id === 'zitadel' ? '/orgs$' : id === 'softwareone' ? '/accounts$' : '/organizations$';
    await emulators.faults(id, [{ method: 'POST', path: create, otherOrganization: true }]);
    const before = await left(id);
    const { deviations, uncleaned } = await emulators.verify(id, { writes: true });
    expect(deviations).toEqual([
      expect.objectContaining({ keyword: 'effect', unifiedOperations: ['createOrganization'] }),
    ]);
    expect(uncleaned.filter(({ expected }) => !expected)).toEqual([]);
    expect(await left(id)).toEqual(before);
  });
});
