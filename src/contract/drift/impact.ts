import type { CallTrace, ProviderTrace, ReadField } from '../trace.ts';
import { answerField, requestField } from '../unified-field.ts';
import type { Deviation } from './deviation.ts';

/**
 * How much a difference means. `breaking`: the translation uses what differs, so unified calls fail by it. `risky`: used, but
 * tolerated. `harmless`: nothing uses it.
 */
export type Severity = 'breaking' | 'risky' | 'harmless';

/** From the worst to the least. */
export const severities: readonly Severity[] = ['breaking', 'risky', 'harmless'];

/** What a difference means to the unified API. */
export interface Impact {
  readonly severity: Severity;
  readonly unifiedOperations: readonly string[];
  /** As `organization/displayName` (answers) and `request/displayName` (requests). */
  readonly unifiedFields: readonly string[];
}

/** What a unified operation uses of the place at fault. */
interface Use {
  readonly unifiedOperation: string;
  readonly fields: readonly string[];
}

/** What the translation tells a caller, or does without, instead of failing. */
const tolerated: readonly string[] = ['undocumented-property', 'unlisted-member', 'undocumented-body'];
/** Of the whole answer, whatever is read in it. */
const ofAnswer: readonly string[] = [
  'undocumented-status',
  'not-json',
  'identity',
  'incomplete',
  'status',
  'error-code',
];

/** Composes what the differences of a provider's upstream mean, from the trace of its translation. */
export function impactsOf({ operations }: Pick<ProviderTrace, 'operations'>): (deviation: Deviation) => Impact {
  const calls = operations.flatMap(({ unifiedOperation, calls }) => calls.map((call) => ({ unifiedOperation, call })));
  return (deviation) => {
    const uses = calls
      .filter(({ call }) => call.upstreamOperation === deviation.upstreamOperation)
      .flatMap(({ unifiedOperation, call }) => {
        const fields = fieldsOf(unifiedOperation, call, deviation);
        return fields === undefined ? [] : [{ unifiedOperation, fields }];
      });
    return {
      severity: severityOf(deviation, uses),
      unifiedOperations: distinct(uses.map(({ unifiedOperation }) => unifiedOperation)),
      unifiedFields: distinct(uses.flatMap(({ fields }) => fields)),
    };
  };
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

function severityOf({ direction, keyword, status }: Deviation, uses: readonly Use[]): Severity {
  // Whatever is used: a request that its document forbids is never sent.
  if (direction === 'request') return 'breaking';
  if (uses.length === 0) return 'harmless';
  // A refusal is told by its status where its body is of no use, unless it is what is wrong.
  const refusal = status !== undefined && status >= 300 && keyword !== 'status';
  return refusal || tolerated.includes(keyword) ? 'risky' : 'breaking';
}

/** The unified fields that depend on the place; undefined where the call does not use it. */
function fieldsOf(
  unifiedOperation: string,
  { purpose, sends, reads, refusals }: CallTrace,
  { direction, status, pointer, keyword }: Deviation,
): readonly string[] | undefined {
  if (direction === 'request') {
    return sends
      .filter((each) => isWithin(each.pointer, pointer) || isWithin(pointer, each.pointer))
      .flatMap(({ from }) => from.map(requestField));
  }
  if (ofAnswer.includes(keyword)) return [];
  if (keyword === 'undocumented-property' || keyword === 'undocumented-body') return undefined;
  if (status !== undefined && status >= 300) {
    return refusals.some((each) => isWithin(each, pointer)) ? [] : undefined;
  }
  const used = reads.filter((each) => isWithin(each.pointer, pointer) || takesWhole(each, reads, pointer));
  if (used.length === 0) return undefined;
  // What only tells whether a write took effect goes into no answer.
  return purpose === 'settlement'
    ? []
    : used.flatMap(({ to }) => to.map((place) => answerField(unifiedOperation, place)));
}

/** Whether a read takes over whatever is at a place inside it: it goes into the answer, and nothing in it is read by itself. */
function takesWhole({ pointer, to }: ReadField, reads: readonly ReadField[], place: string): boolean {
  return to.length > 0 && isWithin(place, pointer) && !reads.some((each) => each.pointer.startsWith(`${pointer}/`));
}

/** Whether a place is another, or inside of it; `*` is every name. */
function isWithin(place: string, outer: string): boolean {
  const [inside, around] = [place.split('/'), outer.split('/')];
  return around.every((name, at) => name === inside[at] || name === '*' || inside[at] === '*');
}
