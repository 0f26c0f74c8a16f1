import type { CallTrace, ProviderTrace } from '../trace.ts';
import { answerField, requestField } from '../unified-field.ts';
import { unescaped } from '../violation.ts';
import type { Step } from './comparison.ts';
import type { Scalar } from './kinds.ts';

/** A place that a unified operation sends or reads. */
export interface UsedField {
  /** Unified fields that it comes from or goes to. */
  readonly unified: readonly string[];
  /** Whether every request has it. */
  readonly always: boolean;
  /** Whether its value comes from callers or from earlier answers. */
  readonly varies: boolean;
  /** Values that are sent as they are. */
  readonly values: readonly Scalar[];
}

/** One unified operation's use of one upstream operation. */
export interface Call {
  readonly unifiedOperation: string;
  readonly trace: CallTrace;
}

/** Used places by the names on the way to them. */
interface Branch {
  readonly fields: UsedField[];
  /** Whether requests have it whenever they have what holds it. */
  certain: boolean;
  readonly below: Map<string, Branch>;
}

/** What one call uses at a place, below it, and of what it takes as a whole above it. */
export interface Use {
  readonly call: Call;
  readonly branches: readonly Branch[];
  readonly whole: readonly UsedField[];
}

/** What a provider's translation uses of the upstream operations. */
export interface Usage {
  calls(upstreamOperation: string): readonly Call[];
}

/** Indexes a trace by upstream operation. */
export function usageOf(trace: ProviderTrace): Usage {
  const calls = new Map<string, Call[]>();
  for (const { unifiedOperation, calls: traces } of trace.operations) {
    for (const each of traces) {
      const some = calls.get(each.upstreamOperation) ?? [];
      calls.set(each.upstreamOperation, [...some, { unifiedOperation, trace: each }]);
    }
  }
  return { calls: (upstreamOperation) => calls.get(upstreamOperation) ?? [] };
}

/** Which of the places of calls. */
export type Channel = 'sends' | 'reads' | 'refusals';

/** What calls use of a request, an answer or a refusal. Every call uses the whole of it in that it would fail without. */
export const usesOf = (calls: readonly Call[], channel: Channel): readonly Use[] =>
  calls.map((call) => ({
    call,
    branches: [grown(fieldsOf(call, channel), channel === 'sends' ? call.trace.certain : [])],
    whole: [],
  }));

function fieldsOf({ unifiedOperation, trace }: Call, channel: Channel): readonly (readonly [string, UsedField])[] {
  const read = { always: false, varies: true, values: [] };
  if (channel === 'refusals') return trace.refusals.map((pointer) => [pointer, { ...read, unified: [] }]);
  if (channel === 'reads') {
    return trace.reads.map(({ pointer, to }) => [
      pointer,
      // A look for a lost write answers nobody.
      {
        ...read,
        unified: trace.purpose === 'answer' ? to.map((place) => whole(answerField(unifiedOperation, place))) : [],
      },
    ]);
  }
  return trace.sends.map(({ pointer, always, from, fromAnswers, values }) => [
    pointer,
    {
      unified: from.map((place) => whole(requestField(place))),
      always,
      varies: from.length > 0 || fromAnswers.length > 0,
      values,
    },
  ]);
}

/** A list or a map is one field, whatever of it is used. */
const whole = (field: string): string => field.replace(/(?:\/\*)+$/, '');

function grown(
  fields: readonly (readonly [pointer: string, field: UsedField])[],
  certain: CallTrace['certain'],
): Branch {
  const root: Branch = { fields: [], certain: true, below: new Map() };
  for (const [pointer, field] of fields) branchTo(root, pointer).fields.push(field);
  for (const pointer of certain) branchTo(root, pointer).certain = true;
  return root;
}

function branchTo(root: Branch, pointer: string): Branch {
  let branch = root;
  const names = pointer.split('/').slice(1).map(unescaped);
  for (const [at, written] of names.entries()) {
    // Names of headers are the same in lower and upper case.
    const name = names[0] === 'header' && at === 1 ? written.toLowerCase() : written;
    const next = branch.below.get(name) ?? { fields: [], certain: false, below: new Map() };
    branch.below.set(name, next);
    branch = next;
  }
  return branch;
}

/** What is used at a place one step further down. */
export function stepped(uses: readonly Use[], to: Step['to']): readonly Use[] {
  return uses.flatMap(({ call, branches, whole }) => {
    const next = branches.flatMap((branch) => branchesAt(branch, to));
    // A value that is used and nothing below it is taken as a whole: a map, a list or a free-form object.
    const taken = [...whole, ...branches.filter(({ below }) => below.size === 0).flatMap(({ fields }) => fields)];
    return next.length === 0 && taken.length === 0 ? [] : [{ call, branches: next, whole: taken }];
  });
}

/** `*` in a trace is every item, and every property that the old document does not name. */
function branchesAt({ below }: Branch, to: Step['to']): readonly Branch[] {
  if ('items' in to) return [below.get('*') ?? []].flat();
  if ('property' in to) return [below.get(to.property) ?? [], (to.unnamedBefore && below.get('*')) || []].flat();
  return [...below].filter(([name]) => !to.restBeside.has(name)).map(([, branch]) => branch);
}

/** Whether a place is sent whenever what holds it is. What is within a value that callers give as a whole may be missing. */
export const isCertain = ({ branches }: Use): boolean => branches.some(({ certain }) => certain);

/** The fields that are used at a place itself. */
export const fieldsAt = ({ branches }: Use): readonly UsedField[] => branches.flatMap(({ fields }) => fields);

/** The fields that are used below a place. */
export const fieldsBelow = ({ branches }: Use): readonly UsedField[] =>
  branches.flatMap(({ below }) => [...below.values()].flatMap(allFields));

const allFields = ({ fields, below }: Branch): readonly UsedField[] => [
  ...fields,
  ...[...below.values()].flatMap(allFields),
];
