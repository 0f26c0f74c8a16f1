import type { AcceptedEntry } from './accepted.ts';
import type { Change, ChangePlace, DiffReport } from './report.ts';

/** How many changes there are of each sort; each change counts once. */
export interface ChangeCounts {
  /** Of what is used and not accepted. */
  readonly breaking: number;
  readonly risky: number;
  readonly harmless: number;
  /** Used and accepted. */
  readonly accepted: number;
  /** Of what nobody uses. */
  readonly unused: number;
}

/** A report in the light of what has been accepted. */
export interface Judgement extends DiffReport {
  readonly counts: ChangeCounts;
  /** Entries that accept a change, or a part of its places. */
  readonly accepted: readonly AcceptedEntry[];
  /** Entries whose day is over. */
  readonly expired: readonly AcceptedEntry[];
  /** Entries that match no change. */
  readonly stale: readonly AcceptedEntry[];
}

/**
 * Marks the accepted changes of a report. A change is accepted when each of its places is: what shows in two operations and was
 * looked at in one is not. `today` as `2027-01-31`; an entry counts through its last day. Entries for other providers are left aside.
 */
export function judge(report: DiffReport, entries: readonly AcceptedEntry[], today: string): Judgement {
  const own = entries.filter(({ provider }) => provider === report.provider);
  const valid = own.filter(({ expires }) => today <= expires);
  const changes = report.changes.map((change) => accept(change, valid));
  const isMatched = (entry: AcceptedEntry): boolean =>
    report.changes.some((change) => change.places.some((place) => covers(entry, change, place)));
  return {
    ...report,
    changes,
    breaks: changes.some(({ used, level, accepted }) => used && level === 'breaking' && accepted === undefined),
    counts: countsOf(changes),
    accepted: valid.filter(isMatched),
    expired: own.filter(({ expires }) => today > expires),
    stale: valid.filter((entry) => !isMatched(entry)),
  };
}

function accept(change: Change, entries: readonly AcceptedEntry[]): Change {
  const covering = change.places.map((place) => entries.find((entry) => covers(entry, change, place)));
  const found = covering.filter((entry) => entry !== undefined);
  const [first] = found.toSorted((one, other) => (one.expires < other.expires ? -1 : 1));
  if (first === undefined || found.length < covering.length) return change;
  return { ...change, accepted: { reason: first.reason, expires: first.expires } };
}

const covers = ({ rule, operation, pointer }: AcceptedEntry, change: Change, place: ChangePlace): boolean =>
  rule === change.rule && operation === place.upstreamOperation && (pointer === undefined || pointer === place.pointer);

function countsOf(changes: readonly Change[]): ChangeCounts {
  const used = changes.filter((change) => change.used);
  const open = used.filter(({ accepted }) => accepted === undefined);
  const count = (level: Change['level']): number => open.filter((change) => change.level === level).length;
  return {
    breaking: count('breaking'),
    risky: count('risky'),
    harmless: count('harmless'),
    accepted: used.length - open.length,
    unused: changes.length - used.length,
  };
}
