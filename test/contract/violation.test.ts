import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escaped, unescaped, violationsOf } from '../../src/contract/violation.ts';

function violations(schema: object, value: unknown) {
  const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
  validate(value);
  return violationsOf(validate.errors);
}

test('no errors are no violations', () => {
  expect(violationsOf(null)).toEqual([]);
  expect(violationsOf(undefined)).toEqual([]);
  expect(violations({ type: 'string' }, 'x')).toEqual([]);
});

test('a wrong value is named by its pointer and the rule it breaks', () => {
  const schema = { properties: { list: { items: { type: 'string', maxLength: 2 } } } };
  expect(violations(schema, { list: ['ab', 'abc'] })).toEqual([
    { pointer: '/list/1', keyword: 'maxLength', detail: 'must NOT have more than 2 characters', expected: 'at most 2' },
  ]);
});

test('a value at fault as a whole has the empty pointer', () => {
  expect(violations({ type: 'object' }, 'x')).toMatchObject([{ pointer: '', keyword: 'type' }]);
});

test('a missing property is named itself, not the object that lacks it', () => {
  const schema = { properties: { a: { required: ['b/c'] } } };
  expect(violations(schema, { a: {} })).toMatchObject([{ pointer: '/a/b~1c', keyword: 'required' }]);
});

test('an unexpected property is named itself', () => {
  const schema = { properties: { a: { additionalProperties: false } } };
  expect(violations(schema, { a: { 'x~y': 1 } })).toMatchObject([
    { pointer: '/a/x~0y', keyword: 'additionalProperties' },
  ]);
});

test('a property whose name is wrong is named itself', () => {
  const found = violations({ properties: { a: { propertyNames: { pattern: '^[a-z]+$' } } } }, { a: { ok: 1, NO: 2 } });
  expect(found.map(({ pointer, keyword }) => [pointer, keyword])).toEqual([
    ['/a/NO', 'pattern'],
    ['/a/NO', 'propertyNames'],
  ]);
});

test('an error without a message is told by its keyword', () => {
  const error = { instancePath: '/a', schemaPath: '', keyword: 'odd', params: {} };
  expect(violationsOf([error])).toEqual([{ pointer: '/a', keyword: 'odd', detail: 'odd' }]);
});

test('pointer segments are escaped as RFC 6901 says', () => {
  expect(escaped('a/b~c~1')).toBe('a~1b~0c~01');
  expect(unescaped('a~1b~0c~01')).toBe('a/b~c~1');
});

test('any name survives being a pointer segment', () => {
  const name = fc.string({ unit: fc.constantFrom('~', '/', '0', '1', 'a') });
  fc.assert(
    fc.property(name, (each) => {
      expect(escaped(each)).not.toContain('/');
      expect(unescaped(escaped(each))).toBe(each);
    }),
  );
});

const nullable = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });
const named = {
  type: 'object',
  properties: { name: { type: 'string' }, owner: nullable({ type: 'object', properties: { id: { type: 'string' } } }) },
};

test('what is wrong within an object that may be null is wrong there, and not with the whole of it', () => {
  const pointers = (value: unknown) =>
    violations({ properties: { at: nullable(named) } }, value).map(({ pointer }) => pointer);
  expect(pointers({ at: { name: 7 } })).toEqual(['/at/name']);
  expect(pointers({ at: { owner: { id: 7 } } })).toEqual(['/at/owner/id']);
  expect(pointers({ at: { owner: 7, name: 'x' } })).toEqual(['/at/owner', '/at/owner', '/at/owner']);
});

test('a value that is of no alternative is wrong as a whole', () => {
  expect(violations({ properties: { at: nullable(named) } }, { at: 7 })).toMatchObject([
    { pointer: '/at', keyword: 'type' },
    { pointer: '/at', keyword: 'type' },
    { pointer: '/at', keyword: 'anyOf' },
  ]);
});

test('of alternatives of one type nobody knows which was meant', () => {
  const either = {
    oneOf: [
      { type: 'object', required: ['a'] },
      { type: 'object', required: ['b'] },
    ],
  };
  expect(violations({ properties: { at: either } }, { at: {} }).map(({ pointer }) => pointer)).toEqual([
    '/at/a',
    '/at/b',
    '/at',
  ]);
});
