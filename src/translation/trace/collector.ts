import { pointerOf } from '../../contract/recording.ts';
import type { CallTrace } from '../../contract/trace.ts';
import { CollectedCall } from './collected-call.ts';
import { differences, leavesOf } from './differences.ts';
import type { Observer, Variation } from './explore.ts';
import type { Pointers } from './pointers.ts';
import type { Trial } from './trial.ts';

/** Turns trials of one unified operation into what it sends and reads. */
export class Collector implements Observer {
  readonly calls = new Map<string, CollectedCall>();
  /** The same calls in the other world, as far as they say more than those before. */
  readonly again = new Map<string, CollectedCall>();
  /** Names of places that were read: `Organization/state`. */
  readonly readNames = new Set<string>();
  /** Places of the unified answer that were filled. */
  readonly written = new Set<string>();
  /** Answers that were seen, as texts. */
  readonly #answers = new Set<string>();
  /** The reads that were seen, by the operation and the status of the answer. */
  readonly #reads = new Map<string, Set<string>>();
  readonly #pointers: Pointers;
  readonly #answerPointer: ((path: readonly string[]) => string) | undefined;

  /** `answerPointer` names the places of the unified answer; trials that look for a lost write make none. */
  constructor(pointers: Pointers, answerPointer?: (path: readonly string[]) => string) {
    this.#pointers = pointers;
    this.#answerPointer = answerPointer;
  }

  tried(trial: Trial, again: () => Trial): void {
    if (this.#ask(this.calls, trial)) this.#ask(this.again, again());
    this.#read(trial);
  }

  /** Whether a call asks for more than those before. */
  #ask(collected: Map<string, CollectedCall>, { calls }: Trial): boolean {
    const asked = calls.map(({ operationId, request }) =>
      callOf(collected, operationId).asked(request, (path) => this.#pointers.sent(operationId, path)),
    );
    return asked.includes(true);
  }

  #read({ calls, answer, end }: Trial): void {
    for (const { operationId, reply, reads } of calls) {
      const call = callOf(this.calls, operationId);
      if (typeof reply === 'string') continue;
      const answered = `${operationId} ${reply.status}`;
      const seen = this.#reads.get(answered) ?? new Set();
      this.#reads.set(answered, seen);
      for (const read of reads) {
        if (seen.has(read)) continue;
        seen.add(read);
        call.read(this.#pointers.read(operationId, reply.status, read.split('/')));
        const place = reply.places.find(({ path }) => path.join('/') === read);
        if (place !== undefined) this.readNames.add(place.name);
      }
    }
    if (end !== 'answered' || this.#answerPointer === undefined) return;
    const text = JSON.stringify(answer);
    if (this.#answers.has(text)) return;
    this.#answers.add(text);
    for (const [path] of leavesOf(answer)) this.written.add(this.#answerPointer(path));
  }

  varied(base: Trial, trial: Trial, { call: number, place }: Variation): void {
    if (place === undefined) return;
    const source = number === undefined ? undefined : base.calls[number];
    const { operationId = '', reply } = source ?? {};
    const at =
      typeof reply === 'object'
        ? this.#pointers.read(operationId, reply.status, place.path)
        : pointerOf(place.path.map((name) => (/^\d+$/.test(name) ? '*' : name)));
    let same = base.calls.length === trial.calls.length;
    for (const [index, asked] of base.calls.entries()) {
      const other = trial.calls[index];
      if (other === undefined || other.operationId !== asked.operationId) {
        same = false;
        break;
      }
      for (const path of differences(asked.request, other.request)) {
        const call = callOf(this.calls, asked.operationId);
        const pointer = this.#pointers.sent(asked.operationId, path);
        if (source === undefined) call.comes(pointer, at);
        else call.comesFromAnswer(pointer, `${operationId}#${at}`);
      }
    }
    const pointer = this.#answerPointer;
    if (source === undefined || pointer === undefined) return;
    if (!same || base.end !== 'answered' || trial.end !== 'answered') return;
    for (const path of differences(base.answer, trial.answer)) callOf(this.calls, operationId).leads(at, pointer(path));
  }
}

function callOf(collected: Map<string, CollectedCall>, operationId: string): CollectedCall {
  const call = collected.get(operationId) ?? new CollectedCall();
  collected.set(operationId, call);
  return call;
}

/** What was collected of each call, in the order of first asking. */
export function callTraces(
  { calls, again }: Collector,
  purpose: CallTrace['purpose'],
  refusals: (operationId: string) => readonly string[],
): readonly CallTrace[] {
  return [...calls].map(([upstreamOperation, call]) =>
    call.toTrace(again.get(upstreamOperation), { upstreamOperation, purpose, refusals: refusals(upstreamOperation) }),
  );
}
