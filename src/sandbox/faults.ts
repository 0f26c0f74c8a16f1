/** One injected fault. Without `method` and `path` it meets every request; without `times` it lasts until it is cleared. */
export interface Fault {
  /** HTTP method it meets. */
  readonly method?: string;
  /** Regular expression over the path with query. */
  readonly path?: string;
  /** How many requests it meets before it is used up. */
  readonly times?: number;
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

const kinds: Readonly<Record<keyof Fault, 'string' | 'number' | 'boolean' | 'object'>> = {
  method: 'string',
  path: 'string',
  times: 'number',
  latencyMs: 'number',
  status: 'number',
  body: 'string',
  contentType: 'string',
  headers: 'object',
  reset: 'string',
  truncate: 'number',
  extraField: 'boolean',
  unknownEnum: 'boolean',
  otherOrganization: 'boolean',
};

/** Reads a list of faults; throws an `Error` that names the first mistake. */
export function readFaults(value: unknown): Fault[] {
  if (!Array.isArray(value)) throw new Error('faults must be an array of fault objects');
  return value.map((fault, index) => {
    if (typeof fault !== 'object' || fault === null) throw new Error(`faults[${index}] must be an object`);
    for (const [name, given] of Object.entries(fault)) {
      const kind = (kinds as Record<string, string | undefined>)[name];
      if (kind === undefined)
        throw new Error(`faults[${index}].${name} is not a fault; use ${Object.keys(kinds).join(', ')}`);
      if (typeof given !== kind) throw new Error(`faults[${index}].${name} must be a ${kind}`);
    }
    if (fault.reset !== undefined && fault.reset !== 'before' && fault.reset !== 'after') {
      throw new Error(`faults[${index}].reset must be "before" or "after"`);
    }
    return fault as Fault;
  });
}

/** The faults of one emulator, with how often each may still be met. */
export class Faults {
  #active: { fault: Fault; pattern: RegExp | undefined; left: number }[] = [];

  replace(faults: readonly Fault[]): void {
    this.#active = faults.map((fault) => ({
      fault,
      pattern: fault.path === undefined ? undefined : new RegExp(fault.path),
      left: fault.times ?? Number.POSITIVE_INFINITY,
    }));
  }

  list(): Fault[] {
    return this.#active.filter(({ left }) => left > 0).map(({ fault }) => fault);
  }

  /** The first fault that meets this request, counted as used. */
  meet(method: string, pathWithQuery: string): Fault | undefined {
    const met = this.#active.find(
      ({ fault, pattern, left }) =>
        left > 0 && (fault.method ?? method) === method && (pattern === undefined || pattern.test(pathWithQuery)),
    );
    if (met === undefined) return undefined;
    met.left -= 1;
    return met.fault;
  }
}
