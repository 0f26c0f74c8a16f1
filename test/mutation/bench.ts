import { composeContract } from '../../src/contract/contract.ts';
import type { AnyProvider, Registered } from '../../src/translation/registered.ts';
import { readUpstreamDocument } from '../support/upstream-document.ts';
import { fixtureTests } from './conformance.ts';
import { type Exports, instances, type Reusable, realImports } from './modules.ts';
import { plainGateway } from './plain-gateway.ts';
import { comingBy, withMutant } from './switch.ts';
import { collecting, type PlainTest } from './unit-tests.ts';

const registry = 'src/generated/providers.ts';

/** Where the mutants that one provider is made with are tried. */
export interface Bench {
  readonly registered: Registered;
  /** How many tests there are, and the names of those that do not pass here even without mutants: most of them need sockets. */
  readonly tests: number;
  readonly unusable: readonly string[];
  /** The name of the first test that fails with a mutant. */
  firstFailure(mutant: string): Promise<string | undefined>;
  /** Tells something of the provider as it is with a mutant. Throws where it cannot be loaded. */
  tell<T>(mutant: string, of: (provider: AnyProvider) => T): Promise<T>;
}

/**
 * Puts up the bench of a provider. `sources`: the instrumented ones and the provider's own, `unitTests`: test files that are
 * tried besides the fixtures.
 */
export async function benchOf(
  registered: Registered,
  sources: readonly Reusable[],
  unitTests: readonly Reusable[],
): Promise<Bench> {
  const { id } = registered.provider;
  const all = [...sources, ...unitTests];
  const shared = await realImports(all, [registry, 'vitest']);
  const contract = composeContract(registered.document, registered.validators);
  const fixtures = fixtureTests(id, readUpstreamDocument(registered.document));

  const provider = (load: (path: string) => Exports): AnyProvider =>
    load(`src/providers/${id}.ts`).default as AnyProvider;
  const collected = (): readonly PlainTest[] => {
    const tests: PlainTest[] = [];
    const load = instances(all, new Map([...shared, ['vitest', collecting(tests)]]), (path) =>
      path === registry ? { providers: [{ ...registered, provider: provider(load) }] } : undefined,
    );
    const gateway = plainGateway(provider(load), contract);
    for (const { path } of unitTests) load(path);
    return [...fixtures(gateway), ...tests];
  };

  const byLoading = await comingBy(collected);
  const usual = collected();
  const unusable: string[] = [];
  /** By the number of a test that passes: the mutants it comes by. */
  const passed = new Map<number, ReadonlySet<string>>();
  for (const [index, test] of usual.entries()) {
    let failed = true;
    const mutants = await comingBy(async () => {
      failed = await fails(test);
    });
    if (failed) unusable.push(test.name);
    else passed.set(index, mutants);
  }
  return {
    registered,
    tests: passed.size,
    unusable,
    firstFailure: (mutant) =>
      withMutant(mutant, async () => {
        const anew = byLoading.has(mutant);
        const tests = anew ? attempt(collected) : usual;
        for (const [index, comesBy] of passed) {
          if (!anew && !comesBy.has(mutant)) continue;
          const test = tests?.[index];
          if (test === undefined) return 'loading';
          if (await fails(test)) return test.name;
        }
        return undefined;
      }),
    tell: (mutant, of) => withMutant(mutant, async () => of(provider(instances(sources, shared, () => undefined)))),
  };
}

async function fails(test: PlainTest): Promise<boolean> {
  try {
    await test.run();
    return false;
  } catch {
    return true;
  }
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
