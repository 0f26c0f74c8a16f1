import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { composeContract } from '../../../src/contract/contract.ts';
import { providers } from '../../../src/generated/providers.ts';
import { providerIds, startVerifiedEmulators, type VerifiedEmulators } from '../../support/verification.ts';

let emulators: VerifiedEmulators;
beforeAll(async () => {
  emulators = await startVerifiedEmulators();
});
afterAll(() => emulators.stop());

/** States without organizations; ZITADEL always has that of the caller. */
const empty: Readonly<Record<string, object>> = {
  softwareone: { accounts: {}, members: {} },
  stytch: { organizations: {} },
  userhub: { organizations: [] },
};

describe.each(providerIds)('%s', (id) => {
  beforeEach(() => emulators.reset(id));

  test('as it should be, everything that reads conforms, and nothing is written', async () => {
    const before = await emulators.held(id);
    const { conforms, deviations, operations, uncleaned } = await emulators.verify(id);
    expect({ conforms, deviations, uncleaned }).toEqual({ conforms: true, deviations: [], uncleaned: [] });
    const used = new Set(
      operations.filter(({ reason }) => !reason?.startsWith('no unified')).map((each) => each.upstreamOperation),
    );
    const { provider, document, validators } = providers.find((each) => each.provider.id === id) ?? raise();
    const contract = composeContract(document, validators);
    for (const { upstreamOperation, result, reason } of operations.filter((each) => used.has(each.upstreamOperation))) {
      const { effect } = contract.operation(upstreamOperation).operation;
      expect([upstreamOperation, result, reason]).toEqual(
        effect === 'read'
          ? [upstreamOperation, 'conforms', undefined]
          : [upstreamOperation, 'not tried', 'writes: use --writes'],
      );
    }
    expect(operations.map(({ upstreamOperation }) => upstreamOperation)).toEqual(Object.keys(provider.identity));
    expect((await emulators.ledger(id)).filter(({ applied }) => applied)).toEqual([]);
    expect(await emulators.held(id)).toEqual(before);
  });

  test('asks for two pages, for every filter, and for what does not exist', async () => {
    const { skipped } = await emulators.verify(id);
    const ledger = await emulators.ledger(id);
    expect(ledger.filter(({ status }) => status === 404).length).toBeGreaterThan(0);
    expect(skipped.filter(({ what }) => what === 'two pages' || what.startsWith('by '))).toEqual([]);
    const asked = ledger.map(({ path, body }) => `${path} ${JSON.stringify(body)}`);
    expect(asked.some((each) => /(?:pageToken|offset)=[1-9a-zA-Z]|"cursor":"|"offset":"[1-9]/.test(each))).toBe(true);
  });

  test('where it may not look, or is to slow down, nothing conforms and nothing deviates', async () => {
    for (const status of [401, 403, 429]) {
      await emulators.faults(id, [{ status }]);
      const { conforms, failure, deviations } = await emulators.verify(id);
      expect({ conforms, failure, deviations }).toEqual({
        conforms: false,
        failure: expect.stringContaining(`status ${status}`),
        deviations: [],
      });
    }
  });

  test('where nothing comes back, it gives up after the first call', async () => {
    await emulators.faults(id, [{ reset: 'before' }]);
    const { conforms, failure, deviations } = await emulators.verify(id);
    expect({ conforms, deviations }).toEqual({ conforms: false, deviations: [] });
    expect(failure).toMatch(/^The upstream failed \(\w+\)$/);
    // Once more, because a connection may just have been closed.
    expect(await emulators.ledger(id)).toHaveLength(2);
  });
});

test.each(Object.entries(empty))(
  '%s: an account without organizations is no deviation, but a reason',
  async (id, none) => {
    await emulators.reset(id);
    const { body } = await emulators.control<object>('GET', `${id}/state`);
    await emulators.control('PUT', `${id}/state`, { ...body, ...none });
    const { conforms, deviations, skipped } = await emulators.verify(id);
    expect({ conforms, deviations }).toEqual({ conforms: true, deviations: [] });
    expect(skipped).toContainEqual({
      unifiedOperation: 'getOrganization',
      what: 'one of each state',
      reason: 'the account has no organizations that could be read',
    });
  },
);

function raise(): never {
  throw new Error('no such provider');
}
