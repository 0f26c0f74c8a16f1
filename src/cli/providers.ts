import { registry } from '../generated/registry.ts';
import type { Registered, Unloadable } from '../translation/registered.ts';

/** Loads every provider, each on its own: of one that is broken it is told why. */
export const loadProviders = (): Promise<readonly (Registered | Unloadable)[]> =>
  Promise.all(registry.map(({ id, load }) => load().catch((failure: unknown) => ({ id, failure }))));
