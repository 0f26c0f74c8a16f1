import { expect, test } from 'vitest';
import { generalPointer } from '../../../src/contract/sample/general-pointer.ts';
import { samplerOf } from '../../../src/contract/sample/sampler.ts';
import { absent, replacedAt, unlistedMember, valueAt, variantsOf } from '../../../src/contract/sample/variants.ts';
import { documentOf } from './documents.ts';

const variants = (schema: object, value: unknown): readonly unknown[] => {
  const { places } = samplerOf(documentOf({}))({ properties: { at: schema } }, 'Holder');
  const place = places.find(({ path }) => path[0] === 'at');
  if (place === undefined) throw new Error('no such place');
  return variantsOf(place, value);
};

test.each([
  [{ type: 'string' }, 'a1', [absent, 'a2', '']],
  [{ type: ['string', 'null'] }, 'a1', [absent, null, 'a2', '']],
  [{ type: 'integer' }, 4, [absent, 5, 0]],
  [{ type: 'boolean' }, true, [absent, false]],
  [{ type: 'string', enum: ['a', 'b', 'c'] }, 'b', [absent, 'a', 'c']],
  [{ type: 'string', 'x-extensible-enum': ['a', 'b'] }, 'a', [absent, 'b', unlistedMember]],
  [{ type: 'array', items: { type: 'string' } }, ['a1'], [absent, [], ['a1', 'a2']]],
  [{ type: 'object', additionalProperties: true }, { a: 'x1' }, [absent, {}, { a: 'x2' }]],
  [{ type: 'object', properties: { a: {} } }, { a: 1 }, [absent]],
])('%j: other values for %j', (schema, value, others) => {
  expect(variants(schema, value)).toEqual(others);
});

test('a value is replaced in a copy, in lists and objects, or left out', () => {
  const value = { a: [{ b: 1 }, { b: 2 }], c: 3 };
  expect(replacedAt(value, ['a', '1', 'b'], 7)).toEqual({ a: [{ b: 1 }, { b: 7 }], c: 3 });
  expect(replacedAt(value, ['c'], absent)).toEqual({ a: [{ b: 1 }, { b: 2 }] });
  expect(replacedAt(value, [], 'all')).toBe('all');
  expect(value).toEqual({ a: [{ b: 1 }, { b: 2 }], c: 3 });
});

test('what is nowhere is absent, also below null and below texts', () => {
  expect(valueAt({ a: [null] }, ['a', '0'])).toBe(null);
  expect(valueAt({ a: [null] }, ['a', '0', 'b'])).toBe(absent);
  expect(valueAt({ a: 'text' }, ['a', 'length'])).toBe(absent);
});

test('general pointers have a star for items and for names that no schema gives', () => {
  const schema = {
    properties: { 'a/b': { type: 'array', items: { properties: { c: {} } } }, d: { additionalProperties: true } },
  };
  const pointer = (...path: readonly string[]): string => generalPointer(documentOf({}), schema, path);
  expect(pointer('a/b', '3', 'c')).toBe('/a~1b/*/c');
  expect(pointer('d', 'anything')).toBe('/d/*');
});
