import type { Operation } from '../document.ts';
import type { Violation } from '../violation.ts';
import { condensed } from './condensed.ts';
import { type ObservedType, observedTypeAt } from './observed-type.ts';
import { type Generalize, generalizer } from './place.ts';

/**
 * One kind of difference between what an upstream does and what its document says. It holds nothing of what was said, so it may be
 * kept and shown to anybody: no values, no keys of maps, and of undocumented names only those that look like a field's.
 */
export interface Deviation {
  readonly upstreamOperation: string;
  readonly direction: 'request' | 'response';
  /** Status of the answer; undefined for requests. */
  readonly status: number | undefined;
  /** Channel first in requests; `*` stands for every item of a list, every key of a map, and names that are not shown. */
  readonly pointer: string;
  /** Of JSON Schema, or what else was wrong: `undocumented-property`, `unlisted-member`, `undocumented-status`, `identity`, `not-json` and the like. */
  readonly keyword: string;
  /** From the document, never from the answer. */
  readonly expected: string;
  readonly observedType: ObservedType;
}

/** What was seen: an answer or a request, and how it differs from its document. */
export interface Sighting {
  /** Undefined for a request. */
  readonly status: number | undefined;
  /** The parsed body of an answer, undefined where it is no JSON; a request by its channels. */
  readonly value: unknown;
  readonly violations: readonly Violation[];
}

/** Tells what was seen without anything of it; each kind once, however often it occurs in one answer. */
export type Deviations = (sighting: Sighting) => readonly Deviation[];

/** An answer may be wrong in every item of a long list. */
const mostViolations = 500;

/** Composes how differences from one operation's part of a document are told. */
export function deviationsOf(document: object, operation: Operation): Deviations {
  const generalize = generalizer(document, operation);
  return ({ status, value, violations }) => {
    const told = new Map<string, Deviation>();
    for (const violation of condensed(violations.slice(0, mostViolations))) {
      const each = deviation(operation.id, status, value, violation, generalize);
      told.set(JSON.stringify(each), each);
    }
    return [...told.values()];
  };
}

function deviation(
  upstreamOperation: string,
  status: number | undefined,
  value: unknown,
  { pointer, keyword, expected = '' }: Violation,
  generalize: Generalize,
): Deviation {
  return {
    upstreamOperation,
    direction: status === undefined ? 'request' : 'response',
    status,
    pointer: generalize(status, value, pointer),
    keyword,
    expected,
    observedType: observedTypeAt(value, pointer),
  };
}
