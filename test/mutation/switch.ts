/** What instrumented sources look up in a global, under Stryker's own names. */
interface Switch {
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  hitCount: number;
  /** Whatever comes by an active mutant more often is in an endless loop, and is thrown out of it. */
  readonly hitLimit: number;
  readonly mutantCoverage: { readonly perTest: Record<string, Readonly<Record<string, number>>> };
}

const state: Switch & { readonly mutantCoverage: { readonly static: object } } = {
  activeMutant: undefined,
  currentTestId: undefined,
  hitCount: 0,
  hitLimit: 10_000_000,
  mutantCoverage: { static: {}, perTest: {} },
};
Object.assign(globalThis, { __stryker__: state });

/** Runs something with one mutant switched on. */
export async function withMutant<T>(id: string, run: () => Promise<T>): Promise<T> {
  state.activeMutant = id;
  state.hitCount = 0;
  try {
    return await run();
  } finally {
    state.activeMutant = undefined;
  }
}

/** Runs something with all mutants off, and gives the ids of those that it came by. */
export async function comingBy(run: () => unknown): Promise<ReadonlySet<string>> {
  const name = 'under watch';
  delete state.mutantCoverage.perTest[name];
  state.currentTestId = name;
  try {
    await run();
  } finally {
    state.currentTestId = undefined;
  }
  return new Set(Object.keys(state.mutantCoverage.perTest[name] ?? {}));
}
