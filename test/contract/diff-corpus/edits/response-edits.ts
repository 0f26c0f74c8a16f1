import type { OpenAPIV3_1 } from 'openapi-types';
import { type Edit, edit, isRequired, type Property, placeOf, propertiesOf, spread, without } from './edit.ts';

const typesOf = ({ node }: Property): readonly string[] => [node.type ?? []].flat() as string[];
const isOne =
  (...types: readonly string[]) =>
  (property: Property): boolean =>
    typesOf(property).some((type) => types.includes(type)) && property.node['x-extensible-enum'] === undefined;
const members = ({ node }: Property): readonly string[] => (node['x-extensible-enum'] ?? []) as string[];
const leaving = (node: object, ...names: readonly string[]): object =>
  Object.fromEntries(Object.entries(node).filter(([name]) => !names.includes(name)));

/** Edits of what successes are made of. */
export function responseEdits(document: OpenAPIV3_1.Document): Edit[] {
  const all = propertiesOf(document, 'response');
  const of = (
    rule: string,
    places: readonly Property[],
    most: number,
    steps: (property: Property) => Parameters<typeof edit>[3],
  ): Edit[] => spread(places, most).map((property) => edit(rule, 'response', placeOf(property), steps(property)));
  const set = (property: Property, node: object): Parameters<typeof edit>[3] => [{ set: property.pointer, to: node }];
  const objects = all.filter(({ node }) => '$ref' in node || 'anyOf' in node);
  const dated = all.filter(({ node }) => node.format === 'date-time');
  const patterned = all.filter(({ node }) => 'pattern' in node);
  const open = all.filter((property) => members(property).length > 0);
  return [
    ...of('response-property-removed', all, 14, (property) => without(property)),
    ...of('response-property-renamed', all.slice(3), 6, (property) => without(property, `${property.name}Renamed`)),
    ...of('response-property-becomes-optional', all.filter(isRequired), 10, (property) => {
      const left = property.required.filter((name) => name !== property.name);
      return [{ set: `${property.parent}/required`, to: left }];
    }),
    ...of(
      'response-property-becomes-required',
      all.filter((each) => !isRequired(each)),
      5,
      (property) => [{ set: `${property.parent}/required`, to: [...property.required, property.name] }],
    ),
    ...of(
      'response-type-nullable',
      all.filter(({ node }) => typeof node.type === 'string' && !('x-extensible-enum' in node)),
      10,
      (property) => set(property, { ...property.node, type: [property.node.type, 'null'] }),
    ),
    ...of('response-type-changed', all.filter(isOne('string')), 8, (property) => set(property, { type: 'integer' })),
    ...of('response-type-changed-to-text', all.filter(isOne('integer', 'boolean')), 5, (property) =>
      set(property, { type: 'string' }),
    ),
    ...of('response-type-changed-to-object', all.filter(isOne('string', 'boolean')).slice(2), 4, (property) =>
      set(property, { type: 'object', properties: { value: { type: 'string' } } }),
    ),
    ...of('response-type-widened', all.filter(isOne('string', 'integer')).slice(1), 5, (property) =>
      set(property, { ...leaving(property.node, 'format', 'pattern'), type: [...typesOf(property), 'object'] }),
    ),
    ...of('response-list-becomes-object', all.filter(isOne('array')), 4, (property) =>
      set(property, { type: 'object' }),
    ),
    ...of('response-object-becomes-list', objects, 5, (property) =>
      set(property, { type: 'array', items: property.node }),
    ),
    ...of(
      'response-object-nullable',
      all.filter(({ node }) => '$ref' in node),
      4,
      (property) => set(property, { anyOf: [property.node, { type: 'null' }] }),
    ),
    ...of(
      'response-null-no-more',
      all.filter((each) => typesOf(each).includes('null')),
      4,
      (property) => set(property, { ...property.node, type: typesOf(property).filter((type) => type !== 'null') }),
    ),
    ...of('response-property-added', all, 4, (property) => [
      { set: `${property.parent}/properties/corpusAddition`, to: { type: 'string' } },
    ]),
    ...of('response-open-enum-grows', open, 5, (property) => [
      { add: `${property.pointer}/x-extensible-enum`, value: 'CORPUS' },
    ]),
    ...of('response-open-enum-shrinks', open, 3, (property) => [{ remove: `${property.pointer}/x-extensible-enum/0` }]),
    ...of('response-open-enum-closed', open, 3, (property) =>
      set(property, {
        ...leaving(property.node, 'x-extensible-enum'),
        enum: [...members(property), ...(typesOf(property).includes('null') ? [null] : [])],
      }),
    ),
    ...of('response-format-dropped', dated, 5, (property) => set(property, leaving(property.node, 'format'))),
    ...of('response-format-changed', dated.slice(1), 3, (property) =>
      set(property, { ...property.node, format: 'date' }),
    ),
    ...of('response-pattern-dropped', patterned, 4, (property) => set(property, leaving(property.node, 'pattern'))),
    ...of('response-bound-added', all.filter(isOne('string')).slice(4), 4, (property) =>
      set(property, { ...property.node, maxLength: 4_000 }),
    ),
    ...of(
      'response-integer-range-dropped',
      all.filter(({ node }) => node.format === 'int32'),
      3,
      (property) => set(property, leaving(property.node, 'format')),
    ),
    ...of('response-becomes-write-only', all.slice(5), 4, (property) =>
      '$ref' in property.node
        ? set(property, { allOf: [property.node], writeOnly: true })
        : set(property, { ...property.node, writeOnly: true }),
    ),
    ...of(
      'response-items-changed',
      all.filter(({ node }) => (node.items as { type?: string } | undefined)?.type === 'string'),
      4,
      (property) => set(property, { ...property.node, items: { type: 'integer' } }),
    ),
    ...of(
      'response-items-nullable',
      all.filter(({ node }) => (node.items as { type?: string } | undefined)?.type === 'string'),
      2,
      (property) => set(property, { ...property.node, items: { type: ['string', 'null'] } }),
    ),
  ];
}

/** Edits of what refusals are made of. */
export function refusalEdits(document: OpenAPIV3_1.Document): Edit[] {
  const all = propertiesOf(document, 'refusal').filter(({ node }) => !('writeOnly' in node));
  return [
    ...spread(all, 8).map((property) =>
      edit('refusal-property-removed', 'refusal', placeOf(property), without(property)),
    ),
    ...spread(all.filter(isOne('string', 'integer')), 5).map((property) =>
      edit('refusal-type-changed', 'refusal', placeOf(property), [
        { set: property.pointer, to: typesOf(property).includes('integer') ? { type: 'string' } : { type: 'boolean' } },
      ]),
    ),
    ...spread(all, 2).map((property) =>
      edit('refusal-property-added', 'refusal', placeOf(property), [
        { set: `${property.parent}/properties/corpusAddition`, to: { type: 'string' } },
      ]),
    ),
  ];
}
