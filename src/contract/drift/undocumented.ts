import type { Operation } from '../document.ts';
import { type Shape, shapesOf } from '../shape/shape.ts';
import { escaped, type Violation } from '../violation.ts';

/** Lists what an answer has and its document does not; empty where the document does not know the status. */
export type Undocumented = (status: number, body: unknown) => readonly Violation[];

/**
 * Composes the search for what an answer of this operation has and its document does not, although nothing forbids it: properties
 * (`undocumented-property`) and texts beyond the members of an open enumeration (`unlisted-member`). The details never hold values.
 */
export function undocumentedIn(document: object, { answers }: Operation): Undocumented {
  const shapeOf = shapesOf(document);
  const shapes = new Map<number, Shape>();
  return (status, body) => {
    let shape = shapes.get(status);
    if (shape === undefined) {
      const schema = answers.get(status)?.schema;
      if (schema === undefined) return none;
      shape = shapeOf(schema);
      shapes.set(status, shape);
    }
    return search(body, shape) ?? none;
  };
}

const none: readonly Violation[] = [];

/** Pointers of what is found are relative to `value`; undefined where nothing is, which is the usual case and costs least. */
function search(value: unknown, shape: Shape): Violation[] | undefined {
  if (typeof value === 'string')
    return shape.members === undefined || shape.members.has(value) ? undefined : [unlisted(shape.members)];
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? searchItems(value, shape.items) : searchProperties(value, shape.of(value));
}

const unlisted = (members: ReadonlySet<string>): Violation => ({
  pointer: '',
  keyword: 'unlisted-member',
  detail: 'is none of the members that the document lists',
  expected: [...members].join(', '),
});

function searchItems(list: readonly unknown[], items: Shape | undefined): Violation[] | undefined {
  if (items === undefined) return undefined;
  let found: Violation[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const inside = search(list[at], items);
    if (inside !== undefined) found = added(found, String(at), inside);
  }
  return found;
}

function searchProperties(value: object, shape: Shape): Violation[] | undefined {
  const { others } = shape;
  let found: Violation[] | undefined;
  for (const name in value) {
    const property = shape.property(name);
    if (property !== undefined) {
      const inside = search((value as Readonly<Record<string, unknown>>)[name], property);
      if (inside !== undefined) found = added(found, escaped(name), inside);
    } else if (others === 'undocumented') found = added(found, escaped(name), [undocumented]);
  }
  return found;
}

const undocumented: Violation = {
  pointer: '',
  keyword: 'undocumented-property',
  detail: 'is not documented',
  expected: 'no such property',
};

function added(found: Violation[] | undefined, segment: string, inside: readonly Violation[]): Violation[] {
  const all = found ?? [];
  for (const each of inside) all.push({ ...each, pointer: `/${segment}${each.pointer}` });
  return all;
}
