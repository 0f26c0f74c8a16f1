import type { OpenAPIV3_1 } from 'openapi-types';
import { escaped } from '../../../../src/contract/violation.ts';
import type { Step } from '../pointer-edit.ts';
import {
  type Edit,
  edit,
  isRequired,
  type Node,
  type Property,
  placeOf,
  propertiesOf,
  spread,
  without,
} from './edit.ts';

interface Place {
  readonly name: string;
  readonly pointer: string;
  readonly node: Node;
}
const typesOf = ({ node }: Pick<Place, 'node'>): readonly string[] => [node.type ?? []].flat() as string[];
const isText = (place: Place): boolean => typesOf(place).includes('string') && !('enum' in place.node);
const isList = (place: Place): boolean => typesOf(place).includes('array');

/** Edits of what requests are made of. */
export function requestEdits(document: OpenAPIV3_1.Document): Edit[] {
  const all = propertiesOf(document, 'request');
  const schemas = Object.entries(document.components?.schemas ?? {});
  const parameters = Object.entries(document.components?.parameters ?? {}).map(([name, parameter]) => ({
    name: `parameter ${name}`,
    pointer: `/components/parameters/${escaped(name)}/schema`,
    node: (parameter as OpenAPIV3_1.ParameterObject).schema as Node,
  }));
  const used = new Set(all.flatMap(({ node }) => ('$ref' in node ? [String(node.$ref).split('/').at(-1)] : [])));
  const named = schemas
    .filter(([name, node]) => used.has(name) && !('properties' in node))
    .map(([name, node]) => ({ name, pointer: `/components/schemas/${escaped(name)}`, node: node as Node }));
  const values: Place[] = [...all.map((each) => ({ ...each, name: placeOf(each) })), ...parameters, ...named];
  const of = (rule: string, places: readonly Place[], most: number, change: (node: Node) => object): Edit[] =>
    spread(places, most).map(({ name, pointer, node }) =>
      edit(rule, 'request', name, [{ set: pointer, to: change(node) }]),
    );
  const steps = (
    rule: string,
    places: readonly Property[],
    most: number,
    how: (property: Property) => readonly Step[],
  ): Edit[] => spread(places, most).map((property) => edit(rule, 'request', placeOf(property), how(property)));
  const optional = all.filter((each) => !isRequired(each));
  const enums = values.filter(({ node }) => Array.isArray(node.enum) && node.enum.length > 1);
  return [
    ...steps('request-property-removed', all, 14, (property) => without(property)),
    ...steps('request-property-renamed', all.slice(2), 5, (property) => without(property, `${property.name}Renamed`)),
    ...steps('request-property-becomes-required', optional, 14, ({ parent, required, name }) => [
      { set: `${parent}/required`, to: [...required, name] },
    ]),
    ...steps('request-property-becomes-optional', all.filter(isRequired), 3, ({ parent, required, name }) => [
      { set: `${parent}/required`, to: required.filter((each) => each !== name) },
    ]),
    ...steps('request-required-property-added', all, 6, ({ parent, required }) => [
      { set: `${parent}/properties/corpusAddition`, to: { type: 'string' } },
      { set: `${parent}/required`, to: [...required, 'corpusAddition'] },
    ]),
    ...steps('request-optional-property-added', all.slice(1), 3, ({ parent }) => [
      { set: `${parent}/properties/corpusAddition`, to: { type: 'string' } },
    ]),
    ...steps(
      'request-becomes-read-only',
      all.filter(({ node }) => !('$ref' in node)),
      6,
      ({ pointer, node }) => [{ set: pointer, to: { ...node, readOnly: true } }],
    ),
    ...of('request-type-changed', values.filter(isText), 10, () => ({ type: 'boolean' })),
    ...of('request-type-widened', values.filter(isText).slice(1), 4, (node) => ({
      ...node,
      type: ['string', 'null', 'integer'],
    })),
    ...of('request-longest-shorter', values.filter(isText), 10, (node) => ({ ...node, minLength: 0, maxLength: 1 })),
    ...of('request-shortest-longer', values.filter(isText).slice(1), 6, (node) => ({
      ...node,
      minLength: 900,
      maxLength: 1_000,
    })),
    ...of('request-pattern-narrower', values.filter(isText).slice(2), 8, (node) => ({
      ...node,
      pattern: '^corpus only$',
    })),
    ...of(
      'request-pattern-dropped',
      values.filter(({ node }) => 'pattern' in node),
      3,
      ({ pattern: _, ...node }) => node,
    ),
    ...of(
      'request-bound-dropped',
      values.filter(({ node }) => 'maxLength' in node),
      3,
      ({ maxLength: _, ...node }) => node,
    ),
    ...of(
      'request-largest-smaller',
      values.filter((each) => typesOf(each).includes('integer') && !isText(each)),
      4,
      (node) => ({ ...node, maximum: 5 }),
    ),
    ...of(
      'request-largest-larger',
      values.filter(({ node }) => typeof node.maximum === 'number'),
      2,
      (node) => ({ ...node, maximum: 100_000 }),
    ),
    ...of('request-list-empty', values.filter(isList), 5, ({ minItems: _, ...node }) => ({ ...node, maxItems: 0 })),
    ...enumEdits(enums),
  ];
}

/** Every closed enumeration loses its first and its last member, and gains one. */
function enumEdits(places: readonly Place[]): Edit[] {
  return spread(places, 8).flatMap(({ name, pointer, node }) => {
    const last = (node.enum as unknown[]).length - 1;
    return [
      edit('request-enum-shrinks', 'request', `${name} first`, [{ remove: `${pointer}/enum/0` }]),
      edit('request-enum-shrinks', 'request', `${name} last`, [{ remove: `${pointer}/enum/${last}` }]),
      edit('request-enum-grows', 'request', name, [{ add: `${pointer}/enum`, value: 'CORPUS' }]),
    ];
  });
}
