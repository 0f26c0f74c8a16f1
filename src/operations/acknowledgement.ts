import { Problem } from '../problem/problem.ts';
import type { Facts } from '../translation/facts.ts';

/** Refuses a call that cannot be undone until the caller says that this is accepted; names what would be lost. */
export function demandAcknowledgement({ reversible, destroys = [] }: Facts, acknowledge: unknown): void {
  if (reversible !== false || acknowledge === 'irreversible') return;
  const loss = destroys.length === 0 ? '' : ` of: ${destroys.join(', ')}`;
  throw new Problem('acknowledgement-required', {
    detail: `Nothing was sent. Repeat the call with ?acknowledge=irreversible to accept the loss${loss || ' of what it removes'}.`,
    outcome: 'not_applied',
  });
}
