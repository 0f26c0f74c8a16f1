import type { OpenAPIV3_1 } from 'openapi-types';
import { rewritten } from '../../../src/contract/description/structure.ts';
import { targetOf } from '../../../src/contract/description/upgrade.ts';

type Node = Readonly<Record<string, unknown>>;

/** Ways to write the same document otherwise: none of them changes what it means. */
export const rewritings: Readonly<Record<string, (document: OpenAPIV3_1.Document) => OpenAPIV3_1.Document>> = {
  'schemas renamed': (document) => {
    const text = JSON.stringify(document).replaceAll(
      /"#\/components\/schemas\/([^"]+)"/g,
      '"#/components/schemas/$1Dto"',
    );
    const renamed = JSON.parse(text) as OpenAPIV3_1.Document;
    const schemas = Object.entries(renamed.components?.schemas ?? {}).map(([name, schema]) => [`${name}Dto`, schema]);
    return { ...renamed, components: { ...renamed.components, schemas: Object.fromEntries(schemas) } };
  },
  'references wrapped in allOf': eachSchema((schema) => ('$ref' in schema ? { allOf: [schema] } : schema)),
  'references written in place': (document) =>
    eachSchema((schema) => {
      const target = typeof schema.$ref === 'string' ? targetOf(document as unknown as Node, schema.$ref) : undefined;
      return target === undefined ? schema : (target as Node);
    })(document),
  'objects split by allOf': eachSchema((schema) => {
    const { properties, required, ...rest } = schema;
    if (typeof properties !== 'object' || properties === null) return schema;
    const typed = { type: schema.type };
    const parts = Object.entries(properties).map(([name, property]) => ({
      ...typed,
      properties: { [name]: property },
    }));
    return { ...rest, allOf: [...parts, ...(required === undefined ? [] : [{ ...typed, required }])] };
  }),
  'types as alternatives': eachSchema((schema) => {
    const { type, ...rest } = schema;
    return Array.isArray(type) ? { ...rest, anyOf: type.map((each) => ({ type: each })) } : schema;
  }),
  'anyOf as oneOf in another order': eachSchema(({ anyOf, ...rest }) =>
    Array.isArray(anyOf) ? { ...rest, oneOf: anyOf.toReversed() } : rest,
  ),
  'enumerations as constants': eachSchema(({ enum: values, ...rest }) =>
    Array.isArray(values) ? { ...rest, oneOf: values.map((value) => ({ const: value })) } : rest,
  ),
  'annotations added and order changed': eachSchema((schema) => ({
    title: 'Something',
    deprecated: true,
    ...Object.fromEntries(Object.entries(schema).toReversed()),
    description: 'Another text.',
  })),
};

function eachSchema(change: (schema: Node) => Node): (document: OpenAPIV3_1.Document) => OpenAPIV3_1.Document {
  return (document) =>
    rewritten('document', document, (kind, node) => (kind === 'schema' ? change(node) : node)) as OpenAPIV3_1.Document;
}
