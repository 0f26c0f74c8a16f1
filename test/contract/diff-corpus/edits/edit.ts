import type { OpenAPIV3_1 } from 'openapi-types';
import { escaped } from '../../../../src/contract/violation.ts';
import { applySteps, type Step } from '../pointer-edit.ts';

export type Direction = 'request' | 'response' | 'refusal' | 'operation' | 'document';

/** One edit of a document that leaves it a valid one. */
export interface Edit {
  /** The rule and the place. */
  readonly name: string;
  readonly rule: string;
  readonly direction: Direction;
  /** A copy of the document with the edit. Throws where there is no such place. */
  apply(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document;
}

/** An edit by steps. */
export const edit = (rule: string, direction: Direction, place: string, steps: readonly Step[]): Edit => ({
  name: `${rule} ${place}`,
  rule,
  direction,
  apply(document) {
    const copy = structuredClone(document);
    applySteps(copy, steps);
    return copy;
  },
});

/** At most `most` of them, evenly spread over their order. */
export function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, index) => all[Math.floor((index * all.length) / most)] as T);
}

export interface Node {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[];
}

/** A property of a named schema, with how the schema is used. */
export interface Property {
  readonly schema: string;
  readonly name: string;
  /** Pointers of the schema and of the property in the document. */
  readonly parent: string;
  readonly pointer: string;
  readonly node: Node;
  readonly required: readonly string[];
}

export const isRequired = ({ required, name }: Property): boolean => required.includes(name);
export const placeOf = ({ schema, name }: Property): string => `${schema}/${name}`;

/** The steps that leave a property, given another name or none, and its mention among the required ones. */
export function without({ parent, pointer, name, required }: Property, to?: string): Step[] {
  const left = required.flatMap((each) => (each !== name ? [each] : to === undefined ? [] : [to]));
  const own: Step = to === undefined ? { remove: pointer } : { rename: pointer, to };
  if (!required.includes(name)) return [own];
  return [own, left.length === 0 ? { remove: `${parent}/required` } : { set: `${parent}/required`, to: left }];
}

/** Every property of every named schema that requests, successes or refusals are made of. */
export function propertiesOf(
  document: OpenAPIV3_1.Document,
  direction: 'request' | 'response' | 'refusal',
): Property[] {
  const names = schemasIn(document, direction);
  return names.flatMap((schema) => {
    const parent = `/components/schemas/${escaped(schema)}`;
    const { properties = {}, required = [] } = (document.components?.schemas?.[schema] ??
      {}) as OpenAPIV3_1.SchemaObject;
    return Object.entries(properties).map(([name, node]) => {
      const pointer = `${parent}/properties/${escaped(name)}`;
      return { schema, name, parent, pointer, node: node as Node, required };
    });
  });
}

/** The names of schemas that are used in a direction; those of refusals count for them alone. */
export function schemasIn(document: OpenAPIV3_1.Document, direction: 'request' | 'response' | 'refusal'): string[] {
  const found = { request: new Set<string>(), response: new Set<string>(), refusal: new Set<string>() };
  for (const item of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(item ?? {})) {
      if (typeof operation !== 'object' || !('responses' in operation)) continue;
      follow(document, operation.requestBody, found.request);
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        follow(document, response, status < '300' ? found.response : found.refusal);
      }
    }
  }
  return [...found[direction]].filter((name) => direction === 'refusal' || !found.refusal.has(name));
}

function follow(document: OpenAPIV3_1.Document, node: unknown, names: Set<string>): void {
  for (const [, kind = '', name = ''] of JSON.stringify(node ?? null).matchAll(
    /"\$ref":"#\/components\/(\w+)\/([^"]+)"/g,
  )) {
    if (kind === 'schemas' && names.has(name)) continue;
    if (kind === 'schemas') names.add(name);
    if (kind !== 'examples') follow(document, (document.components as Record<string, Node>)[kind]?.[name], names);
  }
}
