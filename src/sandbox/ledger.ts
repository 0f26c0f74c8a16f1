import type { EmulatorRequest } from './emulator.ts';

/** One received request. `status` is null when the connection was cut instead of answered. */
export interface LedgerEntry {
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when the body is JSON, text otherwise, null when there is none. */
  readonly body: unknown;
  readonly status: number | null;
  /** Whether the request changed the emulator's state. */
  readonly applied: boolean;
}

const credentialHeaders = ['authorization', 'cookie'];

/** Every request an emulator received, in order of arrival. */
export class Ledger {
  readonly #secret: ReadonlySet<string>;
  #entries: (LedgerEntry | undefined)[] = [];

  /** `secretHeaders`: lower-case names of what is masked besides the usual credentials. */
  constructor(secretHeaders: readonly string[] = []) {
    this.#secret = new Set([...credentialHeaders, ...secretHeaders]);
  }

  /** Reserves the request's place in the order of arrival; the returned function fills it in when the request has ended. */
  arrive(request: EmulatorRequest): (status: number | null, applied: boolean) => void {
    const entries = this.#entries;
    const place = entries.push(undefined) - 1;
    const time = new Date().toISOString();
    return (status, applied) => {
      entries[place] = {
        time,
        method: request.method,
        path: request.rawQuery === '' ? request.path : `${request.path}?${request.rawQuery}`,
        headers: masked(request.headers, this.#secret),
        body: readable(request.text),
        status,
        applied,
      };
    };
  }

  /** The requests that have ended. */
  entries(): LedgerEntry[] {
    return this.#entries.filter((entry) => entry !== undefined);
  }

  clear(): void {
    this.#entries = [];
  }
}

function masked(headers: Readonly<Record<string, string>>, secret: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, secret.has(name) ? '***' : value]));
}

function readable(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
