import type { Logger } from 'pino';
import { type Authenticate, anyOf } from '../api/access/authenticate.ts';
import { configuredKeys } from '../api/access/configured-keys.ts';
import { createKeySet } from '../api/access/key-set.ts';
import { storedKeys } from '../api/access/stored-keys.ts';
import { tokens } from '../api/access/tokens.ts';
import type { AuthConfig, TokensConfig } from '../config/model.ts';
import type { AuditTrail } from '../operations/audit/trail.ts';
import type { KeyRing } from '../operations/keys/key-ring.ts';
import { fetchIssuerKeys } from '../upstream/issuer-keys.ts';

/** What credentials are checked against, beside the configuration. */
interface Surroundings {
  readonly ring: KeyRing;
  readonly audit: Pick<AuditTrail, 'mask'>;
  readonly log: Logger;
  /** The time of day. */
  readonly now: () => Date;
}

/** Bounds of fetching the keys of an issuer. */
const fetching = { timeoutMs: 5_000, maxBytes: 256 * 1024 };

/** Composes who is let in under a configuration; nothing is fetched before the first token comes. */
export const authentication = (
  { apiKeys, storedKeys: stored, tokens: rules }: AuthConfig,
  surroundings: Surroundings,
): Authenticate =>
  anyOf([
    configuredKeys(apiKeys, surroundings.now),
    ...(stored ? [storedKeys(surroundings.ring)] : []),
    ...(rules === undefined ? [] : [tokensUnder(rules, surroundings)]),
  ]);

function tokensUnder(rules: TokensConfig, { audit, log, now }: Surroundings): Authenticate {
  const { issuer, jwksUrl, allowPrivateNetwork } = rules;
  const keys = createKeySet({
    fetchKeys: () =>
      fetchIssuerKeys({ issuer, ...(jwksUrl === undefined ? {} : { jwksUrl }), allowPrivateNetwork, ...fetching }),
    clock: () => performance.now(),
    failed: (error) => log.warn({ err: error, issuer }, 'the keys of the token issuer cannot be had'),
  });
  return tokens({ rules, keys, mask: audit.mask, now });
}
