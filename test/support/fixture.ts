import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StubAnswer } from './stub-upstream.ts';

/** One recorded exchange: a unified call, the upstream requests it must make, and its answer. */
export interface Fixture {
  readonly title: string;
  readonly call: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly upstream: readonly {
    readonly request: {
      readonly method: string;
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    };
    readonly response: StubAnswer;
  }[];
  readonly answer: { readonly status: number; readonly body?: object };
  /** Texts that the answer has nowhere. */
  readonly without?: readonly string[];
}

const folder = join(import.meta.dirname, '..', 'fixtures');

export const fixtureFiles = (provider: string): readonly string[] =>
  readdirSync(join(folder, provider)).filter((name) => name.endsWith('.json'));

export const readFixture = (provider: string, file: string): Fixture =>
  JSON.parse(readFileSync(join(folder, provider, file), 'utf8'));
