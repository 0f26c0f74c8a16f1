import type { ErrorObject } from 'ajv';
import { expectationOf } from './expectation.ts';

/** One deviation from a document. */
export interface Violation {
  /** JSON pointer to the value at fault; for a missing property, to the property. */
  readonly pointer: string;
  /** The JSON Schema keyword that was broken. */
  readonly keyword: string;
  readonly detail: string;
  /** What the document wants there, in its own words: types, listed members, a bound, a format. */
  readonly expected?: string;
}

/** What AJV found, with missing, unexpected and wrongly named properties named by the pointer itself. */
export function violationsOf(errors: readonly ErrorObject[] | null | undefined): Violation[] {
  // That a condition does not hold says nothing beside what its consequence reports.
  const telling = (errors ?? []).filter(({ keyword }) => keyword !== 'if');
  const found = telling.map(({ instancePath, keyword, message, params, propertyName }) => {
    const named: string | undefined =
      params.missingProperty ??
      params.additionalProperty ??
      params.unevaluatedProperty ??
      params.propertyName ??
      propertyName;
    const expected = expectationOf(keyword, params);
    return {
      pointer: named === undefined ? instancePath : `${instancePath}/${escaped(named)}`,
      keyword,
      detail: message ?? keyword,
      ...(expected === undefined ? {} : { expected }),
    };
  });
  return withinMeant(found);
}

/** Whether a keyword is one of several alternatives to meet. */
export const isChoice = (keyword: string): boolean => keyword === 'anyOf' || keyword === 'oneOf';

/**
 * Leaves out that a value is of none of its alternatives where the one that was meant shows by its type, as of an object that may be
 * null: then what is wrong is wrong within the object, and a part of it that is good can be used.
 */
function withinMeant(violations: Violation[]): Violation[] {
  const meant = violations
    .filter(({ keyword }) => isChoice(keyword))
    .map(({ pointer }) => pointer)
    .filter(
      (at) =>
        violations.some(({ pointer, keyword }) => pointer === at && keyword === 'type') &&
        violations.some(({ pointer }) => pointer.startsWith(`${at}/`)),
    );
  return meant.length === 0
    ? violations
    : violations.filter(
        ({ pointer, keyword }) => !(meant.includes(pointer) && (keyword === 'type' || isChoice(keyword))),
      );
}

/** One name as a JSON pointer segment (RFC 6901). */
export const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The name that a JSON pointer segment stands for. */
export const unescaped = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');
