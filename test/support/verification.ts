import { composeContract } from '../../src/contract/contract.ts';
import { providers } from '../../src/generated/providers.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import type { Report } from '../../src/translation/verify/report.ts';
import { type Verification, verify } from '../../src/translation/verify/verify.ts';
import { createClient } from '../../src/upstream/client.ts';
import { sandboxAuthorization } from './authorization.ts';
import { type RunningEmulators, startEmulators } from './emulators.ts';
import { unaided } from './unaided.ts';

const directly = { allowPrivateNetwork: true, resilience: unaided };

/** The ids of all providers. */
export const providerIds = providers.map(({ provider }) => provider.id);

/** Emulators that can be verified. */
export interface VerifiedEmulators extends RunningEmulators {
  /** Verifies one emulator; it answers at once, so nothing is waited for. */
  verify(provider: string, more?: Partial<Verification>): Promise<Report>;
  /** Back to the seeds, without faults, with an empty ledger. */
  reset(provider: string): Promise<void>;
  faults(provider: string, faults: readonly Fault[]): Promise<void>;
  ledger(provider: string): Promise<readonly LedgerEntry[]>;
  /** Everything the emulator holds but what only counts or remembers: sequences, clocks and what is removed. */
  held(provider: string): Promise<Readonly<Record<string, unknown>>>;
}

export async function startVerifiedEmulators(): Promise<VerifiedEmulators> {
  const emulators = await startEmulators();
  const { url, control } = emulators;
  return {
    ...emulators,
    async verify(id, more = {}) {
      const registered = providers.find(({ provider }) => provider.id === id);
      if (registered === undefined) throw new Error(`no provider ${id}`);
      const client = createClient({ baseUrl: `${url}/${id}`, timeoutMs: 5_000, concurrency: 4, ...directly });
      const { provider, document, validators, trace } = registered;
      try {
        return await verify({
          connection: `my-${id}`,
          provider,
          contract: composeContract(document, validators),
          trace,
          client,
          authorization: sandboxAuthorization(provider),
          writes: false,
          quietFactor: 0.01,
          ...more,
        });
      } finally {
        await client.close();
      }
    },
    async reset(id) {
      await control('DELETE', `${id}/faults`);
      await control('PUT', `${id}/state`, {});
      await control('DELETE', `${id}/requests`);
    },
    async faults(id, faults) {
      const { status, body } = await control('PUT', `${id}/faults`, { faults });
      if (status !== 200) throw new Error(JSON.stringify(body));
    },
    ledger: async (id) => (await control<{ requests: LedgerEntry[] }>('GET', `${id}/requests`)).body.requests,
    async held(id) {
      const { body } = await control<Record<string, unknown>>('GET', `${id}/state`);
      const { sequence: _sequence, latestEvent: _latest, removed: _removed, ...held } = body;
      return held;
    },
  };
}
