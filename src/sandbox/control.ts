import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFaults } from './faults.ts';
import type { Host } from './host.ts';

/** The control interface of one emulator: `/_sandbox/{provider}/state | requests | faults`. */
export async function control(
  host: Host,
  resource: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const method = incoming.method ?? 'GET';
  const action = actions[`${method} ${resource}`];
  if (action === undefined) {
    reply(outgoing, 404, {
      error: `no control resource ${method} ${resource}; there are ${Object.keys(actions).join(', ')}`,
    });
    return;
  }
  try {
    reply(outgoing, 200, action(host, await body(incoming)));
  } catch (error) {
    reply(outgoing, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

type Action = (host: Host, body: unknown) => object;

const actions: Readonly<Record<string, Action>> = {
  'GET state': (host) => host.projection.state,
  'PUT state': (host, given) => putState(host, given),
  'GET requests': (host) => ({ requests: host.ledger.entries() }),
  'DELETE requests': (host) => {
    host.ledger.clear();
    return {};
  },
  'GET faults': (host) => ({ faults: host.faults.list(), consistencyDelayMs: host.projection.delayMs }),
  'PUT faults': (host, given) => putFaults(host, given),
  'DELETE faults': (host) => {
    host.faults.replace([]);
    host.projection.delay(0);
    return {};
  },
};

/**
 * `{}` or nothing: back to the seeds. `{ populate: n }`: the seeds and n generated organizations.
 * Anything else: the whole new state, as `GET state` answers it.
 */
function putState(host: Host, given: unknown): object {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Error('state must be an object');
  const { populate } = given as { populate?: unknown };
  if (populate !== undefined && !(Number.isInteger(populate) && (populate as number) >= 0)) {
    throw new Error('populate must be a whole number');
  }
  const reseed = populate !== undefined || Object.keys(given).length === 0;
  const seed = host.emulator.seed();
  const missing = reseed ? [] : Object.keys(seed).filter((name) => !Object.hasOwn(given, name));
  if (missing.length > 0) throw new Error(`a whole state also holds ${missing.join(', ')}; GET state shows one`);
  const state = reseed ? seed : given;
  if (populate !== undefined) host.emulator.populate(state, populate as number);
  host.projection.replace(state);
  return host.projection.state;
}

/** `{ faults: [...], consistencyDelayMs?: n }`; see `Fault` for what one may say. */
function putFaults(host: Host, given: unknown): object {
  if (typeof given !== 'object' || given === null) throw new Error('send { faults, consistencyDelayMs }');
  const { faults = [], consistencyDelayMs = 0, ...rest } = given as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new Error(`${unknown} is not known here; send { faults, consistencyDelayMs }`);
  if (!Number.isInteger(consistencyDelayMs) || Number(consistencyDelayMs) < 0) {
    throw new Error('consistencyDelayMs must be a whole number from 0');
  }
  host.faults.replace(readFaults(faults));
  host.projection.delay(Number(consistencyDelayMs));
  return { faults: host.faults.list(), consistencyDelayMs };
}

async function body(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}

export function reply(outgoing: ServerResponse, status: number, answer: object): void {
  const text = JSON.stringify(answer);
  outgoing
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}
