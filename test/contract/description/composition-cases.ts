import type { KeywordCase } from './keyword-case.ts';

const text = { type: 'string' };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: object, required: readonly string[] = []): object => ({
  type: 'object',
  properties,
  required,
});

const Cat = object({ kind: text, claws: { type: 'integer' } }, ['kind', 'claws']);
const Dog = object({ kind: text, bark: text }, ['kind']);
const union = { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } };
const mapped = {
  ...union,
  discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat', d: 'Dog' } },
};
const about = (schema: object, cases: readonly (readonly [string, unknown, boolean])[]): readonly KeywordCase[] =>
  cases.map(([name, value, valid]) => ({ name, schema, named: { Cat, Dog }, value, valid, asGiven: 'throws' }));

const unions: readonly KeywordCase[] = [
  ...about(union, [
    ['the schema name chooses', { kind: 'Cat', claws: 4 }, true],
    ['only the chosen alternative is judged, although both would match', { kind: 'Dog', claws: 4 }, true],
    ['the chosen alternative is judged', { kind: 'Cat' }, false],
    ['a value that chooses nothing is refused', { kind: 'Bird', claws: 4 }, false],
    ['the discriminating property has to be there', { claws: 4 }, false],
    ['what is no object is refused', 'Cat', false],
  ]),
  ...about(mapped, [
    ['a mapped value chooses', { kind: 'cat', claws: 4 }, true],
    ['a mapping to a name chooses', { kind: 'd', bark: 'x' }, true],
    ['a mapped value judges', { kind: 'cat', claws: 'many' }, false],
    ['the name of a mapped schema chooses no longer', { kind: 'Cat', claws: 4 }, false],
  ]),
  ...about({ ...mapped, nullable: true }, [
    ['a nullable union takes null', null, true],
    ['a nullable union still chooses', { kind: 'cat' }, false],
  ]),
  ...about({ anyOf: union.oneOf, discriminator: union.discriminator }, [
    ['anyOf is chosen from as well', { kind: 'Cat' }, false],
  ]),
  {
    name: 'what the alternatives list chooses where there is no mapping',
    schema: { oneOf: [ref('Small'), ref('Large')], discriminator: { propertyName: 'size' } },
    named: {
      Small: object({ size: { ...text, enum: ['s', 'xs'] } }, ['size']),
      Large: object({ size: { ...text, enum: ['l'] }, crane: { type: 'boolean' } }, ['size', 'crane']),
    },
    value: { size: 'xs', crane: 'no' },
    valid: true,
    asGiven: 'throws',
  },
  {
    name: 'an alternative that is itself a union is chosen by its values',
    schema: { oneOf: [ref('Pet'), ref('Fish')], discriminator: { propertyName: 'kind' } },
    named: { Pet: { ...mapped }, Cat, Dog, Fish: object({ kind: text }) },
    value: { kind: 'cat', claws: 'many' },
    valid: false,
    asGiven: 'throws',
  },
  {
    name: 'unions that contain each other have an end',
    schema: ref('One'),
    named: {
      One: { oneOf: [ref('Two'), ref('Cat')], discriminator: { propertyName: 'kind' } },
      Two: { oneOf: [ref('One'), ref('Dog')], discriminator: { propertyName: 'kind' } },
      Cat,
      Dog,
    },
    value: { kind: 'Dog', bark: 1 },
    valid: false,
    asGiven: 'throws',
  },
  {
    name: 'without values to tell, the union is judged as it stands',
    schema: {
      oneOf: [object({ a: text }, ['a']), object({ b: text }, ['b'])],
      discriminator: { propertyName: 'kind' },
    },
    value: { a: 'x', b: 'y' },
    valid: false,
    asGiven: 'throws',
  },
];

const Animal = {
  ...object({ kind: text, name: text }, ['kind']),
  discriminator: { propertyName: 'kind', mapping: { cat: 'Feline' } },
};
const Feline = { allOf: [ref('Animal'), object({ claws: { type: 'integer' } }, ['claws'])] };
const Canine = { allOf: [ref('Animal')], properties: { friend: ref('Animal') } };
const inherited = (closed: boolean): object => ({
  Animal: closed ? { ...Animal, additionalProperties: false } : Animal,
  Feline,
  Canine,
});
const kinds: readonly (readonly [string, unknown, boolean])[] = [
  ['a base chooses the schema built on it by mapping', { kind: 'cat' }, false],
  ['a base accepts what the chosen one knows', { kind: 'cat', claws: 1 }, true],
  ['a base chooses by schema name', { kind: 'Canine', friend: { kind: 'cat' } }, false],
  ['a base chooses again within', { kind: 'Canine', friend: { kind: 'cat', claws: 2 } }, true],
  ['an unknown subtype is judged by the base', { kind: 'bird', name: 1 }, false],
  ['an unknown subtype that the base accepts is fine', { kind: 'bird', name: 'x' }, true],
];
const bases: readonly KeywordCase[] = [false, true].flatMap((closed) =>
  kinds.map(([name, value, valid]) => ({
    name: `${name}, ${closed ? 'closed' : 'open'}`,
    schema: { type: 'array', items: ref('Animal') },
    named: inherited(closed),
    value: [value],
    valid,
    asGiven: 'throws' as const,
  })),
);

const shut = { additionalProperties: false };
const AccountRef = { ...object({ id: text, name: text }, ['name']), ...shut };
const Account = {
  ...object({ website: text, groups: { type: 'array', items: ref('Group') } }),
  ...shut,
  allOf: [ref('AccountRef')],
};
const Group = { ...object({ title: text, account: ref('Account'), owner: ref('AccountRef') }), ...shut };
const closedTwice = (name: string, value: unknown, valid: boolean, asGiven: 'wrong' | 'right'): KeywordCase => ({
  name,
  schema: ref('Account'),
  named: { AccountRef, Account, Group },
  value,
  valid,
  asGiven,
});

const closed: readonly KeywordCase[] = [
  closedTwice(
    'closed and built on a closed part: a complete value',
    { id: 'a', name: 'b', website: 'c' },
    true,
    'wrong',
  ),
  closedTwice('closed as a whole', { name: 'b', fax: 'c' }, false, 'right'),
  closedTwice('the part still demands', { website: 'c' }, false, 'right'),
  closedTwice(
    'the part by itself is still closed',
    { name: 'b', groups: [{ owner: { name: 'b', website: 'c' } }] },
    false,
    'right',
  ),
  closedTwice(
    'circular: a complete value within',
    { name: 'b', groups: [{ title: 'g', account: { name: 'b', website: 'c' } }] },
    true,
    'wrong',
  ),
  closedTwice(
    'circular: judged at every depth',
    { name: 'b', groups: [{ account: { name: 'b', groups: [{ account: { website: 1 } }] } }] },
    false,
    'right',
  ),
  {
    name: 'closed parts side by side',
    schema: { allOf: [ref('AccountRef'), { ...object({ fax: text }), ...shut }] },
    named: { AccountRef },
    value: { name: 'b', fax: '1' },
    valid: true,
    asGiven: 'wrong',
  },
  {
    name: 'closed beside alternatives that know more',
    schema: { ...object({ a: text }), ...shut, oneOf: [object({ b: text }, ['b']), object({ c: text }, ['c'])] },
    value: { a: 'x', b: 'y' },
    valid: true,
    asGiven: 'wrong',
  },
  {
    name: 'closed without parts stays closed',
    schema: AccountRef,
    value: { name: 'b', fax: '1' },
    valid: false,
    asGiven: 'right',
  },
  {
    name: 'a circular list is judged at depth',
    schema: ref('Tree'),
    named: { Tree: { ...object({ children: { type: 'array', nullable: true, items: ref('Tree') }, label: text }) } },
    value: { children: [{ children: null }, { children: [{ label: 1 }] }] },
    valid: false,
    asGiven: 'right',
  },
];

export const compositionCases: readonly KeywordCase[] = [...unions, ...bases, ...closed];
