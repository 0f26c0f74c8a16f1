import type { OpenAPIV3_1 } from 'openapi-types';
import { stringify } from 'yaml';

type Node = Readonly<Record<string, unknown>>;

/**
 * A document as a vendor would have it, in YAML: OpenAPI 3.0 with all the operations of a curated one under other names of schemas,
 * and as many others as make it `lines` long, whose schemas refer to each other in circles.
 */
export function vendorDocument(curated: OpenAPIV3_1.Document, lines: number): string {
  const renamed = JSON.parse(
    JSON.stringify(curated).replaceAll(/"#\/components\/schemas\/([^"]+)"/g, '"#/components/schemas/Vendor$1Dto"'),
  ) as OpenAPIV3_1.Document;
  const schemas = Object.entries(renamed.components?.schemas ?? {}).map(([name, schema]) => [
    `Vendor${name}Dto`,
    schema,
  ]);
  const head = stringify(
    {
      ...renamed,
      info: { title: "The vendor's own", version: '7.0' },
      components: { ...renamed.components, schemas: Object.fromEntries(schemas) },
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  );
  const [known, components] = head.split(/^components:$/m);
  const [others, rest] = (components ?? '').split(/^ {2}schemas:$/m);
  const paths: string[] = [];
  const more: string[] = [];
  const size = linesIn(head);
  let written = 0;
  for (let number = 0; size + written < lines; number += 1) {
    const [path, schema] = [
      indented({ [`/unrelated/${number}/{id}`]: pathItem(number) }, 2),
      indented({ [`Unrelated${number}`]: circular(number) }, 4),
    ];
    paths.push(path);
    more.push(schema);
    written += linesIn(path) + linesIn(schema);
  }
  return [
    (known ?? '').replace(/^paths:\n/m, `paths:\n${paths.join('')}`),
    `components:${others}  schemas:\n${more.join('')}`,
    (rest ?? '').replace(/^\n/, ''),
  ].join('');
}

const linesIn = (text: string): number => text.split('\n').length - 1;

const indented = (value: object, by: number): string =>
  stringify(value, { aliasDuplicateObjects: false }).replaceAll(/^(?=.)/gm, ' '.repeat(by));

const ref = (number: number): Node => ({ $ref: `#/components/schemas/Unrelated${Math.max(0, number)}` });

/** The other half of the circle are the schemas of the operations, which all refer to the ones before them. */
const circular = (number: number): Node => ({
  type: 'object',
  description: `Something else, number ${number}, which has no part in anything that is used: "with" all: sorts, of signs.`,
  required: ['id', 'parent'],
  properties: {
    id: { type: 'string', minLength: 1, maxLength: 200, description: 'What it is called.' },
    parent: ref(number),
    previous: { allOf: [ref(number - 1)], nullable: true },
    children: { type: 'array', items: { oneOf: [ref(number), ref(number - 2)] } },
    state: { type: 'string', enum: ['STATE_UNSPECIFIED', 'STATE_ACTIVE', 'STATE_INACTIVE'] },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
  },
});

const pathItem = (number: number): Node => ({
  get: {
    operationId: `GetUnrelated${number}`,
    tags: ['Unrelated'],
    summary: `Read number ${number}`,
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'view', in: 'query', schema: { type: 'string', enum: ['FULL', 'BASIC'] } },
    ],
    responses: {
      200: { description: 'It.', content: { 'application/json': { schema: ref(number) } } },
      default: { description: 'Something went wrong.', content: { 'application/json': { schema: ref(number - 3) } } },
    },
  },
});
