import { chances } from './chances.ts';

/** One injected fault. Without `method` and `path` it meets every request; without `times` it lasts until it is cleared. */
export interface Fault {
  /** HTTP method it meets. */
  readonly method?: string;
  /** Regular expression over the path with query. */
  readonly path?: string;
  /** How many requests it meets before it is used up. */
  readonly times?: number;
  /** Which share of those requests it meets, chosen at random: above 0, at most 1. */
  readonly probability?: number;
  /** What the choice begins with: the same seed makes the same choices in the same order of requests. */
  readonly seed?: number;
  /** Milliseconds to wait before the answer. */
  readonly latencyMs?: number;
  /** Answer with this status and, unless `body` says otherwise, the vendor's own error body for it. The request is not applied. */
  readonly status?: number;
  /** Body text instead of the usual one. */
  readonly body?: string;
  /** Media type instead of the usual one. */
  readonly contentType?: string;
  /** Extra response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Cut the connection before the request takes effect, or after it did but before the answer. */
  readonly reset?: 'before' | 'after';
  /** Send only this many bytes of the body, under the full length, then cut the connection. */
  readonly truncate?: number;
  /** Add a property that no document knows. */
  readonly extraField?: boolean;
  /** Replace enum members by one that no document knows. */
  readonly unknownEnum?: boolean;
  /** Answer about another organization than the one asked for. */
  readonly otherOrganization?: boolean;
}

interface Rule {
  readonly holds: (value: unknown) => boolean;
  readonly must: string;
}
const within = (from: number, to: number, must: string): Rule => ({
  holds: (value) => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
  must,
});
const text: Rule = { holds: (value) => typeof value === 'string', must: 'must be a text' };
const flag: Rule = { holds: (value) => typeof value === 'boolean', must: 'must be true or false' };
const isHeaderValue = (value: unknown): boolean => typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value);
const isHeaders = (value: unknown): boolean =>
  isObject(value) && Object.entries(value).every(([name, each]) => /^[\w-]+$/.test(name) && isHeaderValue(each));

const rules: Readonly<Record<keyof Fault, Rule>> = {
  method: {
    holds: (value) => typeof value === 'string' && /^[A-Z]+$/.test(value),
    must: 'must be a method in capitals',
  },
  path: { holds: isPattern, must: 'must be a regular expression' },
  times: within(1, Number.MAX_SAFE_INTEGER, 'must be a whole number from 1'),
  probability: {
    holds: (value) => typeof value === 'number' && value > 0 && value <= 1,
    must: 'must be a number above 0 and at most 1',
  },
  seed: within(0, 2 ** 32 - 1, 'must be a whole number from 0 below 2^32'),
  latencyMs: within(0, 600_000, 'must be a whole number of milliseconds, at most ten minutes'),
  status: within(200, 599, 'must be a status from 200 to 599'),
  body: text,
  contentType: { holds: isHeaderValue, must: 'must be a media type' },
  headers: { holds: isHeaders, must: 'must be an object of header names and texts' },
  reset: { holds: (value) => value === 'before' || value === 'after', must: 'must be "before" or "after"' },
  truncate: within(0, Number.MAX_SAFE_INTEGER, 'must be a whole number of bytes'),
  extraField: flag,
  unknownEnum: flag,
  otherOrganization: flag,
};

/** Reads a list of faults; throws an `Error` that names the first mistake. */
export function readFaults(value: unknown): Fault[] {
  if (!Array.isArray(value)) throw new Error('faults must be an array of fault objects');
  return value.map((fault: unknown, index) => {
    if (!isObject(fault)) throw new Error(`faults[${index}] must be an object`);
    for (const [name, given] of Object.entries(fault)) {
      const rule = Object.hasOwn(rules, name) ? rules[name as keyof Fault] : undefined;
      if (rule === undefined) {
        throw new Error(`faults[${index}].${name} is not a fault; use ${Object.keys(rules).join(', ')}`);
      }
      if (!rule.holds(given)) throw new Error(`faults[${index}].${name} ${rule.must}`);
    }
    return fault;
  });
}

function isPattern(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The faults of one emulator, with how often each may still be met. */
export class Faults {
  #active: { fault: Fault; pattern: RegExp | undefined; left: number; chance: () => number }[] = [];

  replace(faults: readonly Fault[]): void {
    this.#active = faults.map((fault) => ({
      fault,
      pattern: fault.path === undefined ? undefined : new RegExp(fault.path),
      left: fault.times ?? Number.POSITIVE_INFINITY,
      chance: chances(fault.seed ?? 0),
    }));
  }

  list(): Fault[] {
    return this.#active.filter(({ left }) => left > 0).map(({ fault }) => fault);
  }

  /** The first fault that meets this request, counted as used. */
  meet(method: string, pathWithQuery: string): Fault | undefined {
    const met = this.#active.find(
      ({ fault, pattern, left, chance }) =>
        left > 0 &&
        (fault.method ?? method) === method &&
        (pattern === undefined || pattern.test(pathWithQuery)) &&
        (fault.probability === undefined || chance() < fault.probability),
    );
    if (met === undefined) return undefined;
    met.left -= 1;
    return met.fault;
  }
}
