import { expect, test } from 'vitest';
import { inAnswer } from './small.ts';

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };

test('a property that is gone breaks who reads it, what is below it or all of what it is in', () => {
  const [old, now] = [object({ a: object({ b: text }), c: text }), object({ c: text })];
  const gone = 'breaking response-property-removed /a';
  expect(inAnswer(old, now, '/a')).toEqual([gone]);
  expect(inAnswer(old, now, '/a/b')).toEqual([gone]);
  expect(inAnswer(old, now, '')).toEqual([gone]);
  expect(inAnswer(old, now, '/c')).toEqual([`unused ${gone}`]);
});

test('a property that may be missing breaks who reads it; one that is always there breaks nobody', () => {
  const [always, maybe] = [object({ a: text }, { required: ['a'] }), object({ a: text })];
  expect(inAnswer(always, maybe, '/a')).toEqual(['breaking response-property-became-optional /a']);
  expect(inAnswer(always, maybe, '/b')).toEqual(['unused breaking response-property-became-optional /a']);
  expect(inAnswer(maybe, always, '/a')).toEqual(['harmless response-property-became-required /a']);
});

test('a new property is harmless, except where others were not allowed and all are read', () => {
  const closed = { additionalProperties: false };
  expect(inAnswer(object({ a: text }), object({ a: text, b: text }), '/a')).toEqual([
    'unused harmless response-property-added /b',
  ]);
  const [old, now] = [object({ a: text }, closed), object({ a: text, b: text }, closed)];
  expect(inAnswer(old, now, '/a')).toEqual(['unused breaking response-closed-object-extended /b']);
  expect(inAnswer(object({ m: old }), object({ m: now }), '/m')).toEqual([
    'breaking response-closed-object-extended /m/b',
  ]);
});

test('a property that is only sent from now on is gone', () => {
  expect(inAnswer(object({ a: text }), object({ a: { ...text, writeOnly: true } }), '/a')).toEqual([
    'breaking response-property-became-write-only /a',
  ]);
});

test('other and more types break who reads the value or what is in it', () => {
  const inA = (schema: object) => object({ a: schema });
  const changed = 'breaking response-type-changed /a';
  expect(inAnswer(inA({ type: 'number' }), inA(text), '/a')).toEqual([changed]);
  expect(inAnswer(inA(text), inA({ type: ['string', 'null'] }), '/a')).toEqual([changed]);
  expect(inAnswer(inA({ type: 'integer' }), inA({ type: 'number' }), '/a')).toEqual([changed]);
  expect(inAnswer(inA(object({ b: text })), inA({ type: 'array', items: text }), '/a/b')).toEqual([changed]);
  expect(inAnswer(inA(text), inA({}), '/a')).toEqual([changed]);
  expect(inAnswer(inA(text), inA({ type: 'number' }), '/b')).toEqual([`unused ${changed}`]);
});

test('fewer types are harmless, unless what is read can only be in those that are gone', () => {
  const inA = (schema: object) => object({ a: schema });
  const narrowed = 'response-type-narrowed /a';
  expect(inAnswer(inA({ type: ['string', 'null'] }), inA(text), '/a')).toEqual([`harmless ${narrowed}`]);
  expect(inAnswer(inA({ type: ['string', 'null'] }), inA({ type: 'null' }), '/a')).toEqual([`breaking ${narrowed}`]);
  const either = inA({ anyOf: [object({ b: text }), text] });
  expect(inAnswer(either, inA(text), '/a/b')).toEqual([`breaking ${narrowed}`]);
  expect(inAnswer(either, inA(text), '/a')).toEqual([`harmless ${narrowed}`]);
});

test('closed enumerations break by a new value or when they are no more; a lost value is a risk', () => {
  const inA = (...values: string[]) => object({ a: { type: 'string', enum: values } });
  expect(inAnswer(inA('x', 'y'), inA('x', 'y', 'z'), '/a')).toEqual(['breaking response-enum-member-added /a']);
  expect(inAnswer(inA('x', 'y'), inA('x'), '/a')).toEqual(['risky response-enum-member-removed /a']);
  expect(inAnswer(inA('x', 'y'), object({ a: text }), '/a')).toEqual(['breaking response-enum-dropped /a']);
  expect(inAnswer(object({ a: text }), inA('x', 'y'), '/a')).toEqual(['harmless response-enum-added /a']);
  expect(inAnswer(object({ a: { ...text, maxLength: 2 } }), inA('x', 'xyz'), '/a')).toEqual([
    'breaking response-enum-member-added /a',
    'harmless response-enum-added /a',
  ]);
});

test('open enumerations never break; a new value is a risk, also when the newer document lists them as closed', () => {
  const open = (...values: string[]) => object({ a: { ...text, 'x-extensible-enum': values } });
  expect(inAnswer(open('x', 'y'), open('x', 'y', 'z'), '/a')).toEqual(['risky response-open-enum-member-added /a']);
  expect(inAnswer(open('x', 'y'), open('x'), '/a')).toEqual(['risky response-open-enum-member-removed /a']);
  expect(inAnswer(open('x'), object({ a: text }), '/a')).toEqual(['harmless response-open-enum-dropped /a']);
  expect(inAnswer(open('x'), object({ a: { enum: ['x', 'z'] } }), '/a')).toEqual([
    'risky response-open-enum-member-added /a',
    'harmless response-enum-added /a',
  ]);
  expect(inAnswer(open('x', 'y'), object({ a: { anyOf: [{ enum: ['x', 'y'] }, text] } }), '/a')).toEqual([]);
});

test.each([
  ['maxLength raised', { ...text, maxLength: 5 }, { ...text, maxLength: 6 }],
  ['maxLength dropped', { ...text, maxLength: 5 }, text],
  ['minLength lowered', { ...text, minLength: 2 }, { ...text, minLength: 1 }],
  ['pattern changed', { ...text, pattern: '^a' }, { ...text, pattern: '^b' }],
  ['pattern dropped', { ...text, pattern: '^a' }, text],
  ['format changed', { ...text, format: 'date-time' }, { ...text, format: 'date' }],
  ['format dropped', { ...text, format: 'date-time' }, text],
  ['maximum raised', { type: 'integer', maximum: 5 }, { type: 'integer', maximum: 6 }],
  ['maximum made inclusive', { type: 'number', exclusiveMaximum: 5 }, { type: 'number', maximum: 5 }],
  ['int32 dropped', { type: 'integer', format: 'int32' }, { type: 'integer', format: 'int64' }],
  ['minItems lowered', { type: 'array', items: text, minItems: 2 }, { type: 'array', items: text, minItems: 1 }],
  ['uniqueItems dropped', { type: 'array', items: text, uniqueItems: true }, { type: 'array', items: text }],
  ['minProperties lowered', { type: 'object', minProperties: 2 }, { type: 'object', minProperties: 1 }],
  ['not dropped', { ...text, not: { enum: ['x'] } }, text],
])('looser values break, tighter ones do not: %s', (_, tight, loose) => {
  const [old, now] = [object({ a: tight }), object({ a: loose })];
  expect(inAnswer(old, now, '/a')).toEqual(['breaking response-constraint-loosened /a']);
  expect(inAnswer(old, now, '/b')).toEqual(['unused breaking response-constraint-loosened /a']);
  const back = inAnswer(now, old, '/a');
  const other = /changed$/.test(_);
  expect(back).toEqual([
    other ? 'breaking response-constraint-loosened /a' : 'harmless response-constraint-tightened /a',
  ]);
});

test('what is below a map or a list that is taken as a whole is used, and nothing beside it', () => {
  const map = (values: object) => object({ map: { type: 'object', additionalProperties: values }, a: text });
  expect(inAnswer(map(text), map({ type: 'number' }), '/map')).toEqual(['breaking response-type-changed /map/*']);
  expect(inAnswer(map(text), map({ type: 'number' }), '/map/*')).toEqual(['breaking response-type-changed /map/*']);
  expect(inAnswer(map(text), map({ type: 'number' }), '/a')).toEqual(['unused breaking response-type-changed /map/*']);
  const list = (items: object) => object({ list: { type: 'array', items: object({ b: items, c: text }) } });
  expect(inAnswer(list(text), list({ type: 'number' }), '/list')).toEqual(['breaking response-type-changed /list/*/b']);
  expect(inAnswer(list(text), list({ type: 'number' }), '/list/*/b')).toEqual([
    'breaking response-type-changed /list/*/b',
  ]);
  expect(inAnswer(list(text), list({ type: 'number' }), '/list/*/c')).toEqual([
    'unused breaking response-type-changed /list/*/b',
  ]);
});

test('properties that are not named concern who reads all of an object or such a property', () => {
  const [open, closed] = [
    object({ m: object({ a: text }) }),
    object({ m: object({ a: text }, { additionalProperties: false }) }),
  ];
  expect(inAnswer(closed, open, '/m/a')).toEqual(['unused breaking response-additional-properties-opened /m/*']);
  expect(inAnswer(closed, open, '/m')).toEqual(['breaking response-additional-properties-opened /m/*']);
  expect(inAnswer(open, closed, '/m')).toEqual(['harmless response-additional-properties-closed /m/*']);
});
