import { expect, test } from 'vitest';
import { samplerOf } from '../../../src/contract/sample/sampler.ts';
import { documentOf, ref } from './documents.ts';

const schemas = {
  Shop: {
    type: 'object',
    required: ['id', 'state'],
    properties: {
      id: { type: 'string' },
      state: { type: 'string', 'x-extensible-enum': ['OPEN', 'CLOSED'] },
      opened: { type: 'string', format: 'date-time' },
      seats: { type: 'integer', minimum: 3 },
      owner: { anyOf: [ref('Owner'), { type: 'string' }] },
      tags: { type: 'array', items: { type: 'string' } },
      branch: ref('Shop'),
      notes: { type: 'object', additionalProperties: true },
    },
  },
  Owner: { type: 'object', properties: { name: { type: 'string', examples: ['Ada'] }, retired: { type: 'boolean' } } },
};
const document = documentOf(schemas, {
  GetShop: { schema: ref('Shop'), example: { id: 's-1', state: 'CLOSED', tags: ['north'], seats: 40 } },
});
const sample = samplerOf(document);
const paths = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, each]) => [name, ...paths(each).map((path) => `${name}/${path}`)])
    : [];

test('a sample holds every place once, with the values of the examples where there are any', () => {
  const { value, places } = sample(ref('Shop'), 'GetShop');
  expect(value).toEqual({
    id: 's-1',
    state: 'CLOSED',
    opened: '2026-11-20T09:12:44.001Z',
    seats: 40,
    owner: { name: 'Ada', retired: true },
    tags: ['north'],
    notes: { plan: 'Shop/notes a' },
  });
  const found = places.map(({ path }) => path.join('/'));
  expect(new Set(found).size).toBe(found.length);
  expect(found).toEqual(['', ...paths(value).filter((path) => path !== 'notes/plan')]);
});

test('places are named by the component that they are written in, and tell what may be left out', () => {
  const { places } = sample(ref('Shop'), 'GetShop');
  const told = places.map(({ path, name, optional }) => [path.join('/'), name, optional]);
  expect(told).toContainEqual(['id', 'Shop/id', false]);
  expect(told).toContainEqual(['owner/name', 'Owner/name', true]);
  expect(told).toContainEqual(['tags/0', 'Shop/tags', false]);
});

test('a place that may look otherwise does so when it is chosen', () => {
  const { places } = sample(ref('Shop'), 'GetShop');
  expect(places.find(({ path }) => path.join('/') === 'owner')?.otherForms).toEqual([1]);
  const { value } = sample(ref('Shop'), 'GetShop', { owner: 1 });
  expect(value).toMatchObject({ owner: 'Shop owner a' });
});

test('in another world every free text and number is another one, and members and booleans are the same', () => {
  const { value } = samplerOf(document, true)(ref('Shop'), 'GetShop');
  expect(value).toMatchObject({
    id: 's-4',
    state: 'CLOSED',
    opened: '2026-11-20T09:12:47.001Z',
    seats: 43,
    owner: { retired: true },
    tags: ['nortk'],
  });
});

test('two runs are equal, and no schema gives null', () => {
  expect(samplerOf(document)(ref('Shop'), 'GetShop')).toEqual(sample(ref('Shop'), 'GetShop'));
  expect(sample({ type: 'null' }, 'None')).toEqual({ value: null, places: [] });
});
