import type { IncomingMessage } from 'node:http';
import { Problem } from '../../problem/problem.ts';
import { type Authenticate, credentialIn } from './authenticate.ts';
import { FailedAttempts } from './failed-attempts.ts';
import type { Principal } from './principal.ts';

/**
 * Composes what tells who sends a request. It throws `unauthenticated`, `authentication-unavailable`, and `rate-limited` for the
 * twentieth wrong credential from one address in a minute.
 */
export function createEntrance(authenticate: Authenticate): (request: IncomingMessage) => Promise<Principal> {
  const failed = new FailedAttempts();
  return async ({ headers: { authorization }, socket }) => {
    // To send none is no attempt at guessing one.
    if (authorization === undefined) throw new Problem('unauthenticated');
    try {
      const principal = await authenticate(credentialIn(authorization));
      if (principal !== undefined) return principal;
      throw new Problem('unauthenticated');
    } catch (error) {
      // The address of the socket is the only one that nobody can make up.
      if (error instanceof Problem && error.code === 'unauthenticated') await failed.count(socket.remoteAddress ?? '');
      throw error;
    }
  };
}
