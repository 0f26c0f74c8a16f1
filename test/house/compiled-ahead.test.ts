import { expect, test } from 'vitest';
import { allImports } from './imports.ts';
import { filesBelow, written } from './sources.ts';

// Validators are compiled by the generator and never by a gateway: neither its start nor a request waits for a compiler.

const generated = filesBelow('src', /^src\/generated\/.*\.[jt]s$/);
const edges = allImports(new Map([...written, ...generated])).filter(({ typeOnly }) => !typeOnly);

/** Everything that a module loads before it runs. */
function loadedBy(start: string): ReadonlySet<string> {
  const loaded = new Set([start]);
  for (const path of loaded) for (const { from, to } of edges) if (from === path) loaded.add(to);
  return loaded;
}

/** Packages that compile schemas or walk whole documents; compiled validators call AJV's run time. */
const compilers =
  /^(?:ajv(?!\/dist\/runtime)|ajv-formats(?!\/dist\/formats)|@redocly|js-yaml|jsonpath-rfc9535|openapi-typescript)(?:\/|$)/;

test.each(['src/cli/serve.ts', 'src/cli/sandbox.ts'])('%s loads no compiler of schemas', (start) => {
  const loaded = loadedBy(start);
  expect(loaded.size).toBeGreaterThan(100);
  expect([...loaded].filter((path) => compilers.test(path))).toEqual([]);
});

test('the generator does, so one that is loaded would be seen', () => {
  expect([...loadedBy('src/generate/main.ts')].some((path) => compilers.test(path))).toBe(true);
});
