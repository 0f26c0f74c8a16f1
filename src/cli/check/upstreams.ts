import type { Config, ConnectionConfig } from '../../config/model.ts';
import { bindConnection } from '../../translation/bind.ts';
import type { Observer } from '../../translation/observer.ts';
import type { Unloadable } from '../../translation/registered.ts';
import { createClient } from '../../upstream/client.ts';
import { authorizationOf } from '../authorization.ts';
import { type Configured, configured, type Enforced } from '../connections.ts';
import { stepProgress } from '../progress.ts';
import { readOne } from '../recovery-probe.ts';
import { type Finding, fault, fine, textOf } from './finding.ts';
import { reasonOf } from './upstream-reason.ts';

/** Somebody waits for the answer before the terminal. */
const patienceMs = 10_000;

const silent: Observer = { contact() {}, called() {}, drift() {} };

/** Whether each connection can be composed, and with `live` whether one cheap read through it is answered; all at once. */
export async function checkConnections(
  config: Config,
  enforced: ReadonlyMap<string, Enforced | Unloadable>,
  live: boolean,
): Promise<readonly Finding[]> {
  const each = configured(config, enforced);
  const progress = stepProgress(process.stderr);
  let answered = 0;
  const findings = await Promise.all(
    each.map(async (one) => {
      const finding = 'failure' in one ? fault(subjectOf(one.config), one.reason) : await checkConnection(one, live);
      answered += 1;
      progress.show(answered, each.length, 'connections');
      return finding;
    }),
  );
  progress.end();
  return findings;
}

const subjectOf = ({ id }: ConnectionConfig): string => `connection ${id}`;

async function checkConnection({ config, provider, contract }: Configured, live: boolean): Promise<Finding> {
  const subject = subjectOf(config);
  // Once: whoever runs this can run it again.
  const resilience = { ...config.resilience, retries: 0, breaker: undefined };
  const client = createClient({ ...config, timeoutMs: Math.min(config.timeoutMs, patienceMs), resilience });
  try {
    const authorization = authorizationOf(provider, config, () => {});
    try {
      const bound = bindConnection(config.id, provider, contract, client, authorization, silent, config.validation);
      if (!live) return fine(subject, `${config.baseUrl} (not contacted)`);
      const begun = performance.now();
      return await readOne(bound).then(
        () => fine(subject, `${config.baseUrl} answered in ${Math.round(performance.now() - begun)} ms`),
        (error: unknown) => fault(subject, `${config.baseUrl}: ${reasonOf(error, config)}`),
      );
    } finally {
      await authorization.close();
    }
  } catch (error) {
    return fault(subject, `it does not fit its provider, or its credentials cannot be used: ${textOf(error)}`);
  } finally {
    await client.close();
  }
}
