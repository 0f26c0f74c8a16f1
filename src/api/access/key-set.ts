import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { Problem } from '../../problem/problem.ts';

interface Composition {
  /** The key set of the issuer. Rejects when it cannot be had. */
  readonly fetchKeys: () => Promise<unknown>;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
  /** Hears why keys cannot be had. */
  readonly failed: (error: unknown) => void;
}

/** Keys are looked at again after this time. */
const refreshMs = 600_000;
/** When the issuer cannot be reached, its keys go on for so long. */
const graceMs = 24 * 3_600_000;
/** Tokens that name keys which nobody has do not make us ask more often than this. */
const againMs = 30_000;
/** Between attempts while there are no keys at all. */
const firstMs = 2_000;

/** The keys of an issuer, fetched when the first token comes. Throws `authentication-unavailable` where there are none to be had. */
export function createKeySet({ fetchKeys, clock, failed }: Composition): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  let fetched = Number.NEGATIVE_INFINITY;
  let attempted = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;

  const renew = async (): Promise<void> => {
    try {
      keys = createLocalJWKSet((await fetchKeys()) as JSONWebKeySet);
      fetched = clock();
    } catch (error) {
      failed(error);
    } finally {
      underWay = undefined;
    }
  };
  /** Resolves when it was tried, unless that was done within the last `pauseMs`. */
  const renewed = (pauseMs: number): Promise<void> => {
    if (underWay === undefined && clock() - attempted >= pauseMs) {
      attempted = clock();
      underWay = renew();
    }
    return underWay ?? Promise.resolve();
  };
  const current = async (): Promise<JWTVerifyGetKey> => {
    const age = clock() - fetched;
    if (age >= graceMs) await renewed(firstMs);
    else if (age >= refreshMs) void renewed(againMs);
    if (keys !== undefined && clock() - fetched < graceMs) return keys;
    throw new Problem('authentication-unavailable');
  };
  return async (header, token) => {
    const before = await current();
    try {
      return await before(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await renewed(againMs);
      const after = await current();
      if (after === before) throw error;
      return after(header, token);
    }
  };
}
