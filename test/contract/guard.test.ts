import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guard, UsedPartViolated } from '../../src/contract/guard.ts';
import type { Violation } from '../../src/contract/violation.ts';
import { placesIn, pointerOf } from '../support/json.ts';

const at = (pointer: string): Violation => ({ pointer, keyword: 'type', detail: 'must be string' });

function refusal(run: () => unknown): Violation {
  try {
    run();
  } catch (error) {
    if (error instanceof UsedPartViolated) return error.violation;
    throw error;
  }
  throw new Error('It was not refused');
}

test('a part that is not at fault reads as usual', () => {
  const view = guard({ id: 'o1', name: 7, address: { city: 'Oslo' } }, [at('/name')]);
  expect(view.id).toBe('o1');
  expect(view.address.city).toBe('Oslo');
});

test('reading the part at fault is refused with what is wrong with it', () => {
  const view = guard({ name: 7 }, [at('/name')]);
  expect(refusal(() => view.name)).toEqual(at('/name'));
  expect(() => view.name).toThrow('/name must be string');
  expect(() => view.name).toThrow(expect.objectContaining({ name: 'UsedPartViolated' }));
});

test('reading around a nested fault is not refused; reading it is', () => {
  const view = guard({ organization: { id: 'o1', name: 7 } }, [at('/organization/name')]);
  expect(view.organization.id).toBe('o1');
  expect(refusal(() => view.organization.name)).toEqual(at('/organization/name'));
});

test('each fault is told with its own violation', () => {
  const view = guard({ a: 1, b: 2 }, [at('/a'), { ...at('/b'), keyword: 'format' }]);
  expect(refusal(() => view.b).keyword).toBe('format');
});

test('a missing property is refused when it is read, although there is nothing to read', () => {
  const view: { readonly id?: string } = guard({}, [at('/id')]);
  expect(refusal(() => view.id)).toEqual(at('/id'));
  expect(refusal(() => view.id ?? 'default')).toEqual(at('/id'));
});

test('asking whether a part at fault is there is refused as well', () => {
  const view = guard({ id: 1 }, [at('/id'), at('/missing')]);
  expect(refusal(() => 'id' in view)).toEqual(at('/id'));
  expect(refusal(() => Object.hasOwn(view, 'missing'))).toEqual(at('/missing'));
  expect('other' in view).toBe(false);
});

test('a body at fault as a whole is refused at once', () => {
  expect(refusal(() => guard('text', [at('')]))).toEqual(at(''));
  expect(() => guard('text', [at('')])).toThrow('the body must be string');
});

test('a list can be used up to the entry at fault', () => {
  const view = guard({ list: ['a', 1, 'c'] }, [at('/list/1')]);
  expect(Array.isArray(view.list)).toBe(true);
  expect(view.list.length).toBe(3);
  expect(view.list[2]).toBe('c');
  expect(view.list.find((each) => each === 'a')).toBe('a');
  expect(refusal(() => view.list.map(String))).toEqual(at('/list/1'));
  expect(refusal(() => [...view.list])).toEqual(at('/list/1'));
});

test('entries of a list are guarded inside', () => {
  const view = guard({ list: [{ id: 'a' }, { id: 1 }] }, [at('/list/1/id')]);
  const ids = view.list.map((each) => () => each.id);
  expect(ids[0]?.()).toBe('a');
  expect(refusal(() => ids[1]?.())).toEqual(at('/list/1/id'));
});

test.each<[string, (view: { readonly good: string; readonly bad: unknown }) => unknown]>([
  ['spread', (view) => ({ ...view })],
  ['Object.entries', (view) => Object.entries(view)],
  ['Object.values', (view) => Object.values(view)],
  ['rest', ({ good: _good, ...rest }) => rest],
  ['JSON.stringify', (view) => JSON.stringify(view)],
])('copying as a whole with %s reads the part at fault', (_name, copy) => {
  expect(refusal(() => copy(guard({ good: 'x', bad: 7 }, [at('/bad')])))).toEqual(at('/bad'));
});

test('taking an object as a whole takes what is missing in it, too', () => {
  const view = guard({ here: 1, inner: { here: 2 } }, [at('/inner/id')]);
  expect(view.here).toBe(1);
  expect(view.inner.here).toBe(2);
  expect(Object.keys(view)).toEqual(['here', 'inner']);
  expect(refusal(() => ({ ...view.inner }))).toEqual(at('/inner/id'));
  expect(refusal(() => JSON.stringify(view))).toEqual(at('/inner/id'));
});

test('what is missing in the body itself is met when the body is taken as a whole', () => {
  expect(refusal(() => Object.keys(guard({ here: 1 }, [at('/id')])))).toEqual(at('/id'));
  expect(refusal(() => Object.keys(guard({ here: 1 }, [at('/a~1b')])))).toEqual(at('/a~1b'));
});

test('taking an object as a whole does not meet what is at fault beside it or further inside', () => {
  const view = guard({ a: { b: { c: 1 } }, ab: { x: 1 } }, [at('/a/b/missing'), at('/ab/missing')]);
  expect(Object.keys(view)).toEqual(['a', 'ab']);
  expect(Object.keys(view.a)).toEqual(['b']);
  expect(refusal(() => Object.keys(view.a.b))).toEqual(at('/a/b/missing'));
});

test('the mere names of what is there can be listed', () => {
  expect(Reflect.ownKeys(guard({ 'a/b': 7, c: 1 }, [at('/a~1b')]))).toEqual(['a/b', 'c']);
});

test('the caller may say what is thrown', () => {
  const view = guard({ name: 7 }, [at('/name')], ({ pointer }) => new RangeError(`no ${pointer}`));
  expect(() => view.name).toThrow(new RangeError('no /name'));
});

test('symbols are no parts of a body', () => {
  const view = guard({ list: [1] }, [at('/list/0')]);
  expect(Symbol.iterator in view.list).toBe(true);
  expect(Object.hasOwn(view.list, Symbol.iterator)).toBe(false);
});

test('names are compared as JSON pointers spell them', () => {
  const view = guard({ 'a/b~c': 1, a: { 'b~c': 2 } }, [at('/a~1b~0c')]);
  expect(view.a['b~c']).toBe(2);
  expect(refusal(() => view['a/b~c'])).toEqual(at('/a~1b~0c'));
});

test('the body itself is not changed and stays readable', () => {
  const body = { name: 7 };
  guard(body, [at('/name')]);
  expect(body).toEqual({ name: 7 });
});

test('without violations every body reads as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      expect(JSON.stringify(guard(body, []))).toBe(JSON.stringify(body));
    }),
  );
});

test('wherever the fault is in a body, reading all of it meets exactly that fault', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.nat(), (body, pick) => {
      const places = [...placesIn(body)];
      const place = places[pick % places.length];
      fc.pre(place !== undefined);
      const fault = at(pointerOf(place.path));
      expect(refusal(() => JSON.stringify(guard(body, [fault])))).toEqual(fault);
    }),
  );
});
