import type { Deviation } from '../../contract/drift/deviation.ts';
import { UpstreamFault } from '../../upstream/fault.ts';
import type { UnifiedOperationId } from '../unified.ts';
import type { Seen } from './watched.ts';

/** A kind of deviation, and how many answers showed it. */
export interface Finding {
  readonly deviation: Deviation;
  count: number;
  /** What it breaks, where that does not follow from its place. */
  readonly affects?: { readonly unifiedOperation: UnifiedOperationId; readonly field: string };
}

/** Where an answer came from. */
interface Answered {
  readonly operationId: string;
  readonly status: number;
}

/** Everything found out so far about the answers of one upstream. */
export interface Findings {
  all(): readonly Finding[];
  /** How many answers each upstream operation gave; a refusal for want of rights, or to slow us down, is none. */
  readonly answers: ReadonlyMap<string, number>;
  /** Takes down that a call was made, and where its answer broke off. */
  seen(seen: Seen): void;
  /** Takes down how answers differ from their document. */
  drift(deviations: readonly Deviation[]): void;
  /** Takes down that a call was refused which should have succeeded. */
  refused(answered: Answered): void;
  /** Takes down that an answer with the status of a success is an error. */
  errorInSuccess(answered: Answered): void;
  /** Takes down that a write was confirmed and does not show. `field` is a unified one, such as `organization/displayName`. */
  withoutEffect(answered: Answered, unifiedOperation: UnifiedOperationId, field: string): void;
  /** Takes down that a list shows what does not exist. */
  listsUnknown(answered: Answered): void;
  /** Whether answers of one of these operations cannot be relied on at all. */
  spoil(operationIds: readonly string[]): boolean;
  /** The last whole answer. */
  last(): Answered | undefined;
}

/** Missing rights and limits say nothing about the contract. */
export const isDenial = (status: number): boolean => status === 401 || status === 403 || status === 429;

/** What is told already of a refusal that nothing can be made of. */
const spoilt: readonly string[] = ['undocumented-status', 'not-json', 'incomplete'];
/** What leaves nothing of an answer to be used. */
const useless: readonly string[] = [...spoilt, 'status', 'error-code', 'identity'];

export function createFindings(): Findings {
  const findings = new Map<string, Finding>();
  const answers = new Map<string, number>();
  let last: Answered | undefined;
  const add = (deviation: Deviation, affects?: Finding['affects']): void => {
    const key = JSON.stringify([deviation, affects]);
    const known = findings.get(key);
    if (known !== undefined) known.count += 1;
    else findings.set(key, { deviation, count: 1, ...(affects === undefined ? {} : { affects }) });
  };
  const has = ({ operationId, status }: Answered, keyword: string): boolean =>
    [...findings.values()].some(
      ({ deviation: each }) =>
        each.upstreamOperation === operationId && each.status === status && each.keyword === keyword,
    );
  return {
    all: () => [...findings.values()],
    answers,
    seen({ operationId, answer }) {
      const fault = answer instanceof UpstreamFault;
      const status = fault ? (answer.cutStatus ?? 0) : answer.status;
      last = fault ? undefined : { operationId, status };
      if (fault && !isBroken(answer)) return;
      if (fault) add(whole({ operationId, status }, 'incomplete', 'a whole answer, framed as HTTP demands', 'absent'));
      if (!isDenial(status)) answers.set(operationId, (answers.get(operationId) ?? 0) + 1);
    },
    drift(deviations) {
      // What the translation builds is no fault of the upstream's.
      for (const each of deviations) if (each.direction === 'response') add(each);
    },
    refused(answered) {
      if (!spoilt.some((keyword) => has(answered, keyword))) add(whole(answered, 'status', 'a success'));
    },
    errorInSuccess: (answered) => add(whole(answered, 'error-code', 'no error')),
    withoutEffect(answered, unifiedOperation, field) {
      add(whole(answered, 'effect', `${field} as it was written`), { unifiedOperation, field });
    },
    listsUnknown: (answered) => add(whole(answered, 'identity', 'what exists')),
    spoil: (operationIds) =>
      [...findings.values()].some(
        ({ deviation }) => operationIds.includes(deviation.upstreamOperation) && useless.includes(deviation.keyword),
      ),
    last: () => last,
  };
}

/** Whether something came back that is no whole answer. */
export const isBroken = ({ reach, timedOut }: UpstreamFault): boolean => reach === 'broken-answer' && !timedOut;

const whole = (
  { operationId, status }: Answered,
  keyword: string,
  expected: string,
  observedType: Deviation['observedType'] = 'object',
): Deviation => ({
  upstreamOperation: operationId,
  direction: 'response',
  status,
  pointer: '',
  keyword,
  expected,
  observedType,
});
