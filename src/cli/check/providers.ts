import type { Config } from '../../config/model.ts';
import type { Unloadable } from '../../translation/registered.ts';
import type { Enforced } from '../connections.ts';
import { type Finding, fault, fine, textOf } from './finding.ts';

/** Whether the providers in use, or all of them where that is not known, load and fit their upstream documents. */
export function checkProviders(
  enforced: ReadonlyMap<string, Enforced | Unloadable>,
  config: Config | undefined,
): readonly Finding[] {
  const used = config && new Set(config.connections.map(({ provider }) => provider));
  return [...enforced].flatMap(([id, each]) => {
    const subject = `provider ${id}`;
    if ('failure' in each) {
      const unused = used?.has(id) === false;
      const effect = unused ? 'no connection uses it' : 'its connections answer 503 until it is repaired';
      return [fault(subject, `it is broken, ${effect}: ${textOf(each.failure)}`)];
    }
    if (used?.has(id) === false) return [];
    const { title, version, digest } = each.contract;
    return [fine(subject, `${title} ${version} (SHA-256 ${digest.slice(0, 12)}…) is whole`)];
  });
}
