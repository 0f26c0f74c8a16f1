import { builtinModules } from 'node:module';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { allImports } from './imports.ts';
import { cyclesOf, forbidden, type Rule } from './rules.ts';
import { filesBelow, written } from './sources.ts';

const leaves = ['generated/types/', 'generated/validators/', 'generated/documents/'];
/** Built-in modules that neither read a clock or the environment nor do any input or output. */
const pure = ['node:buffer', 'node:querystring', 'node:url', 'node:util'];

/** The arrows of the house: they point down only. */
const house: readonly Rule[] = [
  { files: 'problem/', runTime: ['problem/'], packages: [] },
  { files: 'telemetry/', runTime: ['telemetry/'] },
  { files: 'contract/', runTime: ['contract/', ...leaves] },
  { files: 'upstream/', runTime: ['upstream/', 'problem/', 'telemetry/'], types: ['contract/'] },
  {
    files: 'translation/',
    runTime: ['translation/', 'contract/', 'upstream/', 'problem/', 'telemetry/', 'generated/validators/orgway.js'],
    types: ['generated/types/orgway.ts'],
  },
  // First of the three, as the pattern of the provider's own file takes the others for providers of their own.
  { files: 'providers/{id}.unmapped.ts', runTime: ['translation/unmapped.ts'], packages: [] },
  {
    files: 'providers/{id}.settlements.ts',
    runTime: ['translation/'],
    types: ['generated/types/{id}.ts'],
    packages: pure,
  },
  {
    files: 'providers/{id}.ts',
    runTime: ['translation/', 'providers/{id}.settlements.ts'],
    types: ['generated/types/{id}.ts'],
    packages: pure,
  },
  {
    files: 'storage/',
    // The package with PostgreSQL's programs has another name on every platform.
    runTime: ['storage/', '(computed)'],
    packages: ['pg', 'kysely', 'kysely/migration', ...builtinModules.map((name) => `node:${name}`)],
  },
  {
    files: 'operations/',
    runTime: ['operations/', 'translation/', 'problem/', 'telemetry/'],
    types: ['storage/', 'contract/'],
  },
  {
    files: 'passthrough/',
    runTime: ['passthrough/', 'contract/', 'upstream/', 'problem/', 'telemetry/', 'translation/classify.ts'],
    types: ['translation/', 'operations/audit/'],
  },
  {
    files: 'api/',
    runTime: ['api/', 'operations/', 'contract/', 'problem/', 'telemetry/', ...leaves],
    types: ['translation/', 'passthrough/'],
  },
  {
    files: 'config/',
    // An address that no connection would be made to is refused when the configuration is read.
    runTime: [
      'config/',
      'contract/',
      'generated/validators/config.js',
      'upstream/internal-address.ts',
      'upstream/resilience.ts',
    ],
    // What is configured is of the types of those who use it.
    types: ['telemetry/', 'api/access/', 'api/limits/'],
  },
  { files: 'sandbox/{id}/', runTime: ['sandbox/{id}/', 'sandbox/*.ts'] },
  { files: 'sandbox/*.ts', runTime: ['sandbox/*.ts'] },
  // Imports the providers of the folder listing by computed paths, and runs them to trace them.
  {
    files: 'generate/',
    runTime: ['generate/', 'contract/', 'translation/trace/', '(computed)'],
    types: ['translation/'],
  },
  {
    files: 'cli/',
    runTime: [
      ...['cli/', 'api/', 'operations/', 'translation/', 'contract/', 'upstream/', 'problem/', 'config/', 'sandbox/'],
      ...['storage/', 'telemetry/', 'passthrough/'],
      ...['providers/', 'generated/'],
    ],
  },
  { files: 'main.ts', runTime: ['cli/'] },
  {
    files: 'generated/registry.ts',
    runTime: ['providers/', 'generated/documents/', 'generated/traces/', 'generated/validators/'],
    types: ['translation/'],
  },
  { files: 'generated/providers.ts', runTime: ['generated/registry.ts'], types: ['translation/'] },
  { files: 'generated/emulators.ts', runTime: ['sandbox/'] },
  { files: 'generated/traces/', runTime: [], types: ['contract/trace.ts'] },
  { files: 'generated/', runTime: leaves },
];

const generated = filesBelow('src', /^src\/generated\/.*\.[jt]s$/);
const imports = allImports(new Map([...written, ...generated]));
const within = imports.filter(({ to }) => to.startsWith('src/'));

test('every import points down in the house', () => {
  expect(written.size).toBeGreaterThan(100);
  expect(forbidden(imports, house)).toEqual([]);
});

test('every import within src leads to a file, or to what the generator writes', () => {
  const known = new Set([...written.keys(), ...generated.keys()]);
  const lost = within.filter(({ to }) => !known.has(to) && !to.startsWith('src/generated/'));
  expect(lost).toEqual([]);
});

test('no files import each other in a circle at run time', () => {
  expect(cyclesOf(within.filter(({ typeOnly }) => !typeOnly).map(({ from, to }) => [from, to]))).toEqual([]);
});

test('no folders import each other in a circle, not even for types', () => {
  const between = within.map(({ from, to }) => [dirname(from), dirname(to)] as const);
  expect(cyclesOf(between.filter(([from, to]) => from !== to))).toEqual([]);
});
