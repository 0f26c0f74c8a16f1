import type { Schema } from './schema.ts';

/** What a `select` adds and takes away, as lists of path segments. */
export interface Selection {
  readonly plus: readonly (readonly string[])[];
  readonly minus: readonly (readonly string[])[];
}

/** The members an answer carries: `true` for all of one, a further mask for a part of it. */
export interface Mask {
  readonly [name: string]: true | Mask;
}

/** Splits the sign off a name. A space counts as a plus: it is what form decoding makes of one. */
export function signed(part: string): { readonly plus: boolean; readonly path: string } {
  const sign = part.charAt(0);
  return { plus: sign !== '-', path: sign === '-' || sign === '+' || sign === ' ' ? part.slice(1) : part };
}

/** Reads a `select` value such as `+audit,-address` or `-*,id,name`. */
export function readSelection(text: string): Selection {
  const parts = text
    .split(',')
    .filter((part) => part !== '')
    .map(signed);
  const segments = (plus: boolean) => parts.filter((part) => part.plus === plus).map(({ path }) => path.split('.'));
  return { plus: segments(true), minus: segments(false) };
}

/** Whether a member, or something below it, was asked for. */
export function isSelected(selection: Selection, member: string): boolean {
  return selection.plus.some(([first = '']) => first === '*' || first.toLowerCase() === member.toLowerCase());
}

/**
 * Works out the members of an answer. Selecting adds to the defaults; `-*` takes the defaults away;
 * a name that is both selected and deselected is shown. Unknown names are ignored, as the vendor's engine does.
 */
export function maskOf(schema: Schema, omitted: readonly string[], { plus, minus }: Selection, shown = true): Mask {
  const mask: Record<string, true | Mask> = {};
  for (const [name, field] of Object.entries(schema)) {
    const mine = (path: readonly string[]) => path[0] === '*' || path[0]?.toLowerCase() === name.toLowerCase();
    const [added, removed] = [plus.filter(mine), minus.filter(mine)];
    const whole = (path: readonly string[]) => path.length === 1;
    const rest = { plus: below(added), minus: below(removed) };
    const visible = added.some(whole) || (shown && !removed.some(whole) && !omitted.includes(name));
    if (!visible && rest.plus.length === 0) continue;
    const divided = 'members' in field && rest.plus.length + rest.minus.length > 0;
    mask[name] = divided ? maskOf(field.members, [], rest, visible) : true;
  }
  return mask;
}

function below(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return paths.filter((path) => path.length > 1).map((path) => path.slice(1));
}

/** A copy of the record with the mask's members only, and without any null. */
export function project(record: object, mask: Mask): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(mask)) {
    const value = (record as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && value !== null) answer[name] = part === true ? withoutNulls(value) : within(value, part);
  }
  return answer;
}

function within(value: unknown, mask: Mask): unknown {
  if (Array.isArray(value)) return value.map((element) => within(element, mask));
  return typeof value === 'object' && value !== null ? project(value, mask) : value;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}
