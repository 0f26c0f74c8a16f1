import { emulators } from '../../src/generated/emulators.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { createSandbox } from '../../src/sandbox/server.ts';
import { closed, type GatewayOptions, listening, type RunningGateway, startGateway } from './gateway.ts';

/** A gateway over all emulators, and the emulators' control interface. */
export interface RunningSandbox extends RunningGateway {
  readonly emulatorsUrl: string;
  /** Back to the seeds, or to the seeds and `populate` generated organizations; clears faults, ledger and the whole journal. */
  reset(provider: string, populate?: number): Promise<void>;
  ledger(provider: string): Promise<LedgerEntry[]>;
  clearLedger(provider: string): Promise<void>;
  faults(provider: string, faults: readonly Fault[], consistencyDelayMs?: number): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: each emulator has a state of its own
  state(provider: string): Promise<any>;
  /** Replaces the state by one that was changed in a test: what others do at the upstream meanwhile. */
  replace(provider: string, state: object): Promise<void>;
}

/** The ids of the organizations that every lifecycle example can be tried on. */
export const showcase = Object.fromEntries(emulators.map((each) => [each.provider, each.showcase]));

/** One connection for each provider, to emulators at a URL or to what stands before them. */
export const emulated = (
  url: string,
): readonly { readonly id: string; readonly provider: string; readonly baseUrl: string }[] =>
  emulators.map(({ provider }) => ({ id: provider, provider, baseUrl: `${url}/${provider}` }));

export async function startSandbox(options: GatewayOptions = {}): Promise<RunningSandbox> {
  const server = createSandbox(emulators);
  const emulatorsUrl = await listening(server);
  const gateway = await startGateway(emulated(emulatorsUrl), options);
  // biome-ignore lint/suspicious/noExplicitAny: each emulator has a state of its own
  const control = async (method: string, provider: string, resource: string, body?: unknown): Promise<any> => {
    const response = await fetch(`${emulatorsUrl}/_sandbox/${provider}/${resource}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  };
  return {
    ...gateway,
    emulatorsUrl,
    reset: async (provider, populate) => {
      await control('DELETE', provider, 'faults');
      await control('PUT', provider, 'state', populate === undefined ? {} : { populate });
      await control('DELETE', provider, 'requests');
      await gateway.forget();
    },
    ledger: async (provider) => (await control('GET', provider, 'requests')).requests,
    clearLedger: async (provider) => {
      await control('DELETE', provider, 'requests');
    },
    faults: async (provider, faults, consistencyDelayMs = 0) => {
      await control('PUT', provider, 'faults', { faults, consistencyDelayMs });
    },
    state: (provider) => control('GET', provider, 'state'),
    replace: async (provider, state) => {
      await control('PUT', provider, 'state', state);
    },
    stop: async () => {
      await gateway.stop();
      await closed(server);
    },
  };
}
