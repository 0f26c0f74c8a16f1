import type { Contract } from '../../contract/contract.ts';
import type { ProviderTrace } from '../../contract/trace.ts';
import type { Authorization } from '../../upstream/authorization.ts';
import type { UpstreamClient } from '../../upstream/client.ts';
import { bindConnection } from '../bind.ts';
import type { AnyProvider } from '../registered.ts';
import { cleanUp, type Uncleaned } from './clean-up.ts';
import { createFindings } from './findings.ts';
import { lifeSteps } from './life.ts';
import type { Patience } from './mutate.ts';
import { createOwn, type Own } from './own.ts';
import { createProbe, interrupted, type Probe, type Step } from './probe.ts';
import { readSteps } from './reads.ts';
import { type Report, reportOf } from './report.ts';
import { watched } from './watched.ts';

/** What is verified, and how. */
export interface Verification extends Patience {
  readonly connection: string;
  readonly provider: AnyProvider;
  readonly contract: Contract;
  readonly trace: ProviderTrace;
  readonly client: UpstreamClient;
  readonly authorization: Authorization;
  /** Whether to make a throw-away organization and to go through its whole life. */
  readonly writes: boolean;
  /** Ends it early; what it has made is cleaned up all the same. */
  readonly signal?: AbortSignal;
  /** Hears of every step before it is made. */
  readonly progress?: (step: number, of: number, what: string) => void;
  /** Hears of the organization that was made, before it is changed. */
  readonly made?: (organization: string) => void;
}

/** Probes a live upstream and tells where it deviates from its document. Never throws for what the upstream does. */
export async function verify(verification: Verification): Promise<Report> {
  const { connection, provider, contract, client, authorization, writes, signal, progress, made } = verification;
  const findings = createFindings();
  let own: Own | undefined;
  let cleaning = false;
  const watch = watched(contract, client, findings.seen, (asked) => own?.allows(asked) ?? false);
  const observer = { contact() {}, called() {}, drift: findings.drift };
  const bound = bindConnection(connection, provider, watch.contract, watch.client, authorization, observer);
  const probe = createProbe(bound, findings, watch.takeWrites, () => (cleaning ? undefined : signal));
  const steps = [...readSteps(probe)];
  if (writes) {
    own = createOwn(probe, verification);
    steps.push(...lifeSteps(probe, own));
  }
  let uncleaned: readonly Uncleaned[] = [];
  try {
    for (const [index, step] of steps.entries()) {
      const before = own?.id;
      await take(probe, step, signal, () =>
        progress?.(index + 1, steps.length, `${step.unifiedOperation}: ${step.what}`),
      );
      if (own?.id !== undefined && before === undefined) made?.(own.id);
    }
  } finally {
    cleaning = true;
    if (own !== undefined) uncleaned = await cleanUp(probe, own, verification);
  }
  return reportOf(verification, probe, { uncleaned, interrupted: signal?.aborted === true });
}

async function take(probe: Probe, step: Step, signal: AbortSignal | undefined, begin: () => void): Promise<void> {
  if (signal?.aborted === true) probe.skip(step, interrupted);
  else if (probe.unreachable !== undefined) probe.skip(step, probe.unreachable);
  else {
    begin();
    await step.run();
  }
}
