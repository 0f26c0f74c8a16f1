import type { CallTrace } from '../../contract/trace.ts';
import { leavesOf } from './differences.ts';
import { Presence } from './presence.ts';

/** What was seen of one upstream operation in the trials of one unified operation. */
export class CollectedCall {
  #asked = 0;
  /** How often a request was sent, by its text. */
  readonly #requests = new Map<string, { times: number; readonly fields: ReadonlyMap<string, unknown> }>();
  #mostFields = -1;
  /** Every value that was sent, by its place. */
  readonly #values = new Map<string, Set<unknown>>();
  readonly #presence = new Presence();
  readonly #reads = new Map<string, Set<string>>();
  readonly #from = new Map<string, Set<string>>();
  readonly #fromAnswers = new Map<string, Set<string>>();

  /** Whether the request has more fields than any before, or a value that none had in its place. */
  asked(request: object, pointer: (path: readonly string[]) => string): boolean {
    this.#asked += 1;
    const text = JSON.stringify(request);
    const known = this.#requests.get(text);
    if (known !== undefined) {
      known.times += 1;
      return false;
    }
    this.#presence.add(request, pointer);
    const fields = new Map([...leavesOf(request)].map(([path, value]) => [pointer(path), value]));
    this.#requests.set(text, { times: 1, fields });
    let more = fields.size > this.#mostFields;
    this.#mostFields = Math.max(fields.size, this.#mostFields);
    for (const [place, value] of fields) {
      const values = this.#values.get(place) ?? new Set();
      this.#values.set(place, values);
      more ||= !values.has(value);
      values.add(value);
    }
    return more;
  }

  /** The request with the most fields. */
  get fullest(): object {
    const [[text = '{}'] = []] = [...this.#requests].sort(([, one], [, other]) => other.fields.size - one.fields.size);
    return JSON.parse(text);
  }

  read(pointer: string): void {
    if (!this.#reads.has(pointer)) this.#reads.set(pointer, new Set());
  }

  leads(pointer: string, to: string): void {
    this.#reads.set(pointer, (this.#reads.get(pointer) ?? new Set()).add(to));
  }

  comes(pointer: string, from: string): void {
    this.#from.set(pointer, (this.#from.get(pointer) ?? new Set()).add(from));
  }

  comesFromAnswer(pointer: string, from: string): void {
    this.#fromAnswers.set(pointer, (this.#fromAnswers.get(pointer) ?? new Set()).add(from));
  }

  /** `again` is the same call seen in the other world: a value that both sent depends on no free text or number. */
  toTrace(
    again: CollectedCall | undefined,
    head: Pick<CallTrace, 'upstreamOperation' | 'purpose' | 'refusals'>,
  ): CallTrace {
    const { upstreamOperation, purpose, refusals } = head;
    const values = again === undefined ? undefined : again.#values;
    const sends = [...this.#values].map(([pointer, sent]) => {
      const [from, fromAnswers] = [sorted(this.#from, pointer), sorted(this.#fromAnswers, pointer)];
      const varied = from.length + fromAnswers.length > 0;
      const fixed = [...sent].filter(isPlain).filter((value) => values?.get(pointer)?.has(value) === true);
      return {
        pointer,
        always: this.#times(pointer) === this.#asked,
        from,
        fromAnswers,
        values: fixed.filter((value) => !varied || !blank.has(value)).sort(),
      };
    });
    const reads = [...this.#reads].map(([pointer, to]) => ({ pointer, to: [...to].sort() }));
    return {
      upstreamOperation,
      purpose,
      sends: sends.sort(byPointer),
      certain: this.#presence.certain,
      reads: reads.filter(({ pointer, to }) => to.length > 0 || !this.#isAbove(pointer)).sort(byPointer),
      refusals,
    };
  }

  #times(pointer: string): number {
    return [...this.#requests.values()].reduce(
      (sum, { times, fields }) => (fields.has(pointer) ? sum + times : sum),
      0,
    );
  }

  /** Whether something below a place is read; then the place itself was only passed through. */
  #isAbove(pointer: string): boolean {
    return [...this.#reads.keys()].some((other) => other.startsWith(`${pointer}/`));
  }
}

/** What is tried wherever a value varies says nothing of the translation. */
const blank: ReadonlySet<unknown> = new Set(['', '0', 0, null]);

type Plain = string | number | boolean | null;
const isPlain = (value: unknown): value is Plain => value === null || typeof value !== 'object';

const sorted = (found: ReadonlyMap<string, ReadonlySet<string>>, pointer: string): readonly string[] =>
  [...(found.get(pointer) ?? [])].sort();

const byPointer = (one: { readonly pointer: string }, other: { readonly pointer: string }): number =>
  one.pointer < other.pointer ? -1 : 1;
