import { describe, expect, it } from 'vitest';
import { QueryMistake } from '../../../src/sandbox/softwareone/rql/expression.ts';
import { compileFilter } from '../../../src/sandbox/softwareone/rql/filter.ts';
import { compileOrder } from '../../../src/sandbox/softwareone/rql/order.ts';
import { parseFilter } from '../../../src/sandbox/softwareone/rql/parse.ts';
import { readListQuery } from '../../../src/sandbox/softwareone/rql/query.ts';
import type { Schema } from '../../../src/sandbox/softwareone/rql/schema.ts';
import { maskOf, project, readSelection } from '../../../src/sandbox/softwareone/rql/select.ts';

const text = { kind: 'text' } as const;
const schema: Schema = {
  id: text,
  name: text,
  type: { kind: 'enum', values: ['Client', 'Vendor'] },
  size: { kind: 'number' },
  open: { kind: 'flag' },
  note: text,
  address: { kind: 'object', members: { city: text, country: text } },
  tags: { kind: 'list', members: { id: text, label: text } },
  audit: { kind: 'object', members: { created: { kind: 'object', members: { at: { kind: 'moment' } } } } },
};

const records = [
  {
    id: 'ACC-0000-0001',
    name: 'Anna & Sons',
    type: 'Client',
    size: 5,
    open: true,
    note: '',
    address: { city: 'Łódź', country: 'PL' },
    tags: [{ id: 't1', label: 'new' }],
    audit: { created: { at: '2025-01-01T00:00:00.000Z' } },
  },
  {
    id: 'ACC-0000-0002',
    name: "Bert's *best* 🦊",
    type: 'Vendor',
    size: 10,
    open: false,
    address: { country: 'DE' },
    tags: [],
    audit: { created: { at: '2025-06-01T00:00:00.000Z' } },
  },
  {
    id: 'ACC-0000-0003',
    name: 'Cäsar+Co',
    type: 'Client',
    size: 7,
    note: 'x',
    address: {},
    tags: [
      { id: 't1', label: 'old' },
      { id: 't2', label: 'new' },
    ],
    audit: { created: { at: '2026-01-01T00:00:00.000Z' } },
  },
];

/** The numbers of the records a raw query string finds. */
function found(rawQuery: string): string {
  const { where } = readListQuery(rawQuery);
  const matches = where === undefined ? () => true : compileFilter(where, schema);
  return records
    .filter(matches)
    .map(({ id }) => id.at(-1))
    .join('');
}

function mistake(run: () => unknown): [string, string] {
  try {
    run();
  } catch (error) {
    if (error instanceof QueryMistake) return [error.property, error.message];
    throw error;
  }
  throw new Error('no mistake was found');
}

describe('RQL filters', () => {
  it.each([
    ['', '123'],
    ['eq(type,Client)', '13'],
    ['eq(type,"Client")', '13'],
    ["eq(type,'client')", '13'],
    ['EQ(Type,"Client")', '13'],
    ['eq(type,%22Client%22)', '13'],
    ['type=Client', '13'],
    ['type=Client&size=7', '3'],
    ['ne(type,"Client")', '2'],
    ['gt(size,5)', '23'],
    ['ge(size,7)', '23'],
    ['lt(size,7)', '1'],
    ['le(size,7)', '13'],
    ['open=true', '1'],
    ['ne(open,true)', '23'],
    ['in(id,("ACC-0000-0001","ACC-0000-0003"))', '13'],
    ["in(id,('ACC-0000-0001'))", '1'],
    ['out(id,("ACC-0000-0001"))', '23'],
    ['and(type=Client,gt(size,5))', '3'],
    ['or(eq(size,5),eq(size,10))', '12'],
    ['not(eq(type,"Client"))', '2'],
    ['type=Vendor|size=5', '12'],
    ['type=Client&size=5;type=Vendor', '12'],
    ['(size=5|size=10)&type=Vendor', '2'],
    ['or(and(type=Client,size=5),not(type=Client))', '12'],
    ['note=null()', '2'],
    ['ne(note,null())', '13'],
    ['note=empty()', '1'],
    ['eq(note,empty())', '1'],
    ['eq(address.city,null())', '23'],
    ['address.country=PL', '1'],
    ['any(tags,id=t1)', '13'],
    ['any(tags,and(id=t1,label=new))', '1'],
    ['any(tags)', '13'],
    ['all(tags,label=new)', '12'],
    ['ge(audit.created.at,"2025-06-01T00:00:00.000Z")', '23'],
    ['lt(audit.created.at,2025-06-01)', '1'],
    ['limit=5&eq(type,"Vendor")&offset=0&order=name', '2'],
    ['render()&eq(type,"Vendor")', '2'],
    ['&type=Vendor&', '2'],
  ])('%s', (rawQuery, expected) => {
    expect(found(rawQuery)).toBe(expected);
  });

  it.each([
    ['ilike(name,*SONS)', '1'],
    ['ilike(name,anna*)', '1'],
    ['ilike(name,"*& s*")', '1'],
    ['ilike(name,*best*)', '2'],
    [String.raw`ilike(name,"*\*best\**")`, '2'],
    [String.raw`ilike(name,"*\*anna*")`, ''],
    ['ilike(name,anna)', ''],
    ['ilike(name,CÄSAR*)', '3'],
    ['ilike(name,a*s)', '1'],
    ['like(name,anna*)', ''],
    ['like(name,Anna*)', '1'],
    ['ilike(name,.*)', ''],
  ])('wildcards: %s', (rawQuery, expected) => {
    expect(found(rawQuery)).toBe(expected);
  });

  it.each([
    ['name="Anna & Sons"', '1'],
    ['name=%22Anna%20%26%20Sons%22', '1'],
    [`name="Bert's *best* 🦊"`, '2'],
    [`eq(name,%22Bert's%20*best*%20${encodeURIComponent('🦊')}%22)`, '2'],
    ['name=C%C3%A4sar+Co', '3'],
    ['name=C%C3%A4sar%2BCo', '3'],
    ['name="Cäsar Co"', ''],
  ])('special characters: %s', (rawQuery, expected) => {
    expect(found(rawQuery)).toBe(expected);
  });

  it('finds nothing by an id without quotes', () => {
    expect(found('eq(id,ACC-0000-0001)')).toBe('');
    expect(found('id=ACC-0000-0001')).toBe('');
    expect(found('in(id,(ACC-0000-0001,"ACC-0000-0002"))')).toBe('2');
    expect(found('id="ACC-0000-0001"')).toBe('1');
  });

  it.each([
    ['mistake(a,b)', 'mistake', 'Unknown expression group.'],
    ['Mistake', 'Mistake', 'Unknown expression group.'],
    ['rql=eq(type,Client)', 'rql', 'Invalid equals shortcut expression'],
    ['rql=x', 'rql', 'Invalid property path.'],
    ['rql=%22eq(type,Client)%22', 'rql', 'Invalid property path.'],
    ['eq(nothing,1)', 'nothing', 'Invalid property path.'],
    ['eq(address.street,1)', 'address.street', 'Invalid property path.'],
    ['eq(tags.id,t1)', 'tags.id', 'Invalid property path.'],
    ['eq(type,Partner)', 'type', "Cannot convert value: 'Partner'."],
    ['gt(size,big)', 'size', "Cannot convert value: 'big'."],
    ['open=maybe', 'open', "Cannot convert value: 'maybe'."],
    ['gt(audit.created.at,yesterday)', 'audit.created.at', "Cannot convert value: 'yesterday'."],
    ['eq(address,x)', 'address', "Cannot convert value: 'x'."],
    ['gt(size,null())', 'size', 'Null values are not supported.'],
    ['in(name,())', 'name', 'Value has to be a non empty array.'],
    ['in(name,(null()))', 'name', 'Null values are not supported.'],
    ['in(name,a,b)', 'in', 'The expression must have 2 arguments.'],
    ['eq(name)', 'eq', 'The expression must have 2 arguments.'],
    ['eq(name,eq(a,b))', 'name', 'Unsupported argument type.'],
    ['eq(null(),name)', 'null', 'Unsupported property node.'],
    ['not(type=Client,size=5)', 'not', 'The expression must have 1 argument.'],
    ['and()', 'and', 'At least one condition is required.'],
    ['any(name,id=1)', 'name', 'Collection property has incompatible type.'],
    ['any(tags,nothing=1)', 'nothing', 'Invalid property path.'],
    ['all(tags)', 'all', 'A collection and a condition are required.'],
    ['ilike(size,5*)', 'size', "Operator 'ilike' is not permitted"],
    ['eq(name, x)extra', 'extra', 'Unknown expression group.'],
    ['eq(name,x', 'eq', 'The parenthesis is never closed.'],
    ['name=x)', 'name=x)', 'Unexpected closing parenthesis.'],
    ['name="x', '"x', 'The quotation is never closed.'],
    ["name=O'Brien&limit=5", "O'Brien&limit=5", 'A quotation mark must enclose the whole value.'],
    [String.raw`name="a\"b"`, String.raw`"a\"b"`, 'A quotation mark must enclose the whole value.'],
    ['name=%zz', 'query', 'The query string is not properly encoded.'],
    ['limit=-1', 'limit', "The value '-1' is not valid."],
    ['offset=x', 'offset', "The value 'x' is not valid."],
  ])('refuses %s', (rawQuery, property, message) => {
    expect(mistake(() => found(rawQuery))).toEqual([property, message]);
  });

  it('parses into a tree', () => {
    expect(parseFilter('or(type=Client,in(id,("a")))')).toEqual({
      kind: 'or',
      items: [
        { kind: 'compare', operator: 'eq', path: 'type', value: { text: 'Client', quoted: false } },
        { kind: 'list', operator: 'in', path: 'id', values: [{ text: 'a', quoted: true }] },
      ],
    });
  });

  it('keeps a member out of filters and orders while it is out of scope', () => {
    const isOutOfScope = (member: string) => member === 'audit';
    const where = parseFilter('gt(audit.created.at,"2025-01-01T00:00:00.000Z")');
    expect(mistake(() => compileFilter(where, schema, isOutOfScope))).toEqual([
      'audit.created.at',
      'Filtering is not permitted.',
    ]);
    expect(mistake(() => compileOrder('-audit.created.at', schema, isOutOfScope))).toEqual([
      'audit.created.at',
      'Ordering is not permitted.',
    ]);
  });
});

describe('RQL order', () => {
  const ordered = (order: string) => {
    const comparator = compileOrder(readListQuery(`order=${order}`).order, schema, () => false);
    return (comparator === undefined ? records : records.toSorted(comparator)).map(({ id }) => id.at(-1)).join('');
  };

  it.each([
    ['', '123'],
    ['size', '132'],
    ['+size', '132'],
    ['%2Bsize', '132'],
    ['-size', '231'],
    ['type,-size', '312'],
    ['-type,size', '213'],
    ['note', '213'],
    ['-note', '312'],
    ['-audit.created.at', '321'],
    ['address.country', '321'],
  ])('%s', (order, expected) => {
    expect(ordered(order)).toBe(expected);
  });

  it('refuses what cannot be ordered by', () => {
    expect(mistake(() => ordered('created'))).toEqual(['created', 'Invalid property path.']);
    expect(mistake(() => ordered('tags'))).toEqual(['tags', 'Invalid property path.']);
    expect(mistake(() => ordered('-address'))).toEqual(['address', 'Invalid property path.']);
  });
});

describe('RQL select', () => {
  const [first] = records;
  const shown = (select: string) =>
    project(first ?? {}, maskOf(schema, ['tags', 'audit'], readListQuery(`select=${select}`).select));

  it('adds to the defaults', () => {
    const defaults = ['id', 'name', 'type', 'size', 'open', 'note', 'address'];
    expect(Object.keys(shown(''))).toEqual(defaults);
    for (const select of ['+tags,id', 'tags', '%2Btags', '%20tags', 'TAGS', 'tags,unknown']) {
      expect(Object.keys(shown(select))).toEqual([...defaults, 'tags']);
    }
  });

  it('takes away', () => {
    expect(shown('-address')).not.toHaveProperty('address');
    expect(shown('-address.city')).toMatchObject({ address: { country: 'PL' } });
    expect(shown('-address.city').address).not.toHaveProperty('city');
    for (const select of ['-*,id,name', 'id,name,-*', '-*,+id,+name']) {
      expect(shown(select)).toEqual({ id: 'ACC-0000-0001', name: 'Anna & Sons' });
    }
  });

  it('reaches into members', () => {
    expect(shown('-*,address.city')).toEqual({ address: { city: 'Łódź' } });
    expect(shown('-*,tags.label')).toEqual({ tags: [{ label: 'new' }] });
    expect(shown('tags.label')).toMatchObject({ name: 'Anna & Sons', tags: [{ label: 'new' }] });
    expect(shown('-*,audit')).toEqual({ audit: { created: { at: '2025-01-01T00:00:00.000Z' } } });
    expect(Object.keys(shown('+*'))).toEqual(Object.keys(schema));
  });

  it('leaves out nulls at any depth', () => {
    const record = { id: null, name: 'x', address: { city: null }, tags: [{ id: 't', label: null }] };
    expect(project(record, maskOf(schema, [], readSelection('')))).toEqual({
      name: 'x',
      address: {},
      tags: [{ id: 't' }],
    });
  });
});

describe('RQL paging', () => {
  it('defaults to ten, caps at a hundred, and allows none', () => {
    expect(readListQuery('')).toMatchObject({ limit: 10, offset: 0 });
    expect(readListQuery('limit=1000&offset=20')).toMatchObject({ limit: 100, offset: 20 });
    expect(readListQuery('limit=0')).toMatchObject({ limit: 0 });
  });
});
