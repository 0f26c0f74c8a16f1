import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { credentials } from './stage.ts';

/** One call to make. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
}

/** What became of a call. `status` 0: no answer. */
export interface Outcome {
  /** When it was due, in milliseconds since the load began. */
  readonly at: number;
  readonly status: number;
  /** Since it was due, so that a caller's own waiting counts. */
  readonly ms: number;
}

export type Send = (call: Call) => Promise<number>;

/** Sends calls to one origin over so many connections at most. */
export function sender(url: string, connections: number): { readonly send: Send; close(): Promise<void> } {
  const pool = new Pool(url, { connections, headersTimeout: 60_000, bodyTimeout: 60_000, connectTimeout: 60_000 });
  return {
    async send({ method, path, headers, body }) {
      try {
        const answer = await pool.request({
          method,
          path,
          headers: {
            ...credentials,
            ...headers,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          body: body ?? null,
        });
        await answer.body.dump();
        return answer.statusCode;
      } catch {
        return 0;
      }
    },
    close: () => pool.destroy(),
  };
}

/** Keeps so many calls under way, each next one as soon as one is answered. */
export async function closedLoop(send: Send, next: () => Call, width: number, seconds: number): Promise<Outcome[]> {
  const begun = performance.now();
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (;;) {
      const at = performance.now() - begun;
      if (at >= seconds * 1_000) return;
      const status = await send(next());
      outcomes.push({ at, status, ms: performance.now() - begun - at });
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return outcomes;
}

const tickMs = 4;

/** Makes calls at a rate, whether earlier ones are answered or not. */
export async function openLoop(send: Send, next: () => Call, perSecond: number, seconds: number): Promise<Outcome[]> {
  const begun = performance.now();
  const outcomes: Outcome[] = [];
  const under = new Set<Promise<void>>();
  const total = Math.round(perSecond * seconds);
  for (let made = 0; made < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1_000) * perSecond) + 1);
    for (; made < due; made += 1) {
      const at = (made / perSecond) * 1_000;
      const one = send(next()).then((status) => {
        outcomes.push({ at, status, ms: performance.now() - begun - at });
        under.delete(one);
      });
      under.add(one);
    }
    await wait(tickMs);
  }
  await Promise.all(under);
  return outcomes;
}
