import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { Problem } from '../../problem/problem.ts';
import type { Authenticate } from './authenticate.ts';
import { permissionsAmong } from './permission.ts';
import type { Principal } from './principal.ts';

/** Which tokens are taken, and what they say. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** Asymmetric ones only: otherwise whoever knows a public key could sign. */
  readonly algorithms: readonly string[];
  /** The claim with the permissions: a list, or words with spaces between them. */
  readonly permissionsClaim: string;
  /** The claim with the ids of connections, of the same form; `all` where every token is good for all of them. */
  readonly connections: 'all' | { readonly claim: string };
}

interface Composition {
  readonly rules: TokenRules;
  readonly keys: JWTVerifyGetKey;
  /** Makes something of a subject that may be recorded, as it may be somebody's address. */
  readonly mask: (text: string) => string;
  /** The time of day. */
  readonly now: () => Date;
}

/** How far the issuer's clock may be from ours, in seconds. */
const toleranceSeconds = 5;

/** Composes the check of JSON Web Tokens of one issuer. */
export function tokens({ rules, keys, mask, now }: Composition): Authenticate {
  const { issuer, audience, algorithms } = rules;
  return async (credential) => {
    if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(credential)) return undefined;
    const options = {
      issuer,
      audience,
      algorithms: [...algorithms],
      requiredClaims: ['exp', 'sub'],
      clockTolerance: toleranceSeconds,
      currentDate: now(),
    };
    try {
      const { payload } = await jwtVerify(credential, keys, options);
      return principalOf(payload, rules, mask);
    } catch (cause) {
      if (cause instanceof Problem) throw cause;
      throw new Problem('unauthenticated', { detail: reasonOf(cause), cause });
    }
  };
}

/** No more than the holder of a good token may know: a claim is only looked at when the signature is right. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired; get a new one from its issuer.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `The token's claim ${error.claim} is not what this gateway needs.`;
  }
  return 'The token is not one of the issuer that this gateway trusts, or was altered.';
}

function principalOf(payload: JWTPayload, rules: TokenRules, mask: Composition['mask']): Principal {
  const { permissionsClaim, connections } = rules;
  return {
    id: `jwt:${subjectOf(payload, mask)}`,
    permissions: permissionsAmong(wordsIn(payload[permissionsClaim])),
    connections: connections === 'all' ? 'all' : new Set(wordsIn(payload[connections.claim])),
  };
}

function subjectOf({ sub }: JWTPayload, mask: Composition['mask']): string {
  if (typeof sub !== 'string' || sub === '')
    throw new Problem('unauthenticated', { detail: 'The token has no subject.' });
  // One that begins as masked ones do is masked as well, so that it can be taken for no other.
  return mask(sub.startsWith('hashed:') ? `${sub} ` : sub);
}

function wordsIn(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((word) => typeof word === 'string') : [];
}
