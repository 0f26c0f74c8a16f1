import { expect, test } from 'vitest';
import { keptComponents } from '../../../src/contract/import/kept-components.ts';

const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
const operation = (schema: object, more: object = {}): object => ({
  responses: { '200': { description: 'ok', ...json(schema), ...more } },
});
const ref = ($ref: string): object => ({ $ref });
const schemas = {
  Deep: {
    properties: { inner: { type: 'array', items: ref('#/components/schemas/Other') }, same: { type: 'string' } },
  },
  Other: { properties: { again: ref('#/components/schemas/Deep/properties/same') } },
  Unused: { type: 'string' },
};
const paths = {
  '/kept': { get: operation(ref('#/components/schemas/Deep/properties/inner')) },
  '/left': { post: operation({ type: 'object', properties: { left: ref('#/components/schemas/Other') } }) },
};

test('a reference into a component keeps all of it, and what that needs', () => {
  const { components } = keptComponents({ paths: { '/kept': paths['/kept'] } }, { paths, components: { schemas } });
  expect(components).toEqual({ schemas: { Deep: schemas.Deep, Other: schemas.Other } });
});

test('what is referred to in an operation that is left out becomes a component', () => {
  const pointer = '#/paths/~1left/post/responses/200/content/application~1json/schema';
  const result = keptComponents(
    { paths: { '/kept': { get: operation(ref(pointer)) } } },
    { paths, components: { schemas } },
  );
  const name = 'paths_1left_post_responses_200_content_application_1json_schema';
  expect(result.paths).toEqual({ '/kept': { get: operation(ref(`#/components/schemas/${name}`)) } });
  expect(Object.keys((result.components as { schemas: object }).schemas)).toEqual(['Deep', 'Other', name]);
});

test('examples and links that are components are left out, those written in place stay', () => {
  const inPlace = { a: { value: 1 } };
  const given = operation({}, { links: { next: ref('#/components/links/Next') } });
  const content = { 'application/json': { examples: { ...inPlace, b: ref('#/components/examples/B') } } };
  const result = keptComponents({ paths: { '/a': { get: given, post: { requestBody: { content } } } } }, {});
  expect(result.paths).toEqual({
    '/a': { get: operation({}), post: { requestBody: { content: { 'application/json': { examples: inPlace } } } } },
  });
});

test('security schemes are kept as far as they are demanded', () => {
  const securitySchemes = { a: { type: 'http' }, b: { type: 'apiKey' }, c: { type: 'oauth2' } };
  const { components } = keptComponents(
    { security: [{ b: [] }], paths: { '/a': { get: { security: [{ a: [], gone: [] }] } } } },
    { components: { securitySchemes } },
  );
  expect(components).toEqual({ securitySchemes: { a: securitySchemes.a, b: securitySchemes.b } });
});
