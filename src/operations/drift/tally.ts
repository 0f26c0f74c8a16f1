import type { Deviation } from '../../contract/drift/deviation.ts';
import type { Impact } from '../../contract/drift/impact.ts';

/** One difference that was seen on a connection. */
export interface Noted {
  readonly connection: string;
  readonly provider: string;
  /** Version of the document that it differs from. */
  readonly contractVersion: string;
  readonly deviation: Deviation;
  readonly impact: Impact;
}

/** A kind of difference, and how often and when it was seen. */
export interface Tallied extends Noted {
  readonly count: number;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
}

/** What the kinds that there was no room for are counted as. */
export const overflowKeyword = 'overflow';

/** What makes a kind within its connection. */
export const kindOf = ({
  upstreamOperation,
  direction,
  status,
  pointer,
  keyword,
  expected,
  observedType,
}: Deviation): string =>
  JSON.stringify([upstreamOperation, direction, status ?? null, pointer, keyword, expected, observedType]);

/**
 * Counts kinds of differences by connection, so many kinds of each at most. Where there is no more room, kinds that harm nothing
 * give way to those that matter; what goes over is counted as one kind of its own.
 */
export class Tally {
  readonly #bound: number;
  readonly #connections = new Map<string, Kinds>();

  constructor(bound: number) {
    this.#bound = bound;
  }

  add(tallied: Tallied): void {
    const kinds = this.#connections.get(tallied.connection) ?? {
      used: new Map(),
      harmless: new Map(),
      beyond: undefined,
    };
    this.#connections.set(tallied.connection, kinds);
    count(kinds, tallied, this.#bound);
  }

  /** Hands over everything and forgets it. */
  take(): readonly Tallied[] {
    const all = [...this.#connections.values()].flatMap(({ used, harmless, beyond }) => [
      ...used.values(),
      ...harmless.values(),
      ...(beyond === undefined ? [] : [beyond]),
    ]);
    this.#connections.clear();
    return all;
  }
}

/** What was seen on one connection. */
interface Kinds {
  readonly used: Map<string, Tallied>;
  readonly harmless: Map<string, Tallied>;
  beyond: Tallied | undefined;
}

function count(kinds: Kinds, tallied: Tallied, bound: number): void {
  const { used, harmless } = kinds;
  if (tallied.deviation.keyword === overflowKeyword) {
    kinds.beyond = merged(kinds.beyond, tallied);
    return;
  }
  const among = tallied.impact.severity === 'harmless' ? harmless : used;
  const kind = kindOf(tallied.deviation);
  const known = among.get(kind);
  if (known === undefined && used.size + harmless.size >= bound) {
    const [oldest] = among === used ? harmless : [];
    if (oldest === undefined) {
      kinds.beyond = merged(kinds.beyond, beyond(tallied));
      return;
    }
    harmless.delete(oldest[0]);
    kinds.beyond = merged(kinds.beyond, beyond(oldest[1]));
  }
  among.set(kind, merged(known, tallied));
}

const rank = { breaking: 0, risky: 1, harmless: 2 } as const;

/** Both together, told as the later one is, but as severely as the worse. */
export function merged(one: Tallied | undefined, other: Tallied): Tallied {
  if (one === undefined) return other;
  const severity =
    rank[one.impact.severity] < rank[other.impact.severity] ? one.impact.severity : other.impact.severity;
  return {
    ...other,
    impact: { ...other.impact, severity },
    count: one.count + other.count,
    firstSeen: one.firstSeen < other.firstSeen ? one.firstSeen : other.firstSeen,
    lastSeen: one.lastSeen > other.lastSeen ? one.lastSeen : other.lastSeen,
  };
}

/** What remains of a kind that there is no room for. */
export function beyond(tallied: Tallied): Tallied {
  return {
    ...tallied,
    deviation: {
      upstreamOperation: '*',
      direction: 'response',
      status: undefined,
      pointer: '',
      keyword: overflowKeyword,
      expected: 'fewer kinds of drift on one connection',
      observedType: 'absent',
    },
    impact: { severity: tallied.impact.severity, unifiedOperations: [], unifiedFields: [] },
  };
}
