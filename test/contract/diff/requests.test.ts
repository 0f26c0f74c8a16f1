import { expect, test } from 'vitest';
import { changes, constant, fromCaller, inBody, lines } from './small.ts';

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };
const name = fromCaller('/body/name');
const sometimes = { ...name, always: false };

test('a property that is gone or only answered breaks who sends it or what is in it', () => {
  const old = object({ name: text, other: text });
  expect(inBody(old, object({ other: text }), name)).toEqual(['breaking request-property-removed /body/name']);
  expect(inBody(old, object({ name: text }), name)).toEqual(['unused breaking request-property-removed /body/other']);
  const nested = object({ name: object({ first: text }), other: text });
  expect(inBody(nested, object({ other: text }), fromCaller('/body/name/first'))).toEqual([
    'breaking request-property-removed /body/name',
  ]);
  expect(inBody(old, object({ name: { ...text, readOnly: true }, other: text }), name)).toEqual([
    'breaking request-property-became-read-only /body/name',
  ]);
});

test('a property that no document names any more is still taken where any are expressly taken', () => {
  const now = object({}, { additionalProperties: text });
  const others = 'breaking request-type-changed /body/*';
  expect(inBody(object({ name: text }), now, name)).toEqual([`unused ${others}`]);
  expect(inBody(object({ name: { type: 'number' } }), now, name)).toEqual([
    'breaking request-type-changed /body/name',
    `unused ${others}`,
  ]);
});

test('what has to be sent breaks who does not always send it, where what it belongs to is sent', () => {
  const [old, now] = [object({ name: text }), object({ name: text }, { required: ['name'] })];
  const required = 'request-property-became-required /body/name';
  expect(inBody(old, now, name)).toEqual([`harmless ${required}`]);
  expect(inBody(old, now, sometimes)).toEqual([`breaking ${required}`]);
  expect(inBody(old, now, fromCaller('/body/other'))).toEqual([`breaking ${required}`]);
  expect(inBody(old, now)).toEqual([`unused breaking ${required}`]);
  expect(inBody(now, old, sometimes)).toEqual(['harmless request-property-became-optional /body/name']);
  const inA = (schema: object) => object({ a: schema, name: text });
  expect(inBody(inA(old), inA(now), name)).toEqual([`unused breaking ${required.replace('/name', '/a/name')}`]);
  expect(inBody(inA(old), inA(now), { ...fromCaller('/body/a/b'), always: false })).toEqual([
    `breaking ${required.replace('/name', '/a/name')}`,
  ]);
});

test('what is sent whenever its object is may be required of the object', () => {
  const inA = (required: string[]) => object({ a: object({ name: text }, { required }), other: text });
  const part = { pointer: '/body/a/name', always: false };
  const required = 'request-property-became-required /body/a/name';
  const between = (certain: string[]) =>
    lines(changes({ body: inA([]) }, { body: inA(['name']) }, { sends: [part], certain }));
  expect(between(['/body/a/name'])).toEqual([`harmless ${required}`]);
  expect(between([])).toEqual([`breaking ${required}`]);
});

test('a new property breaks only when it is required', () => {
  const old = object({ name: text });
  const now = (required: string[]) => object({ name: text, fresh: text }, { required });
  expect(inBody(old, now(['fresh']), name)).toEqual(['breaking request-property-added-required /body/fresh']);
  expect(inBody(old, now([]), name)).toEqual(['unused harmless request-property-added /body/fresh']);
  expect(
    inBody(old, object({ name: text, fresh: { ...text, readOnly: true } }, { required: ['fresh'] }), name),
  ).toEqual([]);
});

test('fewer types break unless the constants that are sent still pass', () => {
  const [old, now] = [object({ name: { type: ['string', 'null'] } }), object({ name: text })];
  const changed = 'request-type-changed /body/name';
  expect(inBody(old, now, name)).toEqual([`breaking ${changed}`]);
  expect(inBody(old, now, constant('/body/name', 'x'))).toEqual([`harmless ${changed}`]);
  expect(inBody(old, now, constant('/body/name', 'x', null))).toEqual([`breaking ${changed}`]);
  expect(inBody(now, old, name)).toEqual(['harmless request-type-widened /body/name']);
});

test('a lost value of an enumeration breaks who sends it, or who passes on what callers write', () => {
  const inName = (...values: string[]) => object({ name: { type: 'string', enum: values } });
  const lost = 'request-enum-member-removed /body/name';
  expect(inBody(inName('x', 'y'), inName('x'), constant('/body/name', 'x'))).toEqual([`harmless ${lost}`]);
  expect(inBody(inName('x', 'y'), inName('x'), constant('/body/name', 'x', 'y'))).toEqual([`breaking ${lost}`]);
  expect(inBody(inName('x', 'y'), inName('x'), name)).toEqual([`breaking ${lost}`]);
  expect(inBody(inName('x', 'y'), inName('x'), { ...name, values: ['x'] })).toEqual([`harmless ${lost}`]);
  expect(inBody(inName('x'), inName('x', 'y'), name)).toEqual(['harmless request-enum-member-added /body/name']);
  expect(inBody(inName('x'), object({ name: text }), name)).toEqual(['harmless request-enum-dropped /body/name']);
  expect(inBody(object({ name: text }), inName('x'), name)).toEqual(['breaking request-enum-added /body/name']);
  expect(inBody(object({ name: text }), inName('x'), constant('/body/name', 'x'))).toEqual([
    'harmless request-enum-added /body/name',
  ]);
  expect(inBody(inName('x', 'yy'), object({ name: { ...text, maxLength: 1 } }), name)).toEqual([
    'breaking request-enum-member-removed /body/name',
  ]);
});

test('an open enumeration limits nothing: a lost value is a risk for who sends it', () => {
  const open = (...values: string[]) => object({ name: { ...text, 'x-extensible-enum': values } });
  const lost = 'request-open-enum-member-removed /body/name';
  expect(inBody(open('x', 'y'), open('x'), constant('/body/name', 'y'))).toEqual([`risky ${lost}`]);
  expect(inBody(open('x', 'y'), open('x'), constant('/body/name', 'x'))).toEqual([`harmless ${lost}`]);
  expect(inBody(open('x'), open('x', 'y'), name)).toEqual(['harmless request-open-enum-member-added /body/name']);
});

test.each([
  ['maxLength', { ...text, maxLength: 5 }, { ...text, maxLength: 4 }, 'abc', 'abcde'],
  ['minLength', text, { ...text, minLength: 2 }, 'ab', 'a'],
  ['length in characters', { ...text, maxLength: 5 }, { ...text, maxLength: 2 }, '😀😀', '😀😀😀'],
  ['pattern', text, { ...text, pattern: '^a' }, 'ab', 'ba'],
  ['format', text, { ...text, format: 'date' }, '2026-01-01', 'today'],
  ['maximum', { type: 'integer', maximum: 5 }, { type: 'integer', maximum: 4 }, 4, 5],
  ['exclusiveMinimum', { type: 'number', minimum: 0 }, { type: 'number', exclusiveMinimum: 0 }, 1, 0],
  ['multipleOf', { type: 'integer' }, { type: 'integer', multipleOf: 5 }, 10, 7],
])('a tighter limit breaks what callers write, and constants that do not pass: %s', (_, loose, tight, good, bad) => {
  const [old, now] = [object({ name: loose }), object({ name: tight })];
  const found = 'request-constraint-tightened /body/name';
  expect(inBody(old, now, name)).toEqual([`breaking ${found}`]);
  expect(inBody(old, now, constant('/body/name', good))).toEqual([`harmless ${found}`]);
  expect(inBody(old, now, constant('/body/name', good, bad))).toEqual([`breaking ${found}`]);
  expect(inBody(old, now, { ...name, values: [good] })).toEqual([`breaking ${found}`]);
  expect(inBody(old, now, fromCaller('/body/other'))).toEqual([`unused breaking ${found}`]);
  expect(inBody(now, old, name)).toEqual(['harmless request-constraint-loosened /body/name']);
});

test('lists that are sent have the limits of lists', () => {
  const list = (more: object) => object({ list: { type: 'array', items: text, ...more } });
  expect(inBody(list({}), list({ maxItems: 3 }), fromCaller('/body/list/*'))).toEqual([
    'breaking request-constraint-tightened /body/list',
  ]);
  expect(inBody(list({}), list({ uniqueItems: true }), fromCaller('/body/list'))).toEqual([
    'breaking request-constraint-tightened /body/list',
  ]);
});

test('a map that callers fill is used in all its values', () => {
  const map = (values: object | boolean) =>
    object({ map: { type: 'object', additionalProperties: values }, name: text });
  for (const pointer of ['/body/map', '/body/map/*']) {
    expect(inBody(map(text), map({ ...text, maxLength: 9 }), fromCaller(pointer))).toEqual([
      'breaking request-constraint-tightened /body/map/*',
    ]);
    expect(inBody(map(text), map(false), fromCaller(pointer))).toEqual([
      'breaking request-additional-properties-closed /body/map/*',
    ]);
    expect(inBody(map(false), map(text), fromCaller(pointer))).toEqual([
      'harmless request-additional-properties-opened /body/map/*',
    ]);
  }
  expect(inBody(map(text), map(false), name)).toEqual([
    'unused breaking request-additional-properties-closed /body/map/*',
  ]);
});

test('another default is a risk for who leaves the value out', () => {
  const preset = (value?: string) => object({ name: { ...text, default: value } });
  expect(inBody(preset('x'), preset('y'), sometimes)).toEqual(['risky request-default-changed /body/name']);
  expect(inBody(preset('x'), preset('y'), name)).toEqual(['harmless request-default-changed /body/name']);
  expect(inBody(preset('x'), preset('y'), fromCaller('/body/other'))).toEqual([
    'unused risky request-default-changed /body/name',
  ]);
});

test('a body that is gone, has to be there or is not JSON any more', () => {
  const json = (required: boolean, type = 'application/json') => ({
    operation: { requestBody: { required, content: { [type]: { schema: object({ name: text }) } } } },
  });
  const found = (old: object, now: object, ...sends: (typeof name)[]) => lines(changes(old, now, { sends }));
  expect(found(json(true), {}, name)).toEqual(['breaking request-body-removed /body']);
  expect(found(json(true), {})).toEqual(['unused breaking request-body-removed /body']);
  expect(found(json(false), json(true), name)).toEqual(['harmless request-body-became-required /body']);
  expect(found(json(false), json(true))).toEqual(['breaking request-body-became-required /body']);
  expect(found({}, json(true))).toEqual(['breaking request-body-became-required /body']);
  expect(found({}, json(false))).toEqual(['unused harmless request-body-added /body']);
  expect(found(json(true), json(false), name)).toEqual(['harmless request-body-became-optional /body']);
  expect(found(json(true), json(true, 'multipart/form-data'), name)).toEqual([
    'breaking request-media-type-removed /body',
  ]);
  expect(found(json(true), json(true, 'application/vnd.things+json'), name)).toEqual([
    'risky request-media-type-changed /body',
  ]);
  for (const same of ['application/json; charset=utf-8', '*/*', 'Application/JSON']) {
    expect(found(json(true), json(true, same), name)).toEqual([]);
  }
});
