import type { OperationRecord } from '../../src/translation/unified.ts';
import { type Call, called, type Finding } from './history.ts';
import type { ReceivedWrite } from './writes.ts';

/** Everything that is known of one call when it is over. */
export interface Evidence {
  readonly call: Call;
  /** The journal's records of operations on its organization. */
  readonly operations: readonly OperationRecord[];
  /** What its upstream received for the organization. */
  readonly writes: readonly ReceivedWrite[];
  /** Whether the upstream's state shows that it is destroyed. */
  readonly destroyed: boolean;
}

/** What is wrong with a call; nothing when every promise was kept. */
export function findingsOf(evidence: Evidence): Finding[] {
  const detail = (what: string): string =>
    [`${called(evidence.call)}: ${what}`, ...evidence.writes.map(({ line }) => line)].join('\n    ');
  return rules.flatMap(({ fault, broken }) => {
    const what = broken(evidence);
    return what === undefined ? [] : [{ fault, detail: detail(what) }];
  });
}

interface Rule {
  readonly fault: Finding['fault'];
  /** What is wrong; undefined when nothing is. */
  readonly broken: (evidence: Evidence) => string | undefined;
}

const rules: readonly Rule[] = [
  {
    fault: 'lost',
    broken: ({ call, operations, writes, destroyed }) => {
      if (destroyed && isApplied(writes)) return undefined;
      if (call.told === 'applied') return 'the client was told that it is done, and it is not';
      if (operations.some(({ outcome }) => outcome === 'applied'))
        return 'the journal says that it is done, and it is not';
      return undefined;
    },
  },
  {
    fault: 'doubled',
    broken: ({ writes }) => {
      const first = writes.findIndex(({ applied }) => applied);
      return first >= 0 && first < writes.length - 1 ? 'it was sent again after it had taken effect' : undefined;
    },
  },
  { fault: 'unintended', broken: ({ operations, writes }) => unintended(operations, writes) },
  {
    fault: 'unsettled',
    broken: ({ call, operations }) => {
      const open = operations.find(({ state }) => state !== 'settled');
      if (open !== undefined) return `${open.id} is still ${open.state}`;
      const silent = operations.find(({ outcome, reason }) => outcome === 'unknown' && reason === undefined);
      if (silent !== undefined) return `${silent.id} is unknown without a reason`;
      return call.final ? undefined : 'the client never got a final answer';
    },
  },
  { fault: 'disagreed', broken: disagreement },
];

const isApplied = (writes: readonly ReceivedWrite[]): boolean => writes.some(({ applied }) => applied);

/** Every write has an intent of its own, of the same request, from before it arrived. Both clocks are this machine's. */
function unintended(operations: Evidence['operations'], writes: Evidence['writes']): string | undefined {
  const intents = operations.flatMap(({ steps }) =>
    steps.map(({ requestDigest, intendTime }) => ({ digest: requestDigest, time: Date.parse(intendTime) })),
  );
  for (const [index, { digest, time, line }] of writes.entries()) {
    const before = intents.filter((intent) => intent.digest === digest && intent.time <= time).length;
    const sent = writes.slice(0, index + 1).filter((write) => write.digest === digest).length;
    if (before < sent) return `${before} intents before ${sent} writes (${line})`;
  }
  return undefined;
}

function disagreement({ call, operations, writes, destroyed }: Evidence): string | undefined {
  const [operation, other] = operations;
  const applied = isApplied(writes);
  if (other !== undefined) return `one call has two operations, ${operation?.id} and ${other.id}`;
  if (applied !== destroyed) return `the ledger says ${applied}, the state says ${destroyed}`;
  if (operation === undefined) {
    return call.operation === undefined && !applied ? undefined : 'the journal knows nothing of it';
  }
  const { outcome, steps } = operation;
  if (call.operation !== undefined && call.operation !== operation.id) return `the journal calls it ${operation.id}`;
  if (operation.state !== 'settled' || outcome === 'unknown') return undefined;
  if (applied !== (outcome === 'applied')) return `the journal says ${outcome}`;
  if (call.final && call.told !== outcome) return `the client was told ${call.told}, the journal says ${outcome}`;
  if (applied && steps.every((step) => step.outcome !== 'applied')) return 'no step says applied';
  return undefined;
}
