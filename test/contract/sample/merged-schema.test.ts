import { expect, test } from 'vitest';
import { formsOf } from '../../../src/contract/sample/merged-schema.ts';
import { documentOf, ref } from './documents.ts';

const text = { type: 'string' };
const schemas = {
  Base: { type: 'object', required: ['id'], properties: { id: text } },
  Full: { allOf: [ref('Base'), { required: ['name'], properties: { name: text } }] },
  Short: { type: 'object', properties: { href: text } },
  Tree: { type: 'object', properties: { parent: ref('Tree'), leaves: { type: 'array', items: ref('Tree') } } },
  Itself: { allOf: [{ $ref: '#/components/schemas/Itself' }] },
};
const document = documentOf(schemas);

test('allOf is one form with the properties and demands of all parts', () => {
  const [form, ...others] = formsOf(document, ref('Full'));
  expect(others).toEqual([]);
  expect(form?.types).toEqual(['object']);
  expect([...(form?.properties.keys() ?? [])]).toEqual(['id', 'name']);
  expect([...(form?.required ?? [])]).toEqual(['id', 'name']);
});

test.each(['oneOf', 'anyOf'])('%s is one form for each choice, named by its component', (choice) => {
  const forms = formsOf(document, { [choice]: [ref('Base'), ref('Short'), { type: 'null' }] });
  expect(forms.map(({ component, types }) => [component, types])).toEqual([
    ['Base', ['object']],
    ['Short', ['object']],
  ]);
});

test('a list of types is one form for each, and null is told apart', () => {
  const forms = formsOf(document, { type: ['string', 'integer', 'null'] });
  expect(forms.map(({ types, nullable }) => [types, nullable])).toEqual([
    [['string'], true],
    [['integer'], true],
  ]);
  expect(formsOf(document, { type: 'null' })).toEqual([]);
});

test('parts that no value can meet together are no form', () => {
  expect(formsOf(document, { allOf: [{ type: 'string' }, { type: 'integer' }] })).toEqual([]);
});

test('closed and open lists of members, constants and unwritten types', () => {
  expect(formsOf(document, { enum: ['a', 'b', null] })[0]).toMatchObject({ members: ['a', 'b'], open: false });
  expect(formsOf(document, { 'x-extensible-enum': ['a'] })[0]).toMatchObject({ members: ['a'], open: true });
  expect(formsOf(document, { const: 7 })[0]).toMatchObject({ members: [7] });
  expect(formsOf(document, { properties: { a: {} } })[0]).toMatchObject({ types: ['object'] });
  expect(formsOf(document, { items: {} })[0]).toMatchObject({ types: ['array'] });
  expect(formsOf(document)[0]).toMatchObject({ types: [], members: undefined });
});

test('schemas may stand within themselves, but not consist of themselves', () => {
  const [tree] = formsOf(document, ref('Tree'));
  expect(formsOf(document, tree?.properties.get('parent'))[0]?.component).toBe('Tree');
  expect(() => formsOf(document, ref('Itself'))).toThrow('a schema consists of itself');
});
