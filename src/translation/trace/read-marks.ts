import type { TrialCall } from './trial.ts';

/** Places that were read in the answers of calls. The second item of a list is read as the first one is. */
export class ReadMarks {
  readonly #places = new Map<string, Set<string>>();

  /** Whether a path, joined with slashes, was read in the answer of a call. */
  has(calls: readonly TrialCall[], call: number, path: string): boolean {
    return this.#places.get(callName(calls, call))?.has(placeOf(path)) === true;
  }

  /** Adds what calls have read; gives what was not there yet. */
  add(calls: readonly TrialCall[]): ReadMarks {
    const fresh = new ReadMarks();
    for (const [call, { reads }] of calls.entries()) {
      const name = callName(calls, call);
      const places = this.#of(name);
      for (const read of reads) {
        const place = placeOf(read);
        if (places.has(place)) continue;
        places.add(place);
        fresh.#of(name).add(place);
      }
    }
    return fresh;
  }

  get isEmpty(): boolean {
    return this.#places.size === 0;
  }

  #of(call: string): Set<string> {
    const known = this.#places.get(call) ?? new Set();
    this.#places.set(call, known);
    return known;
  }
}

const second = /(?<=^|\/)1(?=\/|$)/g;
const placeOf = (path: string): string => (path.includes('1') ? path.replaceAll(second, '0') : path);

/** The first call of an operation is told from all later ones. */
function callName(calls: readonly TrialCall[], call: number): string {
  const operationId = calls[call]?.operationId ?? '';
  return calls.findIndex((each) => each.operationId === operationId) === call ? operationId : `${operationId} again`;
}
