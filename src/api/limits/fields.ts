import type { ServerResponse } from 'node:http';
import type { Quota, Standing } from './quota.ts';

/** A whole number of seconds to wait for the end of a window. */
export const secondsOf = (leftMs: number): number => Math.max(1, Math.ceil(leftMs / 1_000));

const policy = (name: string, { calls, windowSeconds }: Quota): string => `"${name}";q=${calls};w=${windowSeconds}`;

/** Adds a limit to `RateLimit-Policy` and `RateLimit`, lists of structured fields (draft-ietf-httpapi-ratelimit-headers). */
export function tell(response: ServerResponse, { name, quota, remaining, leftMs }: Standing): void {
  // A refusal may come when the caller has gone.
  if (response.headersSent) return;
  append(response, 'ratelimit-policy', policy(name, quota));
  append(response, 'ratelimit', `"${name}";r=${Math.max(0, remaining)};t=${secondsOf(leftMs)}`);
}

function append(response: ServerResponse, field: string, item: string): void {
  const before = response.getHeader(field);
  response.setHeader(field, before === undefined ? item : `${before}, ${item}`);
}
