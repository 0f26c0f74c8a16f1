import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OpenAPIV3_1 } from 'openapi-types';
import { parse } from 'yaml';
import { operationsOf } from '../contract/document.ts';
import { demandPermissions, type PermissionsOf } from '../contract/permissions.ts';
import type { AnyProvider } from '../translation/registered.ts';
import { traceOf } from '../translation/trace/trace.ts';
import { capabilityTable } from './capability-table.ts';
import { fieldTable, type Traced } from './field-table.ts';
import { permissionTable } from './permission-table.ts';
import { withTable } from './readme-table.ts';
import { stateTable } from './state-table.ts';
import { typesOf } from './types.ts';
import { configValidator, validatorsOf } from './validators.ts';

/**
 * Writes src/generated from the documents and from the folder listings: types, validators, bundled documents and the
 * registries of providers and emulators. Usage: `node src/generate/main.ts`, from anywhere.
 */
const root = join(import.meta.dirname, '..', '..');
const generated = join(root, 'src', 'generated');

for (const folder of ['types', 'validators', 'documents', 'traces']) {
  mkdirSync(join(generated, folder), { recursive: true });
}

const read = (path: string): OpenAPIV3_1.Document => parse(readFileSync(path, 'utf8'), { merge: true });
// What stays the same is not touched, so that a gateway or a test that reads it meanwhile is not disturbed.
const kept = new Set<string>();
const write = (path: string, text: string): void => {
  kept.add(path);
  const file = join(generated, path);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
};

const traceDeclaration = [
  "import type { ProviderTrace } from '../../contract/trace.ts';",
  'declare const trace: ProviderTrace;',
  'export default trace;',
  '',
].join('\n');

const unified = read(join(root, 'openapi', 'orgway.yaml')) as OpenAPIV3_1.Document & PermissionsOf;
demandPermissions(unified);
const upstreams = listing(join(root, 'openapi', 'upstreams'), '.yaml').map((id) => ({
  id,
  document: read(join(root, 'openapi', 'upstreams', `${id}.yaml`)),
}));
for (const { id, document } of [{ id: 'orgway', document: unified }, ...upstreams]) {
  write(`documents/${id}.json`, JSON.stringify(document));
  write(`types/${id}.ts`, await typesOf(document));
}

const orgway = validatorsOf(unified, false);
write('validators/orgway.js', orgway.code);
write('validators/orgway.d.ts', orgway.declarations);
const translated: Traced[] = [];
for (const { id, document } of upstreams) {
  const provider = await providerOf(id);
  const { code, declarations } = validatorsOf(document, true);
  write(`validators/${id}.js`, code);
  write(`validators/${id}.d.ts`, declarations);
  const trace = traceOf(provider, document, unified);
  translated.push({ provider, trace });
  write(`traces/${id}.js`, `export default ${JSON.stringify(trace)};\n`);
  write(`traces/${id}.d.ts`, traceDeclaration);
}

const config = configValidator(JSON.parse(readFileSync(join(root, 'openapi', 'config.schema.json'), 'utf8')));
write('validators/config.js', config.code);
write('validators/config.d.ts', config.declarations);

write(
  'emulators.ts',
  emulatorRegistry(
    readdirSync(join(root, 'src', 'sandbox'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort(),
  ),
);

const readme = join(root, 'README.md');
const tables = [
  capabilityTable(translated.map(({ provider }) => provider)),
  fieldTable(translated),
  stateTable(translated),
  permissionTable(unified['x-permissions'], [...operationsOf(unified).values()]),
];
const described = tables.reduce(withTable, readFileSync(readme, 'utf8'));
if (described !== readFileSync(readme, 'utf8')) writeFileSync(readme, described);

write('registry.ts', providerRegistry(upstreams.map(({ id }) => id)));
// Always and last: its time says when all this was generated.
kept.add('providers.ts');
writeFileSync(join(generated, 'providers.ts'), loadedProviders());

for (const entry of readdirSync(generated, { withFileTypes: true, recursive: true })) {
  const path = relative(generated, join(entry.parentPath, entry.name));
  if (entry.isFile() && !kept.has(path)) rmSync(join(generated, path));
}

async function providerOf(id: string): Promise<AnyProvider> {
  const { default: provider } = await import(pathToFileURL(join(root, 'src', 'providers', `${id}.ts`)).href);
  return provider;
}

function providerRegistry(ids: readonly string[]): string {
  return [
    "import type { Listed } from '../translation/registered.ts';",
    '',
    '/** Every provider in src/providers, with its document and what is made of it: one that is broken leaves the others whole. */',
    'export const registry: readonly Listed[] = [',
    ...ids.flatMap((id) => [
      '  {',
      `    id: '${id}',`,
      '    load: async () => ({',
      `      provider: (await import('../providers/${id}.ts')).default,`,
      `      document: (await import('./documents/${id}.json', { with: { type: 'json' } })).default,`,
      `      validators: await import('./validators/${id}.js'),`,
      `      trace: (await import('./traces/${id}.js')).default,`,
      `      unmapped: (await import('../providers/${id}.unmapped.ts')).default,`,
      '    }),',
      '  },',
    ]),
    '];',
    '',
  ].join('\n');
}

function loadedProviders(): string {
  return [
    "import type { Registered } from '../translation/registered.ts';",
    "import { registry } from './registry.ts';",
    '',
    '/** Every provider there is, loaded: for what is of no use unless each of them is whole. */',
    'export const providers: readonly Registered[] = await Promise.all(registry.map(({ load }) => load()));',
    '',
  ].join('\n');
}

function emulatorRegistry(ids: readonly string[]): string {
  return [
    "import type { Emulator } from '../sandbox/emulator.ts';",
    ...ids.map((id) => `import ${id} from '../sandbox/${id}/emulator.ts';`),
    '',
    '/** Every emulator in src/sandbox. */',
    `export const emulators: readonly Emulator[] = [${ids.join(', ')}];`,
    '',
  ].join('\n');
}

function listing(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => basename(name, ending))
    .sort();
}
