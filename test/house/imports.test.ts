import { expect, test } from 'vitest';
import { allImports, importsOf } from './imports.ts';
import { cyclesOf, forbidden, type Rule } from './rules.ts';

const rules: readonly Rule[] = [
  { files: 'bottom/', runTime: ['bottom/'], packages: ['node:util'] },
  { files: 'top/{id}.ts', runTime: ['bottom/'], types: ['generated/{id}.ts', 'middle/'] },
  { files: 'loader.ts', runTime: ['(computed)'] },
];
const judged = (path: string, text: string) => forbidden(importsOf(path, text), rules);

test('every form of import is seen', () => {
  const text = `
    import 'a';
    import b, { c as d, type E } from './b.ts';
    import * as f from '../f/f.ts';
    import type { G } from 'g';
    export { h } from 'h';
    export * from 'i';
    export type { J } from 'j';
    import k = require('k');
    type L = import('l').L;
    const m = await import('m');
    const n = await import(d);
    const o = require('o');
  `;
  expect(importsOf('src/x/y.ts', text)).toEqual(
    [
      { to: 'a', typeOnly: false, names: ['*'] },
      { to: 'src/x/b.ts', typeOnly: false, names: ['default', 'c'] },
      { to: 'src/f/f.ts', typeOnly: false, names: ['*'] },
      { to: 'g', typeOnly: true, names: [] },
      { to: 'h', typeOnly: false, names: ['h'] },
      { to: 'i', typeOnly: false, names: ['*'] },
      { to: 'j', typeOnly: true, names: [] },
      { to: 'k', typeOnly: false, names: ['*'] },
      { to: 'l', typeOnly: true, names: [] },
      { to: 'm', typeOnly: false, names: ['*'] },
      { to: '(computed)', typeOnly: false, names: ['*'] },
      { to: 'o', typeOnly: false, names: ['*'] },
    ].map((each) => ({ from: 'src/x/y.ts', ...each })),
  );
});

test('imports in comments and texts are none', () => {
  expect(importsOf('src/x.ts', "// import 'a'\nconst b = \"import 'c'\";")).toEqual([]);
});

test('what a rule allows passes', () => {
  expect(judged('src/top/a.ts', "import { b } from '../bottom/b.ts'; import 'anything';")).toEqual([]);
  expect(judged('src/top/a.ts', "import type { A } from '../generated/a.ts';")).toEqual([]);
  expect(judged('src/bottom/deep/b.ts', "import '../c.ts'; import { inspect } from 'node:util';")).toEqual([]);
  expect(judged('src/loader.ts', 'await import(path);')).toEqual([]);
});

test.each([
  ['an import upwards', 'src/bottom/b.ts', "import '../top/a.ts';"],
  ['an import upwards as types', 'src/bottom/b.ts', "import type { A } from '../top/a.ts';"],
  ['a dynamic import upwards', 'src/bottom/b.ts', "await import('../top/a.ts');"],
  ['an export upwards', 'src/bottom/b.ts', "export { a } from '../top/a.ts';"],
  ['an import of a neighbour', 'src/top/a.ts', "import './b.ts';"],
  ['a run-time import where types are allowed', 'src/top/a.ts', "import { M } from '../middle/m.ts';"],
  ['an import of inline types, which runs the module', 'src/top/a.ts', "import { type M } from '../middle/m.ts';"],
  ["an import of another one's types", 'src/top/a.ts', "import type { B } from '../generated/b.ts';"],
  ['a package where they are listed', 'src/bottom/b.ts', "import 'node:fs';"],
  ['a computed import', 'src/top/a.ts', 'await import(path);'],
  ['an import out of src', 'src/top/a.ts', "import '../../test/x.ts';"],
  ['an absolute import', 'src/top/a.ts', "import '/etc/x.js';"],
  ['an import by a file that no rule knows', 'src/elsewhere/e.ts', "import 'node:util';"],
])('%s is found', (_, path, text) => {
  expect(judged(path, text)).toHaveLength(1);
});

test('cycles are found, and what hangs on them is not part of them', () => {
  const files = new Map([
    ['src/a.ts', "import './b.ts';"],
    ['src/b.ts', "import './c.ts';"],
    ['src/c.ts', "import './a.ts'; import './leaf.ts';"],
    ['src/self.ts', "import './self.ts';"],
    ['src/user.ts', "import './a.ts';"],
  ]);
  expect(cyclesOf(allImports(files).map(({ from, to }) => [from, to]))).toEqual([
    ['src/a.ts', 'src/b.ts', 'src/c.ts'],
    ['src/self.ts'],
  ]);
});

test('a house without cycles has none', () => {
  expect(
    cyclesOf([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
    ]),
  ).toEqual([]);
});
