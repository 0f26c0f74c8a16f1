import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effective, mergePatched } from '../../src/translation/merge-patch.ts';

// RFC 7396, appendix A.
test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('RFC 7396: %j patched with %j is %j', (target, patch, result) => {
  expect(mergePatched(target, patch)).toEqual(result);
});

test('the example of RFC 7396, section 3', () => {
  const target = {
    title: 'Goodbye!',
    author: { givenName: 'John', familyName: 'Doe' },
    tags: ['example', 'sample'],
    content: 'This will be unchanged',
  };
  const patch = { title: 'Hello!', phoneNumber: '+01-123-456-7890', author: { familyName: null }, tags: ['example'] };
  expect(mergePatched(target, patch)).toEqual({
    title: 'Hello!',
    author: { givenName: 'John' },
    tags: ['example'],
    content: 'This will be unchanged',
    phoneNumber: '+01-123-456-7890',
  });
});

// Bodies that hold __proto__ are refused before they become patches (src/api/body.ts).
const name = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('a', 'b', 'toString', 'valueOf', 'hasOwnProperty'));
const { json } = fc.letrec<{ readonly json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, 0, 'x', 'y'),
    fc.array(tie('json'), { maxLength: 2 }),
    fc.dictionary(
      name.filter((each) => each !== '__proto__'),
      tie('json'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));
const object = json.filter((value): value is object => isObject(value));
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The function of RFC 7396, section 2, word for word over maps. */
function specified(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, specified(result.get(key), value));
  }
  return Object.fromEntries(result);
}

test('every patch does what the specification says', () => {
  fc.assert(
    fc.property(json, json, (target, patch) => {
      expect(mergePatched(target, patch)).toEqual(specified(target, patch));
    }),
  );
});

test('a patch applied twice does what it does once', () => {
  fc.assert(
    fc.property(json, json, (target, patch) => {
      const once = mergePatched(target, patch);
      expect(mergePatched(once, patch)).toEqual(once);
    }),
  );
});

test('neither the target nor the patch is changed', () => {
  fc.assert(
    fc.property(json, json, (target, patch) => {
      const before = JSON.stringify([target, patch]);
      mergePatched(target, patch);
      if (isObject(target) && isObject(patch)) effective(target, patch);
      expect(JSON.stringify([target, patch])).toBe(before);
    }),
  );
});

test('only the fields that would change are effective', () => {
  const current = { name: 'Acme', email: null, tags: ['a', 'b'], address: { city: 'Oslo', lines: ['1'] } };
  expect(effective(current, { name: 'Acme', email: 'a@b.example' })).toEqual({ email: 'a@b.example' });
  expect(effective(current, { tags: ['a', 'b'] })).toEqual({});
  expect(effective(current, { tags: ['b', 'a'] })).toEqual({ tags: ['b', 'a'] });
  expect(effective(current, { address: { city: 'Oslo' } })).toEqual({});
  expect(effective(current, { address: { city: 'Bergen' } })).toEqual({ address: { city: 'Bergen' } });
  expect(effective(current, { address: { city: null } })).toEqual({ address: { city: null } });
  expect(effective(current, { address: null })).toEqual({ address: null });
});

test('clearing what is empty or absent is not effective', () => {
  expect(effective({ email: null }, { email: null, phoneNumber: null })).toEqual({});
});

test('a field that is undefined in the patch is not asked for', () => {
  expect(effective({ name: 'Acme' }, { name: undefined, email: undefined })).toEqual({});
});

test('a field that objects inherit is no field', () => {
  expect(effective({}, { toString: null, valueOf: null })).toEqual({});
  expect(effective({}, { toString: 'x' })).toEqual({ toString: 'x' });
});

test('after a patch nothing of it is effective any more', () => {
  fc.assert(
    fc.property(object, object, (current, patch) => {
      expect(effective(mergePatched(current, patch) as object, patch)).toEqual({});
    }),
  );
});

test('the effective part does all that the patch would do, except that null stays for absent', () => {
  const withoutNulls = (value: unknown): unknown =>
    Object.fromEntries(Object.entries(value as object).filter(([, each]) => each !== null));
  fc.assert(
    fc.property(object, object, (current, patch) => {
      const changed = mergePatched(current, effective(current, patch));
      expect(withoutNulls(changed)).toEqual(withoutNulls(mergePatched(current, patch)));
    }),
  );
});
