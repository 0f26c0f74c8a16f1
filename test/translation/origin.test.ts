import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Violation } from '../../src/contract/violation.ts';
import type { ChannelledRequest } from '../../src/contract/wire.ts';
import { blame } from '../../src/translation/origin.ts';
import { placesIn, pointerOf } from '../support/json.ts';

const at = (pointer: string, keyword = 'maxLength', detail = 'must be shorter'): Violation => ({
  pointer,
  keyword,
  detail,
});

/** Who is to blame when `build` makes, of this input, a request with violations at these places of it. */
function blamed<I extends object>(input: I, build: (input: I) => ChannelledRequest, ...violations: Violation[]) {
  const rebuild = build as (input: object) => ChannelledRequest;
  return blame(input, build(input), violations, rebuild);
}

const pointers = ({ parts }: ReturnType<typeof blame>): string[] => (parts.errors ?? []).map(({ pointer }) => pointer);

test('a body field is blamed by its unified name, with the rule of the upstream', () => {
  const input = { path: { organization: 'o1' }, body: { displayName: 'Acme', email: 'a@b.example' } };
  const problem = blamed(
    input,
    ({ path, body }) => ({
      path: { id: path.organization },
      body: { org: { name: body.displayName, mail: body.email } },
    }),
    at('/body/org/name'),
  );
  expect(problem).toMatchObject({ code: 'validation-failed', status: 422 });
  expect(problem.parts.errors).toEqual([{ pointer: '/displayName', code: 'maxLength', detail: 'must be shorter' }]);
  expect(problem.message).toBe('The upstream does not take this value: /displayName must be shorter.');
});

test('a value that goes out as base64 is blamed', () => {
  const problem = blamed(
    { body: { externalId: 'customer', displayName: 'Acme' } },
    ({ body }) => ({ body: { value: Buffer.from(body.externalId).toString('base64'), name: body.displayName } }),
    at('/body/value'),
  );
  expect(pointers(problem)).toEqual(['/externalId']);
});

test('a value inside a query expression is blamed, and the others are not', () => {
  const problem = blamed(
    { path: { organization: 'o1' }, query: { displayName: 'Acme' }, page: { size: 20, cursor: '40' } },
    ({ path, query, page }) => ({
      path: { id: path.organization },
      query: { rql: `eq(name,"${encodeURIComponent(query.displayName)}")`, limit: page.size, offset: page.cursor },
    }),
    at('/query/rql'),
  );
  expect(problem).toMatchObject({ code: 'invalid-request', status: 400 });
  expect(problem.parts.errors).toEqual([
    { pointer: 'query/displayName', code: 'maxLength', detail: 'must be shorter' },
  ]);
});

test('of a nested address only the field at fault is blamed', () => {
  const problem = blamed(
    { body: { address: { lines: ['1 Road', 'Hamlet'], city: 'Oslo', countryCode: 'NO' } } },
    ({ body: { address } }) => ({
      body: {
        address: { line1: address.lines[0], line2: address.lines[1], town: address.city, country: address.countryCode },
      },
    }),
    at('/body/address/country', 'pattern', 'must match'),
  );
  expect(problem.parts.errors).toEqual([{ pointer: '/address/countryCode', code: 'pattern', detail: 'must match' }]);
});

test('an entry of a list is blamed by its index', () => {
  const problem = blamed(
    { body: { roles: ['admin', 'owner'] } },
    ({ body }) => ({ body: { groups: body.roles.map((id) => ({ id })) } }),
    at('/body/groups/1/id'),
  );
  expect(pointers(problem)).toEqual(['/roles/1']);
});

test('all values that make up the one at fault are blamed', () => {
  const problem = blamed(
    { body: { first: 'a', last: 'b', other: 'c' } },
    ({ body }) => ({ body: { name: `${body.first} ${body.last}`, other: body.other } }),
    at('/body/name'),
  );
  expect(pointers(problem)).toEqual(['/first', '/last']);
  expect(problem.message).toContain(': /first must be shorter; /last must be shorter.');
});

test('several violations are each blamed on their own value', () => {
  const problem = blamed(
    { body: { email: 'x', phone: 'y' } },
    ({ body }) => ({ body: { mail: body.email, phone: body.phone } }),
    at('/body/phone', 'pattern'),
    at('/body/mail', 'format'),
  );
  expect(problem.parts.errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/email', 'format'],
    ['/phone', 'pattern'],
  ]);
});

test.each<[string, string | number | boolean | null | readonly string[] | object]>([
  ['a number', 5],
  ['a boolean', false],
  ['null', null],
  ['the empty text', ''],
  ['an empty list', []],
  ['an empty object', {}],
])('%s is blamed as well', (_name, value) => {
  const problem = blamed({ body: { value } }, ({ body }) => ({ body: { upstream: body.value } }), at('/body/upstream'));
  expect(problem.code).toBe('validation-failed');
  expect(pointers(problem)).toEqual(['/value']);
});

test.each<[string, string | number | boolean | readonly string[] | object]>([
  ['a text', 'a'],
  ['a number', 0],
  ['a boolean', true],
  ['a list', []],
  ['an object', {}],
])('%s is only ever changed for another one, which its translation can work on', (_name, value) => {
  const typeOf = (each: unknown): string => (Array.isArray(each) ? 'array' : typeof each);
  const build = ({ body }: { body: { value: unknown } }) => {
    if (typeOf(body.value) !== typeOf(value)) throw new Error('cannot be translated');
    return { body: { upstream: body.value } };
  };
  expect(pointers(blamed({ body: { value } }, build, at('/body/upstream')))).toEqual(['/value']);
});

test('a value whose change takes the place at fault away is blamed', () => {
  const build = ({ body }: { body: { kind: string } }) => ({
    body: { inner: body.kind === 'known' ? { wrong: 1 } : null },
  });
  expect(pointers(blamed({ body: { kind: 'known' } }, build, at('/body/inner/wrong')))).toEqual(['/kind']);
});

test('a channel in which the caller gave nothing has nothing to blame', () => {
  const problem = blamed(
    { query: {}, body: {} },
    ({ query, body }) => ({ query: { given: Object.keys(query).length }, body: { given: Object.keys(body).length } }),
    at('/query/given'),
    at('/body/given'),
  );
  expect(problem.code).toBe('translation-contract-violation');
});

test('null stands for a text that is not there, for translations that work on texts', () => {
  const build = ({ body }: { body: { value: string | null } }) => ({ body: { upstream: body.value?.trim() ?? null } });
  expect(pointers(blamed({ body: { value: null } }, build, at('/body/upstream')))).toEqual(['/value']);
});

test('an id in the path that the upstream cannot have names nothing there is', () => {
  const problem = blamed(
    { path: { organization: 'o1', member: '..' }, body: { displayName: 'Acme' } },
    ({ path, body }) => ({ path: { org: path.organization, user: path.member }, body: { name: body.displayName } }),
    at('/path/user', 'pattern'),
  );
  expect(problem).toMatchObject({ code: 'not-found', status: 404, message: 'The upstream has no ids of this form.' });
  expect(problem.parts.errors).toBeUndefined();
});

test('an id in the path that goes out in a header is found there', () => {
  const problem = blamed(
    { path: { organization: 'o1' } },
    ({ path }) => ({ header: { 'x-org': path.organization } }),
    at('/header/x-org'),
  );
  expect(problem.code).toBe('not-found');
});

test('what no value of the caller moves is a mistake of ours', () => {
  const problem = blamed(
    { path: { organization: 'o1' }, body: { displayName: 'Acme' } },
    ({ body }) => ({ header: { version: 'wrong' }, body: { name: body.displayName } }),
    at('/header/version', 'const'),
    at('/body/required', 'required'),
  );
  expect(problem).toMatchObject({ code: 'translation-contract-violation', status: 500 });
  expect(problem.parts.errors).toEqual([
    { pointer: 'upstream/header/version', code: 'const', detail: 'must be shorter' },
    { pointer: 'upstream/body/required', code: 'required', detail: 'must be shorter' },
  ]);
});

test('a field that is missing because of a value of the caller is blamed on it', () => {
  const problem = blamed(
    { body: { externalId: '' } },
    ({ body }) => ({ body: { id: body.externalId === '' ? undefined : body.externalId } }),
    at('/body/id', 'required'),
  );
  expect(pointers(problem)).toEqual(['/externalId']);
});

test('the page is never blamed: its size and cursor are ours', () => {
  const problem = blamed(
    { query: {}, page: { size: 500, cursor: 'c' } },
    ({ page }) => ({ query: { limit: page.size, cursor: page.cursor } }),
    at('/query/limit'),
    at('/query/cursor'),
  );
  expect(problem.code).toBe('translation-contract-violation');
});

test('a value for which the request cannot be built at all does not hide the one that is at fault', () => {
  const problem = blamed(
    { body: { kind: 'known', name: 'x' } },
    ({ body }) => {
      if (body.kind !== 'known') throw new Error('no such kind');
      return { body: { name: body.name } };
    },
    at('/body/name'),
  );
  expect(pointers(problem)).toEqual(['/name']);
});

test('a value for which the run would ask nothing is passed over', () => {
  const input = { body: { name: 'x' } };
  const problem = blame(input, { body: { name: 'x' } }, [at('/body/name')], () => undefined);
  expect(problem.code).toBe('translation-contract-violation');
});

test('names of the caller are spelled as JSON pointers, and those of the upstream are read so', () => {
  const problem = blamed(
    { body: { metadata: { 'a/b~c': 'x', plain: 'y' } } },
    ({ body }) => ({ body: { 'meta/data': body.metadata } }),
    at('/body/meta~1data/a~1b~0c'),
  );
  expect(pointers(problem)).toEqual(['/metadata/a~1b~0c']);
});

// Bodies that hold __proto__ are refused before they are translated (src/api/body.ts).
const bodies = fc.object({
  key: fc.string().filter((name) => name !== '__proto__'),
  values: [fc.string(), fc.boolean(), fc.integer({ max: 1000 })],
  maxDepth: 3,
});

test('wherever a value stands in a body, it alone is blamed for the place it goes to', () => {
  fc.assert(
    fc.property(bodies, fc.nat(), (given, pick) => {
      const leaves = [...placesIn(given)].filter(
        ({ value }) => typeof value !== 'object' || Object.keys(value ?? {}).length === 0,
      );
      const leaf = leaves[pick % leaves.length];
      fc.pre(leaf !== undefined);
      const fault = at(`/body/moved${pointerOf(leaf.path)}`);
      const problem = blamed({ body: given }, ({ body }) => ({ body: { moved: body } }), fault);
      expect(pointers(problem)).toEqual([pointerOf(leaf.path)]);
    }),
  );
});

test('the input is not changed', () => {
  const input = { body: { address: { city: 'Oslo' }, roles: ['a'] }, page: { size: 1, cursor: undefined } };
  const before = structuredClone(input);
  blamed(input, ({ body }) => ({ body }), at('/body/address/city'));
  expect(input).toEqual(before);
});
