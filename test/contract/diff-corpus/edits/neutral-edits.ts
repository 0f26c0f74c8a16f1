import type { OpenAPIV3_1 } from 'openapi-types';
import { applySteps } from '../pointer-edit.ts';
import { type Edit, propertiesOf, spread } from './edit.ts';

type Document = OpenAPIV3_1.Document;
const neutral = (rule: string, place: string, apply: (document: Document) => Document): Edit => ({
  name: `${rule} ${place}`,
  rule,
  direction: 'document',
  apply,
});
const steps = (rule: string, place: string, to: Parameters<typeof applySteps>[1]): Edit =>
  neutral(rule, place, (document) => {
    const copy = structuredClone(document);
    applySteps(copy, to);
    return copy;
  });

/** Edits that mean nothing: other names, another arrangement, other words. */
export function neutralEdits(document: Document): Edit[] {
  const all = [...propertiesOf(document, 'response'), ...propertiesOf(document, 'request')];
  const references = all.filter(({ node }) => '$ref' in node);
  const nullable = all.filter(
    ({ node }) =>
      Array.isArray(node.type) &&
      node.type.length === 2 &&
      node.type.includes('null') &&
      Object.keys(node).length === 1,
  );
  const schemas = document.components?.schemas ?? {};
  return [
    neutral('schemas-renamed', 'all', (given) => JSON.parse(renamed(JSON.stringify(given)))),
    neutral('order-reversed', 'all', (given) => reversed(given) as Document),
    ...spread(all, 3).map(({ pointer, node, schema, name }) =>
      steps('described-otherwise', `${schema}/${name}`, [
        { set: pointer, to: '$ref' in node ? { ...node } : { ...node, description: 'Otherwise.', deprecated: true } },
      ]),
    ),
    ...spread(references, 4).map(({ pointer, node, schema, name }) =>
      steps('inlined', `${schema}/${name}`, [{ set: pointer, to: schemas[String(node.$ref).split('/').at(-1) ?? ''] }]),
    ),
    ...spread(references.slice(1), 2).map(({ pointer, node, schema, name }) =>
      steps('composed-of-one', `${schema}/${name}`, [{ set: pointer, to: { allOf: [node] } }]),
    ),
    ...spread(nullable, 2).map(({ pointer, node, schema, name }) =>
      steps('null-as-alternative', `${schema}/${name}`, [
        { set: pointer, to: { anyOf: [node.type].flat().map((type) => ({ type })) } },
      ]),
    ),
  ];
}

/** Every schema by another name, where it is and where it is referred to. */
function renamed(text: string): string {
  const { components, ...rest } = JSON.parse(text);
  const schemas = Object.fromEntries(
    Object.entries(components.schemas).map(([name, schema]) => [`corpus.${name}`, schema]),
  );
  return JSON.stringify({ ...rest, components: { ...components, schemas } }).replaceAll(
    '"#/components/schemas/',
    '"#/components/schemas/corpus.',
  );
}

/** The same with the properties of every object in the opposite order. */
function reversed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(reversed);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .reverse()
      .map(([name, each]) => [name, reversed(each)]),
  );
}
