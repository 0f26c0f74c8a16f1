import { expect } from 'vitest';
import type { Exports } from './modules.ts';

/** One test, to be run here and now; it throws where it fails, or its promise is rejected. */
export interface PlainTest {
  readonly name: string;
  run(): unknown;
}

type Run = (...row: readonly unknown[]) => unknown;

/** What a test file gets in place of vitest: its tests are collected and not run. Those that need what hooks set up will fail. */
export function collecting(tests: PlainTest[]): Exports {
  const withEach = (add: (name: string, run: Run, row?: readonly unknown[]) => void) => {
    const each = (rows: readonly unknown[]) => (name: string, run: Run) => {
      for (const row of rows) add(name, run, Array.isArray(row) ? row : [row]);
    };
    return Object.assign(add, { each });
  };
  const test = withEach((name, run, row = []) => tests.push({ name, run: () => run(...row) }));
  const describe = withEach((_name, run, row = []) => run(...row));
  const hooks = { beforeAll: left, beforeEach: left, afterEach: left, afterAll: left };
  return { expect, describe, test, ...hooks };
}

const left = (): void => undefined;
