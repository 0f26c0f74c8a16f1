import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OpenAPIV3_1 } from 'openapi-types';
import { parse } from 'yaml';
import type { AnyProvider } from '../translation/registered.ts';
import { withCapabilityTable } from './capability-table.ts';
import { typesOf } from './types.ts';
import { configValidator, validatorsOf } from './validators.ts';

/**
 * Writes src/generated from the documents and from the folder listings: types, validators, bundled documents and the
 * registries of providers and emulators. Usage: `node src/generate/main.ts`, from anywhere.
 */
const root = join(import.meta.dirname, '..', '..');
const generated = join(root, 'src', 'generated');

rmSync(generated, { recursive: true, force: true });
for (const folder of ['types', 'validators', 'documents']) mkdirSync(join(generated, folder), { recursive: true });

const read = (path: string): OpenAPIV3_1.Document => parse(readFileSync(path, 'utf8'), { merge: true });
const write = (path: string, text: string): void => writeFileSync(join(generated, path), text);

const unified = read(join(root, 'openapi', 'orgway.yaml'));
const upstreams = listing(join(root, 'openapi', 'upstreams'), '.yaml').map((id) => ({
  id,
  document: read(join(root, 'openapi', 'upstreams', `${id}.yaml`)),
}));
for (const { id, document } of [{ id: 'orgway', document: unified }, ...upstreams]) {
  write(`documents/${id}.json`, JSON.stringify(document));
  write(`types/${id}.ts`, await typesOf(document));
}

const orgway = validatorsOf(unified, () => true, false);
write('validators/orgway.js', orgway.code);
write('validators/orgway.d.ts', orgway.declarations);
const translated: AnyProvider[] = [];
for (const { id, document } of upstreams) {
  const provider = await providerOf(id);
  translated.push(provider);
  const used = operationsInUse(provider);
  const { code, declarations } = validatorsOf(document, (operationId) => used.has(operationId), true);
  write(`validators/${id}.js`, code);
  write(`validators/${id}.d.ts`, declarations);
}

const config = configValidator(JSON.parse(readFileSync(join(root, 'openapi', 'config.schema.json'), 'utf8')));
write('validators/config.js', config.code);
write('validators/config.d.ts', config.declarations);

write('providers.ts', providerRegistry(upstreams.map(({ id }) => id)));
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
const described = withCapabilityTable(readFileSync(readme, 'utf8'), translated);
if (described !== readFileSync(readme, 'utf8')) writeFileSync(readme, described);

async function providerOf(id: string): Promise<AnyProvider> {
  const { default: provider } = await import(pathToFileURL(join(root, 'src', 'providers', `${id}.ts`)).href);
  return provider;
}

/** The upstream operations that a provider's translation names. */
function operationsInUse({ operations }: AnyProvider): ReadonlySet<string> {
  return new Set(Object.values(operations).flatMap((entry) => ('upstream' in entry ? entry.upstream : [])));
}

function providerRegistry(ids: readonly string[]): string {
  return [
    "import type { Registered } from '../translation/registered.ts';",
    ...ids.flatMap((id) => [
      `import ${id} from '../providers/${id}.ts';`,
      `import ${id}Document from './documents/${id}.json' with { type: 'json' };`,
      `import * as ${id}Validators from './validators/${id}.js';`,
    ]),
    '',
    '/** Every provider in src/providers, with its document and its compiled validators. */',
    'export const providers: readonly Registered[] = [',
    ...ids.map((id) => `  { provider: ${id}, document: ${id}Document, validators: ${id}Validators },`),
    '];',
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
