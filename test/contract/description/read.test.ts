import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { readDescription } from '../../../src/contract/description/read.ts';
import { DescriptionRefused } from '../../../src/contract/description/refused.ts';

const head = { openapi: '3.0.3', info: { title: 'A', version: '1' } };
const answer = (schema: object): object => ({
  responses: { '200': { description: 'ok', content: { 'application/json': { schema } } } },
});
const described = (schemas: object, more: object = {}): string =>
  JSON.stringify({
    ...head,
    paths: { '/a': { get: answer({ $ref: '#/components/schemas/A' }) } },
    components: { schemas },
    ...more,
  });
const schemasOf = (text: string): unknown => readDescription(text).components?.schemas;

function reasonsOf(text: string): readonly { readonly detail: string; readonly line?: number }[] {
  try {
    readDescription(text);
  } catch (error) {
    if (error instanceof DescriptionRefused) return error.reasons;
    throw error;
  }
  throw new Error('this was read');
}

test.each([
  ['nothing', '', /not YAML: expected a document/, undefined],
  ['an open YAML list', 'openapi: 3.0.3\npaths: [', /not YAML: .*; correct it/, 2],
  ['a tab in YAML', 'openapi: 3.0.3\ninfo:\n\ttitle: a', /not YAML: tab characters/, 3],
  ['a key given twice', 'openapi: 3.0.3\nopenapi: 3.0.3', /not YAML: duplicated mapping key/, 2],
  ['broken JSON', '{\n"openapi": "3.0.3",\n"info" 1}', /not JSON: .*; correct it/, 3],
  ['a page', '<!DOCTYPE html><html></html>', /a page or XML/, undefined],
  ['an alias in itself', 'a: &a [*a]', /contains itself/, undefined],
  ['a list', '[1]', /a single value or a list/, undefined],
  ['text', 'hello', /a single value or a list/, undefined],
  ['Swagger 2.0', 'swagger: "2.0"\npaths: {}', /Swagger 2\.0 document.*convert it first/, undefined],
  ['an overlay', 'overlay: 1.0.0', /an OpenAPI Overlay/, undefined],
  ['a JSON Schema', '{"$schema": "https://json-schema.org/draft/2020-12/schema"}', /a JSON Schema/, undefined],
  ['something else', 'name: a', /not an OpenAPI document/, undefined],
  ['OpenAPI 4', 'openapi: 4.0.0', /OpenAPI 4\.0\.0, which is not known/, undefined],
])('%s is refused for what it is', (_, text, detail, line) => {
  const [reason, ...others] = reasonsOf(text);
  expect(reason?.detail).toMatch(detail);
  expect(reason?.line).toBe(line);
  expect(others).toEqual([]);
});

test('everything that is missing is named at once', () => {
  const reasons = reasonsOf('openapi: 3.1.0').map(({ detail }) => detail);
  expect(reasons).toEqual([expect.stringContaining('no paths'), expect.stringContaining('no "info"')]);
});

test('references that operations need are named with the operation', () => {
  const reasons = reasonsOf(
    described({ A: { properties: { b: { $ref: '#/components/schemas/B' }, c: { $ref: 'c.yaml#/C' } } } }),
  );
  expect(reasons.map(({ detail }) => detail).toSorted()).toEqual([
    expect.stringMatching(/^GET \/a refers to #\/components\/schemas\/B, which the document does not have/),
    expect.stringMatching(/^GET \/a refers to c\.yaml#\/C, outside of the document: bundle/),
  ]);
});

test('references that nothing needs, and what only looks like one, do not matter', () => {
  const A = { type: 'object', example: { $ref: 'x.yaml' }, properties: { $ref: { type: 'string', default: 'y' } } };
  expect(() => readDescription(described({ A, Unused: { $ref: 'gone.yaml' } }))).not.toThrow();
});

test('JSON, YAML and a merge key say the same', () => {
  const text = described({ A: { type: 'string', nullable: true } });
  expect(readDescription(stringify(JSON.parse(text)))).toEqual(readDescription(text));
  const merged = `x-a: &a {type: string, nullable: true}\n${stringify(parse(text))}`.replace(
    /A:\n\s+type: string\n\s+nullable: true/,
    'A: {<<: *a}',
  );
  expect(schemasOf(merged)).toEqual({ A: { type: ['string', 'null'] } });
});

test.each([
  ['3.0 as a number', 'openapi: 3.0', '3.1.0'],
  ['3.0.4', 'openapi: 3.0.4', '3.1.0'],
  ['3.1.1', 'openapi: 3.1.1', '3.1.1'],
  ['3.2.0', 'openapi: 3.2.0', '3.1.0'],
])('%s is read', (_, version, as) => {
  const document = readDescription(`${version}\ninfo: {title: A, version: '1'}\npaths: {/a: {get: {responses: {}}}}`);
  expect(document.openapi).toBe(as);
});

test('circular references stay references', () => {
  const A = { type: 'object', properties: { a: { $ref: '#/components/schemas/A' } } };
  expect(schemasOf(described({ A }))).toEqual({ A });
});

test('a path item that is a reference becomes what it refers to', () => {
  const document = readDescription(
    JSON.stringify({
      ...head,
      openapi: '3.1.0',
      paths: { '/b': { $ref: '#/components/pathItems/B', summary: 'mine' } },
      components: { pathItems: { B: { summary: 'theirs', get: { responses: {} } } } },
    }),
  );
  expect(document.paths).toEqual({ '/b': { summary: 'mine', get: { responses: {} } } });
});

test('schemas are found wherever OpenAPI has them, and nowhere else', () => {
  const schema = { type: 'string', nullable: true };
  const upgraded = { type: ['string', 'null'] };
  const text = JSON.stringify({
    ...head,
    'x-schema': { schema },
    paths: {
      '/a': {
        parameters: [{ name: 'a', in: 'query', schema, example: { nullable: true } }],
        post: {
          requestBody: { content: { 'a/b': { schema, encoding: { a: { headers: { H: { schema } } } } } } },
          responses: { default: { description: '', headers: { 'x-h': { schema } } } },
          callbacks: { c: { '{$url}': { post: { requestBody: { content: { 'a/b': { schema } } }, responses: {} } } } },
        },
      },
    },
  });
  const expected = text.replaceAll(JSON.stringify(schema), JSON.stringify(upgraded));
  const { 'x-schema': _, ...rest } = JSON.parse(expected);
  expect(readDescription(text)).toEqual({ ...rest, openapi: '3.1.0', 'x-schema': { schema } });
});

test('what describes a schema is kept, in the form of OpenAPI 3.1', () => {
  expect(
    schemasOf(
      described({ A: { type: 'object', nullable: true, allOf: [{}], description: 'd', example: 1, readOnly: true } }),
    ),
  ).toEqual({
    A: { description: 'd', readOnly: true, examples: [1], anyOf: [{ type: 'object', allOf: [{}] }, { type: 'null' }] },
  });
});

test('a document of 40,000 lines is read in no time', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [
      `p${index}`,
      { type: 'string', nullable: true, description: 'It is one of many.' },
    ]),
  );
  const A = { type: 'object', properties };
  const schemas = Object.fromEntries(Array.from({ length: 480 }, (_, index) => [`S${index}`, A]));
  const given = JSON.parse(described({ ...schemas, A }));
  const yaml = stringify(given, { aliasDuplicateObjects: false });
  expect(yaml.split('\n').length).toBeGreaterThan(38_000);
  for (const text of [yaml, JSON.stringify(given)]) {
    const start = performance.now();
    readDescription(text);
    // 0.5 s and less where nothing else runs.
    expect(performance.now() - start).toBeLessThan(5_000);
  }
});
