import type { OpenAPIV3_1 } from 'openapi-types';
import type { Operation } from '../../../../src/contract/document.ts';
import type { UnifiedOperationId } from '../../../../src/translation/unified.ts';
import type { Example } from '../../../support/upstream-document.ts';
import { changedSpots, type View } from './changed-spots.ts';
import { type Describing, describing } from './description.ts';
import { type EditedDocument, editedDocument } from './edited-document.ts';
import type { Knowledge } from './knowledge.ts';
import { isRefusalLost } from './refusals.ts';
import { outcomeOf, type Scene } from './scenes.ts';
import { isStillAccepted } from './security.ts';
import { placesOf, type Uses, useKey, valueAt, type Witness, withAt, withEvery } from './uses.ts';

/** What breaks, and one reason for each unified operation. Empty where nothing does. */
export type Broken = ReadonlyMap<UnifiedOperationId, string>;

/** A fault that the edited document allows and the old one does not. */
interface Fault {
  readonly pointer: string;
  readonly value: unknown;
  /** What the old document takes there. */
  readonly right: unknown;
  readonly gone: boolean;
}

const text = 'corpus text';
/** Values that are tried where the documents differ; undefined leaves the place out. */
const candidates: readonly unknown[] = [
  undefined,
  null,
  7,
  1.5,
  -1,
  1e12,
  1e15,
  true,
  text,
  '',
  'A',
  'corpus text '.repeat(400),
  '2026-01-01T00:00:00Z',
  '2026-01-01',
  [],
  [text],
  [7],
  [null],
  [{}],
  {},
  { corpus: text },
  { corpus: 7 },
];

/** Composes the judge of edits of one provider's document: it runs the old translation against what the edited document allows. */
export function judgeOf(knowledge: Knowledge): (document: OpenAPIV3_1.Document) => Promise<Broken> {
  const { registered, upstream } = knowledge.explored;
  const describedBefore = describing(registered.document);
  const found = witnesses(knowledge);
  return async (document) => {
    const broken = new Map<UnifiedOperationId, string>();
    const breaks = (unified: Iterable<UnifiedOperationId>, reason: string): void => {
      for (const each of unified) if (!broken.has(each)) broken.set(each, reason);
    };
    const edited = editedDocument(document);
    const describedNow = describing(document);
    const viewBefore = (schema: object): View => ({ document: registered.document, describe: describedBefore, schema });
    const viewNow = (schema: object): View => ({ document, describe: describedNow, schema });
    for (const [id, users] of knowledge.users) {
      const before = upstream.operation(id);
      const now = edited.operation(before);
      if (now === undefined) {
        breaks(users, `${id} is gone`);
        continue;
      }
      if (!isStillAccepted(registered.provider, document, now)) breaks(users, `${id} takes other credentials`);
      const asked =
        requestText(before, describedBefore) === requestText(now, describedNow) ? [] : knowledge.requests.get(id);
      for (const [unified, requests] of asked ?? []) {
        const refused = requests.find((request) => !edited.takesRequest(now, request));
        if (refused !== undefined) breaks([unified], `${id} does not take ${JSON.stringify(refused)}`);
      }
      const runs = found.get(id) ?? new Map();
      for (const [status, unified] of await otherStatuses(before, now, runs))
        breaks(unified, `${id} answers ${status}`);
      for (const [status, { schema }] of before.answers) {
        const schemaNow = now.answers.get(status)?.schema;
        if (schema === undefined || !now.answers.has(status)) continue;
        if (describedBefore(schema) === describedNow(schemaNow)) continue;
        if (schemaNow === undefined) {
          if (status < 300)
            breaks(
              await changedBy(runs, status, (answer) => ({ ...answer, contentType: 'application/xml' })),
              `${id} ${status} is no JSON`,
            );
        } else if (status >= 300) {
          if (
            isRefusalLost(registered, before, status, viewBefore(schema), viewNow(schemaNow), (body) =>
              edited.allowsAnswer(now, status, body),
            )
          )
            breaks(users, `${id} ${status} has no code`);
        } else {
          const faults = faultsIn(knowledge, edited, before, now, status, viewBefore(schema), viewNow(schemaNow));
          for (const fault of faults)
            breaks(
              await usersOf(knowledge, runs, id, status, fault),
              `${id} ${status} ${fault.pointer} ${JSON.stringify(fault.value)}`,
            );
        }
      }
    }
    return broken;
  };
}

/** All that a document says of an operation's requests. */
const requestText = ({ parameters, body }: Operation, describe: Describing): string =>
  JSON.stringify([
    parameters.map(({ schema, ...each }) => [each, describe(schema)]),
    body?.required,
    body?.types,
    describe(body?.schema),
  ]);

/** A run of each unified operation in which an upstream operation answered with a success. */
type Runs = ReadonlyMap<UnifiedOperationId, { readonly scene: Scene; readonly index: number }>;

function witnesses({ scenes }: Knowledge): ReadonlyMap<string, Runs> {
  const found = new Map<string, Map<UnifiedOperationId, { readonly scene: Scene; readonly index: number }>>();
  for (const scene of scenes) {
    for (const [index, { operation }] of scene.ended.asked.entries()) {
      const runs = found.get(operation.id) ?? new Map();
      found.set(operation.id, runs);
      if ((scene.ended.answers[index]?.status ?? 500) < 300 && !runs.has(scene.unified))
        runs.set(scene.unified, { scene, index });
    }
  }
  return found;
}

/** The unified operations in which another answer shows. */
async function changedBy(
  runs: Runs,
  status: number | undefined,
  change: (answer: Example) => Example,
): Promise<UnifiedOperationId[]> {
  const changed: UnifiedOperationId[] = [];
  for (const [unified, { scene, index }] of runs) {
    if (status !== undefined && scene.ended.answers[index]?.status !== status) continue;
    const ended = await scene.again((at, answer) => (at === index ? change(answer) : answer));
    if (outcomeOf(ended) !== outcomeOf(scene.ended)) changed.push(unified);
  }
  return changed;
}

/** New statuses of success, and the end of all known ones, with the unified operations that it shows in. */
async function otherStatuses(
  before: Operation,
  now: Operation,
  runs: Runs,
): Promise<[status: number, UnifiedOperationId[]][]> {
  const successes = ({ answers }: Operation): number[] =>
    [...answers.keys()].filter((status) => status >= 200 && status < 300);
  const added = successes(now).filter((status) => !before.answers.has(status));
  const left = successes(now).some((status) => before.answers.has(status));
  const found: [number, UnifiedOperationId[]][] = [];
  for (const status of added)
    found.push([status, await changedBy(runs, undefined, (answer) => ({ ...answer, status }))]);
  return left || added.length > 0 ? found : [...found, [0, [...runs.keys()]]];
}

/** The faults that the edited document allows in known answers, one for each place. */
function faultsIn(
  { contract, answers, uses }: Knowledge,
  edited: EditedDocument,
  before: Operation,
  now: Operation,
  status: number,
  viewBefore: View,
  viewNow: View,
): Fault[] {
  const faults = new Map<string, Fault>();
  const enforced = contract.operation(before.id);
  for (const { body } of answers.get(`${before.id} ${status}`) ?? []) {
    const spots = changedSpots(viewBefore, viewNow, body);
    for (const { pointer, gone } of spots)
      if (gone) faults.set(pointer, { pointer, value: undefined, right: undefined, gone });
    // A shared schema may have to change everywhere at once for the answer to be allowed: so all that changed alike is tried, too.
    const alike = Map.groupBy(spots, ({ change }) => change);
    for (const [pointer, [spot, ...more]] of Map.groupBy(spots, (each) => each.pointer)) {
      if (faults.has(pointer) || spot === undefined || !isNear(uses, before.id, status, pointer)) continue;
      const all = alike.get(spot.change) ?? [];
      for (const group of more.length + 1 === all.length ? [all] : [[spot, ...more], all]) {
        const paths = group.map(({ path }) => path);
        const tried = [...candidates, ...spot.members];
        const at = tried.findIndex((value) => {
          if (value === undefined && pointer === '') return false;
          const other = withAt(body, paths, value);
          return (enforced.checkAnswer(status, other) ?? []).length > 0 && edited.allowsAnswer(now, status, other);
        });
        if (at < 0) continue;
        const refused = (each: unknown): boolean =>
          (enforced.checkAnswer(status, withAt(body, paths, each)) ?? []).length > 0;
        const right = tried.find((each) => each !== undefined && each !== null && !refused(each));
        faults.set(pointer, { pointer, value: tried[at], right, gone: false });
        break;
      }
    }
  }
  return [...faults.values()];
}

/** Whether the place, what it is in or anything in it is read: a fault elsewhere has been run, and showed in nothing. */
function isNear(uses: Uses, id: string, status: number, pointer: string): boolean {
  const around = pointer.slice(0, Math.max(pointer.lastIndexOf('/'), 0));
  const at = useKey(id, status, pointer);
  return (
    pointer === '' ||
    around === '' ||
    uses.has(at) ||
    uses.has(useKey(id, status, around)) ||
    [...uses.keys()].some((key) => key.startsWith(`${at}/`))
  );
}

/**
 * The unified operations that use the place of a fault. What is read and gone counts as lost, also where today's code would do
 * without it; every other fault has to show when it is run, where it or what it is in is read.
 */
async function usersOf(
  { uses }: Knowledge,
  runs: Runs,
  id: string,
  status: number,
  { pointer, value, right, gone }: Fault,
): Promise<readonly UnifiedOperationId[]> {
  if (pointer === '') return changedBy(runs, status, (answer) => ({ ...answer, body: value }));
  if (gone) return [...(uses.get(useKey(id, status, pointer))?.keys() ?? [])];
  const users = new Set<UnifiedOperationId>();
  const read = (at: string): ReadonlyMap<UnifiedOperationId, Witness> => uses.get(useKey(id, status, at)) ?? new Map();
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    for (const [unified, { scene, index }] of read(at)) {
      if (users.has(unified)) continue;
      const answer = scene.ended.answers[index];
      if (answer === undefined) continue;
      const told = async (other: unknown): Promise<string> => {
        const body = withEvery(answer.body, pointer, other);
        return outcomeOf(await scene.again((number, each) => (number === index ? { ...each, body } : each)));
      };
      // Where nothing was shown, that something is may show, too; only what is wrong with it counts.
      const added = placesOf(answer.body, pointer).some((path) => valueAt(answer.body, path) === undefined);
      const usual = added && value !== undefined ? await told(right) : outcomeOf(scene.ended);
      if ((await told(value)) !== usual) users.add(unified);
    }
  }
  // Who takes a list or a map as a whole has the use of what is in it, whatever becomes of it.
  const whole = pointer.endsWith('/*') && users.size > 0 ? [...read(pointer.slice(0, -2)).keys()] : [];
  return [...new Set([...users, ...whole])];
}
