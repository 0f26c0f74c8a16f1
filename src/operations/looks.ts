import type { Selectable } from 'kysely';
import type { OperationRow, StepRow } from '../storage/journal-tables.ts';
import type { Looked } from '../translation/look.ts';
import type { Journal } from './journal.ts';

/** What the looks so far say together. */
export type Finding =
  | { readonly outcome: 'applied'; readonly reply: unknown }
  | { readonly outcome: 'not_applied' }
  /** Nothing will ever tell. */
  | { readonly outcome: 'unknown'; readonly reason: string }
  | { readonly outcome: 'look-again'; readonly afterMs: number };

/**
 * Puts a look on record and weighs it with the ones before. "Applied" is believed at once; anything else must be seen twice, the
 * quiet time apart, because a read may show how things stood before the write.
 */
export async function weigh(
  journal: Journal,
  { looks: earlierLooks }: Selectable<OperationRow>,
  { operation, attempt, number, before }: Selectable<StepRow>,
  { verdict, evidenceDigest, read }: Looked,
  quietMs: number,
): Promise<Finding> {
  const { db, now, pace } = journal;
  const soBefore = verdict.outcome === 'applied' && before !== null && before !== 'not_applied';
  const outcome = soBefore ? 'inconclusive' : verdict.outcome;
  const reason = soBefore
    ? before === 'applied'
      ? 'It was so before the call already, so that it is so now proves nothing.'
      : 'How it was before the call is not known, so that it is so now proves nothing.'
    : verdict.outcome === 'inconclusive'
      ? verdict.reason
      : null;
  const time = now();
  await db
    .insertInto('looks')
    .values({ operation, attempt, number, time, outcome, reason, evidence_digest: evidenceDigest ?? null })
    .execute();
  const looks = earlierLooks + 1;
  // What cannot be read for so long must not keep everybody else from the organization.
  const given = looks >= pace.looksAfterMs.length ? { object: null } : {};
  await db
    .updateTable('operations')
    .set({ looks, ...given })
    .where('id', '=', operation)
    .execute();
  if (outcome === 'applied' && verdict.outcome === 'applied') return { outcome, reply: verdict.reply };
  const delay = pace.looksAfterMs[Math.min(looks, pace.looksAfterMs.length - 1)] ?? quietMs;
  if (!read) return { outcome: 'look-again', afterMs: delay };
  if (outcome === 'inconclusive' && evidenceDigest === undefined) return { outcome: 'unknown', reason: reason ?? '' };
  const first = await db
    .selectFrom('looks')
    .select('time')
    .where('operation', '=', operation)
    .where('attempt', '=', attempt)
    .where('number', '=', number)
    .where('outcome', '=', outcome)
    .where('evidence_digest', 'is not', null)
    .orderBy('seq')
    .executeTakeFirst();
  const quietSince = time.getTime() - (first?.time ?? time).getTime();
  if (quietSince < quietMs) return { outcome: 'look-again', afterMs: quietMs - quietSince };
  return outcome === 'not_applied' ? { outcome } : { outcome: 'unknown', reason: reason ?? '' };
}
