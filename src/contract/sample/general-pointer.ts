import { pointerOf } from '../recording.ts';
import { type Form, formsOf } from './merged-schema.ts';

/** A place as a document describes it. */
export interface GeneralPlace {
  /** With `*` for the items of lists and for names that the document does not give. */
  readonly pointer: string;
  /** The ways that a value may look there. */
  readonly forms: readonly Form[];
}

/** Finds the place of a path from the root of a schema. */
export function generalPlace(document: object, schema: object | undefined, path: readonly string[]): GeneralPlace {
  const names: string[] = [];
  let forms = formsOf(document, schema);
  for (const name of path) {
    const known = forms.flatMap(({ properties }) => properties.get(name) ?? []);
    names.push(known.length > 0 ? name : '*');
    const inner = known.length > 0 ? known : forms.flatMap(({ items }) => items ?? []);
    forms = inner.flatMap((each) => formsOf(document, each));
  }
  return { pointer: pointerOf(names), forms };
}

/** The pointer of a place for every value of its schema. */
export const generalPointer = (document: object, schema: object | undefined, path: readonly string[]): string =>
  generalPlace(document, schema, path).pointer;
