import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { nodesOf, parsed } from './imports.ts';
import { referencesOf } from './network.ts';
import { root, written } from './sources.ts';

const entries = (folder: string): string[] => readdirSync(join(root, folder)).sort();
const folders = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

const documents = entries('openapi/upstreams');
const ids = documents.map((name) => name.replace(/\.yaml$/, ''));

/** What one provider consists of in the folder of the providers. */
const filesOf = (id: string): string[] => [`${id}.settlements.ts`, `${id}.ts`, `${id}.unmapped.ts`];

test('the folder of the providers holds three files for each upstream document and nothing else', () => {
  expect(ids.length).toBeGreaterThanOrEqual(4);
  expect(documents).toEqual(ids.map((id) => `${id}.yaml`));
  expect(entries('src/providers')).toEqual(ids.flatMap(filesOf));
});

test('every provider has an emulator, and no emulator is without provider', () => {
  expect(folders('src/sandbox')).toEqual(ids);
  for (const id of ids) expect(entries(`src/sandbox/${id}`)).toContain('emulator.ts');
});

test('every provider has fixtures', () => {
  for (const id of ids) {
    expect(folders('test/fixtures')).toContain(id);
    expect(entries(`test/fixtures/${id}`).length).toBeGreaterThan(0);
  }
});

test('a provider declares itself under the name of its file', () => {
  for (const id of ids) expect(written.get(`src/providers/${id}.ts`)).toContain(`\n  id: '${id}',\n`);
});

/** Where a source names a provider, although it would work for any. */
function namedProviders(path: string, text: string): readonly string[] {
  return [...nodesOf(parsed(path, text))].flatMap((node) =>
    (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) && ids.some((id) => node.text.toLowerCase().includes(id))
      ? [`${path} ${node.text}`]
      : [],
  );
}

test('adding a provider touches nothing else: no other source names one', () => {
  const exempt = [
    // Prints one call for each of four vendors, because the operations they show are not the same.
    'src/cli/sandbox.ts',
  ];
  const own = /^src\/(?:providers|sandbox\/[^/]+)\//;
  const free = [...written].filter(([path]) => !own.test(path) && !exempt.includes(path));
  expect(free.flatMap(([path, text]) => namedProviders(path, text))).toEqual([]);
  expect(namedProviders('src/x.ts', "const stytchId = 'userhub';")).toHaveLength(2);
});

const impure = ['process', 'performance', 'crypto', 'console', 'fetch', 'setTimeout', 'setInterval', 'globalThis'];
const clocks = /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bMath\.random\b/;

test('providers are pure: no clock, environment, randomness or output', () => {
  for (const path of ids.flatMap(filesOf).map((name) => `src/providers/${name}`)) {
    const text = written.get(path) ?? '';
    expect(text).toContain('export default');
    const used = referencesOf(path, text);
    expect(impure.filter((name) => used.has(name))).toEqual([]);
    expect(text).not.toMatch(clocks);
  }
});
