import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from '../problem/problem.ts';

export interface Principal {
  /** Name of the API key. */
  readonly name: string;
}

/** Composes the check of `Authorization: Bearer <key>` against the configured digests. It throws `unauthenticated`. */
export function authenticator(
  apiKeys: readonly { readonly name: string; readonly sha256: string }[],
): (authorization: string | undefined) => Principal {
  const known = apiKeys.map(({ name, sha256 }) => ({ principal: { name }, digest: Buffer.from(sha256, 'hex') }));
  return (authorization = '') => {
    const [, key] = /^bearer +([^\s]+)$/i.exec(authorization) ?? [];
    const digest = createHash('sha256')
      .update(key ?? '')
      .digest();
    // Every key is compared, so that the time taken does not tell which one came close.
    const found = known.filter((candidate) => timingSafeEqual(candidate.digest, digest));
    if (key === undefined || found[0] === undefined) throw new Problem('unauthenticated');
    return found[0].principal;
  };
}
