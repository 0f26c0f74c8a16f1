import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providers } from '../../src/generated/providers.ts';
import { root } from '../type-safety/compile.ts';
import { type Bench, benchOf } from './bench.ts';
import { type Reusable, reusable } from './modules.ts';
import { instrument, type Mutant } from './mutants.ts';

/** Sources whose mutants are tried together. */
export interface Subject {
  /** The id of a provider, or `translation` for what the providers are made with. */
  readonly name: string;
  readonly mutants: readonly Mutant[];
  /** Puts up the benches: one for a provider, those of all providers for what they share. */
  benches(): Promise<readonly Bench[]>;
}

/** The translation's own modules that providers work with at run time; the others of the folder are the engine. */
const shared = ['as-sent', 'enum-map', 'merge-patch', 'offset-paging', 'read-back', 'refuse', 'times', 'transition'];
const existing = (paths: readonly string[]): readonly string[] => paths.filter((path) => existsSync(join(root, path)));
const sharedTests = existing(shared.map((name) => `test/translation/${name}.test.ts`));
const ids = providers.map(({ provider }) => provider.id);
const ownPaths = (id: string): readonly string[] => [`src/providers/${id}.ts`, `src/providers/${id}.settlements.ts`];

export const subjectNames: readonly string[] = [...ids, 'translation'];

/** Makes the mutants of a subject. */
export async function subjectOf(name: string): Promise<Subject> {
  const common = name === 'translation';
  const { mutants, texts } = await instrument(
    common ? shared.map((each) => `src/translation/${each}.ts`) : ownPaths(name),
  );
  const instrumented = [...texts].map(([path, text]) => reusable(path, text));
  const benches = async (): Promise<readonly Bench[]> => {
    if (!common) return [await benchOf(registeredOf(name), instrumented, providerTests(name).map(written))];
    const found: Bench[] = [];
    for (const [index, id] of ids.entries()) {
      const tests = index === 0 ? [...sharedTests, ...providerTests(id)] : providerTests(id);
      found.push(await benchOf(registeredOf(id), [...instrumented, ...ownPaths(id).map(written)], tests.map(written)));
    }
    return found;
  };
  return { name, mutants, benches };
}

/** Test files whose tests tell the provider by its place in the registry, and need no sockets. */
const providerTests = (id: string): readonly string[] =>
  existing(['declarations', 'pages', `settlements/${id}`].map((name) => `test/providers/${name}.test.ts`));
const written = (path: string): Reusable => reusable(path, readFileSync(join(root, path), 'utf8'));

function registeredOf(id: string) {
  const found = providers.find(({ provider }) => provider.id === id);
  if (found === undefined) throw new Error(`no provider ${id}; there are ${ids.join(', ')}`);
  return found;
}
