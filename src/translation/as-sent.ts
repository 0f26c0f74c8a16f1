import { isDeepStrictEqual } from 'node:util';
import { applied, inconclusive, notApplied, type Verdict } from './settlement.ts';

/** What a read shows in place of the fields that were sent; a field is left out, or undefined, where the read does not tell. */
export type Shown<Sent> = { readonly [Name in keyof Sent]?: unknown };

type Likeness = 'same' | 'other' | 'untold';

/**
 * The verdict on a change of fields: applied when all are shown as they were sent, not applied when none is. Fields that are
 * undefined in `sent` were not sent. What a provider takes for the same (absent and empty, say) it writes alike in both.
 */
export function changedAsSent<Sent extends object, const Reply>(
  sent: Sent,
  shown: Shown<Sent>,
  reply: Reply,
): Verdict<Reply> {
  const { same, other, untold } = compared(sent, shown);
  if (same.length > 0 && other.length + untold.length === 0) return applied(reply);
  if (other.length > 0 && same.length + untold.length === 0) return notApplied;
  return inconclusive(
    [
      'Not all fields are shown as they were sent, and not all otherwise.',
      told('As sent', same),
      told('Otherwise', other),
      told('Not to be compared', untold),
    ].join(''),
  );
}

/**
 * The verdict on an object that a create was to make, found by a key that only one object can have: applied, unless other
 * fields say that somebody else made it, or changed it since.
 */
export function createdAsSent<Sent extends object, const Reply>(
  sent: Sent,
  shown: Shown<Sent>,
  reply: Reply,
): Verdict<Reply> {
  const { other } = compared(sent, shown);
  if (other.length === 0) return applied(reply);
  return inconclusive(`There is one now, but somebody else may have made or changed it.${told('Otherwise', other)}`);
}

/** What follows a dot in a name is a key of the organization's own, which may be personal and has no place in a reason. */
function told(how: string, names: readonly string[]): string {
  const fields = new Set(names.map((name) => name.split('.', 1)[0]));
  return fields.size === 0 ? '' : ` ${how}: ${[...fields].join(', ')}.`;
}

/** The names of the fields that were sent, by how they are shown. */
function compared<Sent extends object>(sent: Sent, shown: Shown<Sent>): Readonly<Record<Likeness, readonly string[]>> {
  const names: Record<Likeness, string[]> = { same: [], other: [], untold: [] };
  const all: Readonly<Record<string, unknown>> = { ...shown };
  for (const [name, value] of Object.entries(sent)) {
    if (value !== undefined) names[likeness(value, all[name])].push(name);
  }
  return names;
}

/** What differs only in ways in which an upstream may rewrite what it is sent (case, blanks, order) neither proves nor disproves. */
function likeness(sent: unknown, shown: unknown): Likeness {
  if (shown === undefined) return 'untold';
  if (isDeepStrictEqual(sent, shown)) return 'same';
  return isDeepStrictEqual(loose(sent), loose(shown)) ? 'untold' : 'other';
}

/** A value without what an upstream may change in writing it its own way. */
function loose(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFKC').trim().toLowerCase();
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(loose(each))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined && each !== null)
      .map(([name, each]) => [name, loose(each)]),
  );
}
