import { Problem } from '../../problem/problem.ts';
import type { UpstreamAnswer, UpstreamClient } from '../client.ts';
import { UpstreamFault } from '../fault.ts';
import type { Grant } from './grant.ts';
import { jsonObject } from './json-object.ts';

/** An access token, and how long it is good for. */
export interface Token {
  readonly value: string;
  /** In milliseconds; undefined where the endpoint does not say. */
  readonly lifetimeMs: number | undefined;
}

/** Where tokens are had. */
export interface Endpoint {
  /** Reaches the connection's upstream. */
  readonly client: UpstreamClient;
  /** Below the base URL. */
  readonly path: string;
  readonly scope: string;
}

/**
 * Asks for one token, once. Throws a `Problem` that says what an operator can do: `upstream-credentials-rejected`, `retryable` unless
 * the endpoint has refused the credentials. Nothing of its answer is in it but the status.
 */
export async function fetchToken({ client, path, scope }: Endpoint, grant: Grant): Promise<Token> {
  const { form, headers } = await grant();
  const request = {
    method: 'POST' as const,
    target: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...form, scope }).toString(),
  };
  const answer = await client.send(request, headers, true).catch((error: unknown) => {
    if (!(error instanceof UpstreamFault)) throw error;
    throw unavailable(
      `The token endpoint ${error.timedOut ? 'did not answer in time' : 'could not be reached or broke off'}`,
      error,
    );
  });
  return tokenIn(answer);
}

function tokenIn({ status, text }: UpstreamAnswer): Token {
  if (status === 200) {
    const { access_token: value, token_type: type, expires_in: seconds } = jsonObject(text);
    if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) && /^bearer$/i.test(String(type))) {
      const stated = typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0;
      return { value, lifetimeMs: stated ? seconds * 1000 : undefined };
    }
    throw unavailable('The token endpoint answered something else than a bearer token');
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    throw new Problem('upstream-credentials-rejected', {
      detail: `The token endpoint refused the credentials of this connection with status ${status}. An operator must check them.`,
    });
  }
  throw unavailable(`The token endpoint answered with status ${status}`);
}

const unavailable = (reason: string, cause?: unknown): Problem =>
  new Problem('upstream-credentials-rejected', {
    retryable: true,
    detail: `${reason}, so there is no access token. This call was not made. Try again later.`,
    ...(cause === undefined ? {} : { cause }),
  });
