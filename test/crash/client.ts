import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { sandboxKey } from '../../src/config/auth.ts';
import type { Destruction } from './destruction.ts';
import type { Fleet, Replica } from './fleet.ts';
import type { Call } from './history.ts';

/** What an answer's body says, a success's or a problem's. */
interface Body {
  readonly operationId?: string;
  readonly code?: string;
  readonly outcome?: Call['told'] | 'partial';
  readonly retryable?: boolean;
}

/** Well-behaved callers: each repeats a call under the same key until there is nothing more to learn. */
export interface Clients {
  /** Every call that was begun. */
  readonly calls: readonly Call[];
  /** Calls on their way at this moment. */
  readonly inFlight: number;
  /** Has this many more calls begun, as soon as somebody is free. */
  release(count: number): void;
  /** Resolves when all is begun and final, or when nothing became final for so long, in milliseconds. */
  drained(patienceMs: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ClientOptions {
  readonly workers: number;
  readonly destructions: readonly Destruction[];
  readonly random: () => number;
  /** Hears of success at the moment it is told, before anything else happens. */
  readonly onApplied: (operation: string, by: Replica) => void;
}

/** Whether the gateway has given up finding out more. */
async function isGivenUp({ url }: Replica, operation = ''): Promise<boolean> {
  const response = await fetch(`${url}/v1/operations/${operation}`, { headers: { authorization } });
  const { state, outcome } = (await response.json()) as { readonly state?: string; readonly outcome?: string };
  return state === 'settled' && (outcome === 'unknown' || outcome === 'partial');
}

const authorization = `Bearer ${sandboxKey}`;
const firstPauseMs = 500;
const longestPauseMs = 4_000;
const unreachablePauseMs = 40;

export function startClients(fleet: Fleet, { workers, destructions, random, onApplied }: ClientOptions): Clients {
  const calls: Call[] = [];
  const waiting: { readonly call: Call; readonly due: number; readonly pauseMs: number }[] = [];
  let allowed = 0;
  let inFlight = 0;
  let finals = 0;
  let stopped = false;

  const next = (): { readonly call: Call; readonly pauseMs: number } | undefined => {
    const now = performance.now();
    const due = waiting.findIndex((each) => each.due <= now);
    if (due >= 0) return waiting.splice(due, 1)[0];
    const destruction = calls.length < allowed ? destructions[calls.length] : undefined;
    if (destruction === undefined) return undefined;
    const call = { key: randomUUID(), destruction, operation: undefined, told: undefined, final: false, answers: [] };
    calls.push(call);
    return { call, pauseMs: firstPauseMs };
  };

  /** Answers after how many milliseconds to repeat the call; undefined when it is final. */
  const attempt = async (call: Call, pauseMs: number): Promise<number | undefined> => {
    const replica = fleet.replicas[Math.floor(random() * fleet.replicas.length)];
    if (replica === undefined) return unreachablePauseMs;
    inFlight += 1;
    try {
      const { method, path } = call.destruction;
      const headers = { authorization, 'idempotency-key': call.key };
      const response = await fetch(replica.url + path, { method, headers });
      const body = (await response.json()) as Body;
      call.operation = body.operationId ?? call.operation;
      const applied = response.ok || body.outcome === 'applied';
      if (applied && call.operation !== undefined) onApplied(call.operation, replica);
      call.answers.push(`${response.status} ${body.code ?? ''}`.trim());
      if (body.code === 'operation-in-progress') return pauseMs;
      call.told = applied ? 'applied' : body.outcome === 'partial' ? 'unknown' : body.outcome;
      if (call.told === 'unknown') return (await isGivenUp(replica, call.operation)) ? undefined : pauseMs;
      return applied || (call.told === 'not_applied' && body.retryable !== true) ? undefined : pauseMs;
    } catch {
      call.answers.push('-');
      return unreachablePauseMs;
    } finally {
      inFlight -= 1;
    }
  };

  const work = async (): Promise<void> => {
    while (!stopped) {
      const taken = next();
      if (taken === undefined) {
        await wait(5);
        continue;
      }
      const { call, pauseMs } = taken;
      const again = await attempt(call, pauseMs);
      if (again === undefined) {
        call.final = true;
        finals += 1;
      } else {
        const later = again === unreachablePauseMs ? pauseMs : Math.min(pauseMs * 1.5, longestPauseMs);
        waiting.push({ call, due: performance.now() + again * (0.75 + random() / 2), pauseMs: later });
      }
    }
  };
  const working = Promise.all(Array.from({ length: workers }, work));
  // Whatever fails is told at the end.
  working.catch(() => {});
  return {
    calls,
    get inFlight() {
      return inFlight;
    },
    release(count) {
      allowed = Math.min(allowed + count, destructions.length);
    },
    async drained(patienceMs) {
      let before = finals;
      let since = performance.now();
      while (finals < allowed && performance.now() - since < patienceMs) {
        await wait(50);
        if (finals > before) since = performance.now();
        before = finals;
      }
    },
    async stop() {
      stopped = true;
      await working;
    },
  };
}
