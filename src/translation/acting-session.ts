import { Problem } from '../problem/problem.ts';
import type { AnyProvider } from './registered.ts';

/** The member on whose behalf a call is made: an opaque session token, a JSON Web Token, or neither. */
export interface ActingSession {
  readonly token: string | undefined;
  readonly jwt: string | undefined;
}

/**
 * The upstream headers that make a call act with the member's rights. Throws `capability-not-supported` where the provider, or
 * none of the operation's upstream calls, takes them.
 */
export function actingHeaders(
  provider: AnyProvider,
  { token, jwt }: ActingSession,
  takesSession: boolean,
): Record<string, string> {
  if (token === undefined && jwt === undefined) return {};
  if (provider.actingSession === undefined || !takesSession) {
    throw new Problem('capability-not-supported', {
      detail: `${provider.title} cannot act on behalf of a member in this operation; leave out the Orgway-Acting-Session headers.`,
    });
  }
  const headers: Record<string, string> = {};
  if (token !== undefined) headers[provider.actingSession.token.toLowerCase()] = token;
  if (jwt !== undefined) headers[provider.actingSession.jwt.toLowerCase()] = jwt;
  return headers;
}
