import { expect, test } from 'vitest';
import { pointerOf, recording } from '../../src/contract/recording.ts';

/** The pointers that a function reads of a value, each once. */
function readsOf<T>(value: T, read: (view: T) => unknown): string[] {
  const reads = new Set<string>();
  read(recording(value, (path) => reads.add(pointerOf(path))));
  return [...reads];
}

test('reads are noted with the way to them, whether something is there or not', () => {
  expect(readsOf({ a: { b: 1 } }, ({ a }) => a.b)).toEqual(['/a', '/a/b']);
  expect(readsOf<{ a?: string }>({}, ({ a }) => a)).toEqual(['/a']);
  expect(readsOf({ 'a/b': { '~': 1 } }, (view) => view['a/b']['~'])).toEqual(['/a~1b', '/a~1b/~0']);
});

test('asking whether a name is there is a read', () => {
  expect(readsOf<object>({ a: 1 }, (view) => 'b' in view)).toEqual(['/b']);
});

test('methods of lists read the items that they come by', () => {
  const list = { items: [{ id: 1 }, { id: 2 }, { id: 3 }] };
  expect(readsOf(list, ({ items }) => items.length)).toEqual(['/items']);
  const found = readsOf(list, ({ items }) => items.find(({ id }) => id === 2));
  expect(found.filter((pointer) => pointer.endsWith('/id'))).toEqual(['/items/0/id', '/items/1/id']);
});

test('the values of a map are read under their own names', () => {
  expect(readsOf<Record<string, number>>({ x: 1, y: 2 }, (view) => Object.entries(view))).toEqual(['/x', '/y']);
});

test('who serializes a part passes it on and reads nothing in it', () => {
  const value = { meta: { a: { b: 1 } } };
  let text = '';
  const reads = readsOf(value, (view) => {
    text = JSON.stringify({ kept: view.meta });
  });
  expect(reads).toEqual(['/meta']);
  expect(text).toBe('{"kept":{"a":{"b":1}}}');
});

test('the same part is the same view, and paths are the same arrays', () => {
  const paths: (readonly string[])[] = [];
  const view = recording({ a: { b: 1 } }, (path) => paths.push(path));
  expect(view.a).toBe(view.a);
  expect(paths[0]).toBe(paths[1]);
});
