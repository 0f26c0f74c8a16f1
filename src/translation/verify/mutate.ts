import { setTimeout as wait } from 'node:timers/promises';
import type { Problem } from '../../problem/problem.ts';
import { readingScope } from '../exchange.ts';
import type { EndedWrite, IntendedWrite, Recorder } from '../recorder.ts';
import { lookedUp, type RecordedReply } from '../reply.ts';
import type { Verdict } from '../settlement.ts';
import type { UnifiedOperationId } from '../unified.ts';
import { type Ended, ended, type Probe, type ProbeCall, type UnifiedAnswers, whole } from './probe.ts';

/** How a mutation ended, with what is known of its last write. */
export interface Mutated<A> {
  readonly ended: Ended<A>;
  /** What became of the last write; undefined where none was sent. */
  readonly outcome: EndedWrite['outcome'] | undefined;
  /** The last upstream operation that wrote, and the status it answered; undefined where none was sent. */
  readonly write: { readonly operationId: string; readonly status: number } | undefined;
}

/** How long the settling of a write waits. */
export interface Patience {
  /** By what a provider's quiet time is multiplied. */
  readonly quietFactor: number;
}

/** Looks at a write whose answer was lost, at most. */
const mostLooks = 5;

/**
 * Makes a mutation: every write is sent once. What became of a write whose answer was lost is found out by reading, and where it took
 * effect the mutation goes on from there.
 */
export async function mutate<Id extends UnifiedOperationId>(
  probe: Probe,
  id: Id,
  call: ProbeCall,
  patience: Patience,
): Promise<Mutated<UnifiedAnswers[Id]>> {
  const record = recordInMemory();
  const run = (earlier: readonly RecordedReply[]): Promise<Ended<UnifiedAnswers[Id]>> =>
    ended(async () => {
      const prepared = probe.connection.operations[id].prepare(whole(call));
      return (await prepared.mutate(`op_${probe.marker}`, record, earlier)) as UnifiedAnswers[Id];
    });
  const first = await run([]);
  const { intended, end } = record;
  const told = (ending: Ended<UnifiedAnswers[Id]>, outcome: EndedWrite['outcome'] | undefined) => ({
    ended: ending,
    outcome,
    write: record.intended && {
      operationId: record.intended.operationId,
      status: record.end?.evidence.status ?? 0,
    },
  });
  if ('answer' in first || intended === undefined || !isUnknown(first.problem)) return told(first, end?.outcome);
  const verdict = await settled(probe, intended, patience);
  if (verdict.outcome !== 'applied') return told(first, verdict.outcome === 'not_applied' ? 'not_applied' : 'unknown');
  return told(await run([...intended.earlier, lookedUp(verdict.reply)]), 'applied');
}

const isUnknown = ({ parts: { outcome } }: Problem): boolean => outcome === 'unknown';

/** Keeps what was written for as long as the mutation takes. */
function recordInMemory(): Recorder & { intended: IntendedWrite | undefined; end: EndedWrite | undefined } {
  return {
    intended: undefined,
    end: undefined,
    async intend(write) {
      this.intended = write;
      this.end = undefined;
    },
    ended(end) {
      this.end = end;
    },
    async flush() {},
  };
}

/** "Applied" is believed at once, anything else when it is seen twice, the quiet time apart. */
async function settled(
  { connection }: Probe,
  { operationId, request, organization, before }: IntendedWrite,
  { quietFactor }: Patience,
): Promise<Verdict<unknown>> {
  const settlement = connection.settlementOf(operationId);
  const quietMs = 'quietMs' in settlement ? settlement.quietMs * quietFactor : 0;
  let last: Verdict<unknown>['outcome'] | undefined;
  for (let looks = 0; looks < mostLooks; looks += 1) {
    if (looks > 0) await wait(quietMs);
    const { verdict, read } = await connection.look(operationId, request, readingScope(organization));
    const proven = verdict.outcome !== 'applied' || (before ?? 'not_applied') === 'not_applied';
    if (read && proven && (verdict.outcome === 'applied' || verdict.outcome === last)) return verdict;
    last = read && proven ? verdict.outcome : undefined;
  }
  return { outcome: 'inconclusive', reason: 'Reading does not tell what became of it.' };
}
