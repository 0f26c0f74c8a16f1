import { Client } from 'undici';
import { createConnector } from './connector.ts';
import type { EgressPolicy } from './egress.ts';

/** How a document is fetched. */
export interface FetchJsonOptions extends EgressPolicy {
  /** For everything together, in milliseconds. */
  readonly timeoutMs: number;
  /** What is longer is given up. */
  readonly maxBytes: number;
}

/**
 * Fetches one JSON document with nothing but its address: no credentials, no redirects. Throws an `Error` when anything but a
 * whole document with status 200 comes.
 */
export async function fetchJson(
  url: URL,
  { timeoutMs, maxBytes, allowPrivateNetwork }: FetchJsonOptions,
): Promise<unknown> {
  const client = new Client(url.origin, {
    connect: createConnector({ timeoutMs, allowPrivateNetwork }),
    maxResponseSize: maxBytes,
  });
  try {
    const { statusCode, body } = await client.request({
      method: 'GET',
      path: url.pathname + url.search,
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${url} answered with status ${statusCode}`);
    return JSON.parse(text);
  } finally {
    await client.destroy();
  }
}
