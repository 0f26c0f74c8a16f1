import { join } from 'node:path';
import { emulators } from '../../src/generated/emulators.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { type Child, startChild } from './child.ts';
import { type Destruction, destructionsOf, type Ways } from './destruction.ts';
import { ways } from './ways.ts';

/** All emulators in a process of their own. */
export interface Upstreams {
  readonly url: string;
  /** Fills every provider with organizations and tells what can be destroyed of them: `count` in all, the providers in turn. */
  populate(count: number): Promise<Destruction[]>;
  /** Cuts this share of all calls, half of them before they take effect and half of them after. */
  reset(share: number, seed: number): Promise<void>;
  ledger(provider: string): Promise<LedgerEntry[]>;
  state(provider: string): Promise<object>;
  stop(): Promise<void>;
}

export const providers = emulators.map(({ provider }) => provider);

export async function startUpstreams(): Promise<Upstreams> {
  const child: Child = await startChild([join(import.meta.dirname, 'emulators.ts')]);
  const control = async <Answer>(
    method: string,
    provider: string,
    resource: string,
    body?: object,
  ): Promise<Answer> => {
    const url = `${child.line}/_sandbox/${provider}/${resource}`;
    const response = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${url}: ${JSON.stringify(answer)}`);
    return answer as Answer;
  };
  return {
    url: child.line,
    async populate(count) {
      const share = Math.ceil(count / emulators.length);
      const each = await Promise.all(
        emulators.map(async ({ provider, seed, populate }) => {
          const state = seed();
          populate(state, share);
          const destructions = destructionsOf(waysOf(provider), seed(), state);
          await control('PUT', provider, 'state', state);
          return destructions;
        }),
      );
      return Array.from({ length: share }, (_, index) => each.flatMap((own) => own[index] ?? []))
        .flat()
        .slice(0, count);
    },
    async reset(share, seed) {
      for (const [index, provider] of providers.entries()) {
        const half = { probability: share / 2, seed: seed + index };
        const faults = [
          { ...half, reset: 'before' },
          { ...half, seed: half.seed + providers.length, reset: 'after' },
        ];
        await control('PUT', provider, 'faults', { faults });
      }
    },
    ledger: async (provider) => {
      const { requests } = await control<{ readonly requests: LedgerEntry[] }>('GET', provider, 'requests');
      return requests;
    },
    state: (provider) => control('GET', provider, 'state'),
    async stop() {
      child.kill();
      await child.ended;
    },
  };
}

function waysOf(provider: string): Ways<object> {
  const found = Object.values(ways).find((each) => each.provider === provider);
  if (found === undefined) throw new Error(`ways.ts knows no way to destroy anything of ${provider}`);
  return found as Ways<never> as Ways<object>;
}
