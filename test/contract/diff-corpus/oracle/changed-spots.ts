import { resolve } from '../../../../src/contract/document.ts';
import { pointerOf } from '../../../support/json.ts';
import type { Describing } from './description.ts';
import { composed, itemsOf, type Schema } from './schema-tree.ts';

/** A document's view of an answer. */
export interface View {
  readonly document: object;
  readonly describe: Describing;
  readonly schema: object;
}

/** A place of an answer that two documents describe differently. */
export interface ChangedSpot {
  /** Concrete: with the numbers of items and the keys of maps. */
  readonly path: readonly string[];
  /** With `*` for every item and every key. */
  readonly pointer: string;
  /** Described by the old document alone. */
  readonly gone: boolean;
  /** Members that either document lists. */
  readonly members: readonly unknown[];
  /** The same for all that changed alike. */
  readonly change: string;
}

const elsewhere = new Set('properties items allOf anyOf oneOf required description example examples title'.split(' '));
const ownKeywords = (schema: Schema): object =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => !elsewhere.has(name)));

/** What a document says of one place: its schemas, and for each object around it whether the place has to be there. */
interface Said {
  readonly schemas: readonly object[];
  readonly required: readonly boolean[];
}

/** Where to look for values that one document takes and the other does not. It decides nothing: values are tried there. */
export function changedSpots(old: View, edited: View, body: unknown): ChangedSpot[] {
  const found: ChangedSpot[] = [];
  const text = ({ describe }: View, { schemas, required }: Said): string =>
    [...schemas.map(describe), ...required].join('\n');
  const walk = (was: Said, is: Said, value: unknown, path: readonly string[], generic: readonly string[]): void => {
    if (text(old, was) === text(edited, is)) return;
    const before = was.schemas.flatMap((each) => [...composed(old.document, each)]);
    const after = is.schemas.flatMap((each) => [...composed(edited.document, each)]);
    const change = JSON.stringify([before.map(ownKeywords), was.required, after.map(ownKeywords), is.required]);
    const [one, other] = [
      JSON.stringify([before.map(ownKeywords), was.required]),
      JSON.stringify([after.map(ownKeywords), is.required]),
    ];
    if (one !== other) {
      const members = [...before, ...after].flatMap((each) => [
        ...(each.enum ?? []),
        ...(each['x-extensible-enum'] ?? []),
      ]);
      found.push({ path, pointer: pointerOf(generic), gone: after.length === 0, members, change });
    }
    for (const name of new Set([...childrenOf(before, value), ...childrenOf(after, value)])) {
      const [saidBefore, saidAfter] = [
        said(old.document, before, value, name),
        said(edited.document, after, value, name),
      ];
      const label = Array.isArray(value) || !isNamed([...before, ...after], name) ? '*' : name;
      walk(saidBefore, saidAfter, Object(value)[name], [...path, name], [...generic, label]);
    }
  };
  walk({ schemas: [old.schema], required: [] }, { schemas: [edited.schema], required: [] }, body, [], []);
  return found;
}

const isNamed = (schemas: readonly Schema[], name: string): boolean =>
  schemas.some(({ properties = {} }) => Object.hasOwn(properties, name));

function childrenOf(schemas: readonly Schema[], value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return Object.keys(value);
  const known = schemas.flatMap(({ properties = {} }) => Object.keys(properties));
  const free = schemas.some(({ additionalProperties }) => typeof additionalProperties === 'object');
  return free ? [...known, ...Object.keys(value)] : known;
}

function said(document: object, schemas: readonly Schema[], value: unknown, name: string): Said {
  if (Array.isArray(value)) {
    return { schemas: schemas.flatMap(itemsOf), required: [] };
  }
  const inner = schemas.flatMap((each) => {
    const property = each.properties?.[name];
    // What is only ever written is not answered.
    if (property !== undefined) return resolve<Schema>(document, property).writeOnly === true ? [] : [property];
    return typeof each.additionalProperties === 'object' ? [each.additionalProperties] : [];
  });
  const around = schemas.filter(({ properties }) => properties !== undefined);
  return { schemas: inner, required: around.map(({ required = [] }) => required.includes(name)) };
}
