import { isDeepStrictEqual } from 'node:util';
import { escaped, unescaped, type Violation } from '../contract/violation.ts';
import type { ChannelledRequest } from '../contract/wire.ts';
import { type FieldError, Problem } from '../problem/problem.ts';

/** A value of the unified input, by where it stands: `['body', 'address', 'city']`. */
type Place = readonly string[];

/**
 * Finds out whose mistake a forbidden upstream request is. Translations are pure, so each value of the caller's is changed in
 * turn and the request built again: a value that moves the place at fault came from the caller, who gets its unified name;
 * where none does, the translation itself is wrong.
 *
 * `rebuild` builds the same upstream request from another input; it may throw.
 */
export function blame(
  input: object,
  request: ChannelledRequest,
  violations: readonly Violation[],
  rebuild: (input: object) => ChannelledRequest | undefined,
): Problem {
  const found: { place: Place; violation: Violation }[] = [];
  for (const place of leaves(input, [])) {
    const other = attempt(() => rebuild(replaced(input, place)));
    if (other === undefined) continue;
    for (const violation of violations) {
      if (!isDeepStrictEqual(valueAt(request, violation.pointer), valueAt(other, violation.pointer))) {
        found.push({ place, violation });
      }
    }
  }
  const [first] = found;
  if (first === undefined) {
    return new Problem('translation-contract-violation', {
      errors: violations.map(({ pointer, keyword, detail }) => ({
        pointer: `upstream${pointer}`,
        code: keyword,
        detail,
      })),
    });
  }
  if (first.place[0] === 'path') return new Problem('not-found', { detail: 'The upstream has no ids of this form.' });
  const errors = found.map(fieldError);
  const code = first.place[0] === 'body' ? 'validation-failed' : 'invalid-request';
  return new Problem(code, {
    detail: `The upstream does not take this value: ${errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')}.`,
    errors,
  });
}

function fieldError({ place, violation }: { place: Place; violation: Violation }): FieldError {
  const [channel, ...names] = place;
  const pointer = channel === 'body' ? names.map((name) => `/${escaped(name)}`).join('') : place.join('/');
  return { pointer, code: violation.keyword, detail: violation.detail };
}

function* leaves(value: unknown, place: Place): Generator<Place> {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  // An empty list or object is a value of the caller's as well; an empty channel is none.
  if (children.length === 0 && value !== undefined && place.length > 1 && place[0] !== 'page') yield place;
  for (const [name, child] of children) yield* leaves(child, [...place, name]);
}

/** A copy of the input with another value at one place. */
function replaced(input: object, place: Place): object {
  const copy = structuredClone(input) as Record<string, unknown>;
  let parent = copy;
  for (const name of place.slice(0, -1)) parent = parent[name] as Record<string, unknown>;
  const name = place.at(-1) ?? '';
  parent[name] = another(parent[name]);
  return copy;
}

/** Another value of the same type; of null, whose type is not known, a text. */
function another(value: unknown): unknown {
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return ['x'];
  return value === null ? 'x' : { x: 'x' };
}

function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[unescaped(part)];
  }
  return value;
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
