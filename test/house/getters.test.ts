import ts from 'typescript';
import { expect, test } from 'vitest';
import { nodesOf, parsed } from './imports.ts';
import { written } from './sources.ts';

/** What is made once, or seldom: at start, for a connection, for a process, for a verification, for a schema. */
const seldom = [
  'src/contract/shape/shape.ts',
  'src/operations/backlog.ts',
  'src/storage/presence.ts',
  'src/translation/verify/',
  'src/upstream/',
];

const getterIn = (path: string, text: string): boolean =>
  [...nodesOf(parsed(path, text))].some((node) => ts.isAccessor(node) && ts.isObjectLiteralExpression(node.parent));

// The engine gives an object literal with a getter a hidden class of its own each time it is made, which stays in memory until a
// full collection, and with it whatever the getter can reach: for what is made for each request, the request.
test('object literals with getters are only for what is made seldom', () => {
  const found = [...written].filter(([path, text]) => getterIn(path, text)).map(([path]) => path);
  expect(found.filter((path) => !seldom.some((each) => path.startsWith(each)))).toEqual([]);
});

test('a getter of a class is none of an object literal', () => {
  expect(getterIn('a.ts', 'class A { get a() { return 1; } }')).toBe(false);
  expect(getterIn('a.ts', 'const a = { get a() { return 1; } };')).toBe(true);
});
