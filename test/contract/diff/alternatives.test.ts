import { expect, test } from 'vitest';
import { constant, fromCaller, inAnswer, inBody } from './small.ts';

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };
const dog = object({ kind: { const: 'dog' }, bark: text }, { required: ['kind'] });
const cat = object({ kind: { const: 'cat' }, meow: text }, { required: ['kind'] });
const cow = object({ kind: { const: 'cow' }, moo: text }, { required: ['kind'] });
const pet = (...alternatives: object[]) => object({ pet: { oneOf: alternatives } });

test('an answer breaks by a form that is new, and not by one that is gone', () => {
  expect(inAnswer(pet(dog, cat), pet(cow, dog, cat), '/pet/kind')).toEqual([
    'breaking response-alternative-added /pet',
  ]);
  expect(inAnswer(pet(dog, cat), pet(dog), '/pet/kind')).toEqual(['harmless response-alternative-removed /pet']);
  expect(inAnswer(pet(dog, cat), pet(dog, cat, cow), '')).toEqual(['breaking response-alternative-added /pet']);
});

test('a new form that an old one has room for is no new one', () => {
  const puppy = object({ kind: { const: 'dog' }, bark: { ...text, maxLength: 3 } }, { required: ['kind', 'bark'] });
  expect(inAnswer(pet(dog, cat), pet(dog, cat, puppy), '/pet/kind')).toEqual([]);
});

test('a request breaks by a form that is gone only for who may send it', () => {
  const gone = 'request-alternative-removed /body/pet';
  const bark = fromCaller('/body/pet/bark');
  expect(inBody(pet(dog, cat), pet(cat), constant('/body/pet/kind', 'dog'), bark)).toEqual([`breaking ${gone}`]);
  expect(inBody(pet(dog, cat), pet(cat), constant('/body/pet/kind', 'cat'))).toEqual([`unused breaking ${gone}`]);
  expect(inBody(pet(dog, cat), pet(cat), fromCaller('/body/pet'))).toEqual([`breaking ${gone}`]);
  expect(inBody(pet(dog), pet(dog, cat), bark)).toEqual(['harmless request-alternative-added /body/pet']);
});

test('a change in a form that is never sent is of no concern', () => {
  const newCat = object({ kind: { const: 'cat' }, meow: text, age: text }, { required: ['kind', 'age'] });
  const found = 'request-property-added-required /body/pet/age';
  expect(inBody(pet(dog, cat), pet(dog, newCat), constant('/body/pet/kind', 'dog'))).toEqual([
    `unused breaking ${found}`,
  ]);
  expect(inBody(pet(dog, cat), pet(dog, newCat), constant('/body/pet/kind', 'cat'))).toEqual([`breaking ${found}`]);
});

test('a form without a mark is not sent by who never sends what it requires', () => {
  const [a, b] = [object({ a: text }, { required: ['a'] }), object({ b: text }, { required: ['b'] })];
  const [tightA, tightB] = [
    object({ a: text, c: text }, { required: ['a', 'c'] }),
    object({ b: text, d: text }, { required: ['b', 'd'] }),
  ];
  expect(inBody(pet(a, b), pet(tightA, b), fromCaller('/body/pet/b'))).toEqual([
    'unused breaking request-property-added-required /body/pet/c',
  ]);
  expect(inBody(pet(a, b), pet(a, tightB), fromCaller('/body/pet/b'))).toEqual([
    'breaking request-property-added-required /body/pet/d',
  ]);
});

test('a change in one of several forms shows at the places of that form', () => {
  const changed = object({ kind: { const: 'cat' }, meow: { type: 'number' } }, { required: ['kind'] });
  expect(inAnswer(pet(dog, cat), pet(changed, dog), '/pet/meow')).toEqual(['breaking response-type-changed /pet/meow']);
  expect(inAnswer(pet(dog, cat), pet(changed, dog), '/pet/bark')).toEqual([
    'unused breaking response-type-changed /pet/meow',
  ]);
});
