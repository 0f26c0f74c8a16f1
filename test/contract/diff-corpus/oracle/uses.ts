import { unescaped } from '../../../../src/contract/violation.ts';
import type { UnifiedOperationId } from '../../../../src/translation/unified.ts';
import { pointerOf } from '../../../support/json.ts';
import type { Acquainted } from '../../../support/routes.ts';
import type { Example } from '../../../support/upstream-document.ts';
import { outcomeOf, type Scene } from './scenes.ts';
import { spotsIn } from './schema-tree.ts';

/** A run in which a fault in a part of an answer changed what came of it. */
export interface Witness {
  readonly scene: Scene;
  /** Which request of the run was answered with it. */
  readonly index: number;
  readonly paths: readonly (readonly string[])[];
}
/** By upstream operation, status and pointer, for each unified operation the run that shows it. */
export type Uses = ReadonlyMap<string, ReadonlyMap<UnifiedOperationId, Witness>>;
export const useKey = (operationId: string, status: number, pointer: string): string =>
  `${operationId} ${status} ${pointer}`;

/** All places of one generic pointer in one answer. */
interface Probe {
  readonly pointer: string;
  readonly paths: readonly (readonly string[])[];
  /** Whether the answer has anything there. */
  readonly there: boolean;
}

/**
 * Finds which parts of answers any unified operation reads: the engine is told of a fault in a part, and whoever reads the part
 * ends otherwise.
 */
export async function usesOf({ registered }: Acquainted, scenes: readonly Scene[]): Promise<Uses> {
  const uses = new Map<string, Map<UnifiedOperationId, Witness>>();
  for (const scene of scenes) {
    for (const [index, { operation }] of scene.ended.asked.entries()) {
      const answer = scene.ended.answers[index];
      const schema = answer && operation.answers.get(answer.status)?.schema;
      if (answer === undefined || answer.status >= 300 || schema === undefined) continue;
      const users = (pointer: string): Map<UnifiedOperationId, Witness> => {
        const key = useKey(operation.id, answer.status, pointer);
        const known = uses.get(key) ?? new Map<UnifiedOperationId, Witness>();
        uses.set(key, known);
        return known;
      };
      const shows = showing(scene, index);
      const learn = ({ pointer, paths }: Probe): void => {
        users(pointer).set(scene.unified, { scene, index, paths });
      };
      const left = probesOf(registered.document, schema, answer).filter(
        ({ pointer }) => !users(pointer).has(scene.unified),
      );
      await search(
        left.filter(({ there }) => there),
        shows,
        learn,
      );
      const absent = left.filter(({ there }) => !there);
      await search(await askedByName(absent, shows), shows, learn);
    }
  }
  return new Map([...uses].filter(([, users]) => users.size > 0));
}

/** Those that are not in an object that is taken as a whole, where whatever is missing shows, whoever asks for it. */
async function askedByName(absent: readonly Probe[], shows: Shows): Promise<Probe[]> {
  const parentOf = ({ pointer }: Probe): string => pointer.slice(0, pointer.lastIndexOf('/'));
  const never = (probe: Probe): Probe => ({
    ...probe,
    paths: probe.paths.map((path) => [...path.slice(0, -1), 'never there']),
  });
  if (!(await shows(absent.map(never))).shown) return [...absent];
  const asked: Probe[] = [];
  for (const group of Map.groupBy(absent, parentOf).values()) {
    if (!(await shows(group.slice(0, 1).map(never))).shown) asked.push(...group);
  }
  return asked;
}

/** Whether faults show in what comes of a run, and the pointer of the one that was named if any was. */
type Shows = (probes: readonly Probe[]) => Promise<{ readonly shown: boolean; readonly named?: string }>;

function showing(scene: Scene, index: number): Shows {
  const straight = outcomeOf(scene.ended);
  return async (probes) => {
    if (probes.length === 0) return { shown: false };
    const faults = probes.flatMap(({ paths }) => paths.map(pointerOf));
    const ended = await scene.again((at, answer) => (at === index ? { ...answer, faults } : answer));
    if (outcomeOf(ended) === straight) return { shown: false };
    const named = ended.problem?.parts.errors?.[0]?.pointer;
    return { shown: true, ...(named === undefined ? {} : { named }) };
  };
}

/** Finds each probe that shows; probes that do not show together do not show alone. */
async function search(probes: readonly Probe[], shows: Shows, learn: (probe: Probe) => void): Promise<void> {
  const { shown, named } = await shows(probes);
  if (!shown) return;
  const [only, ...more] = probes;
  if (only !== undefined && more.length === 0) return learn(only);
  const found = probes.find(({ paths }) => paths.some((path) => pointerOf(path) === named));
  if (found !== undefined) {
    learn(found);
    return search(
      probes.filter((each) => each !== found),
      shows,
      learn,
    );
  }
  const middle = probes.length >> 1;
  await search(probes.slice(0, middle), shows, learn);
  await search(probes.slice(middle), shows, learn);
}

const probesIn = new WeakMap<Example, readonly Probe[]>();

function probesOf(document: object, schema: object, answer: Example): readonly Probe[] {
  const known = probesIn.get(answer);
  if (known !== undefined) return known;
  const grouped = Map.groupBy(spotsIn(document, schema, answer.body), ({ pointer }) => pointer);
  const probes = [...grouped].map(([pointer, spots]) => {
    const paths = spots.map(({ path }) => path);
    return { pointer, paths, there: paths.some((path) => valueAt(answer.body, path) !== undefined) };
  });
  probesIn.set(answer, probes);
  return probes;
}

/** A copy with a value at these paths; undefined removes what is there. Only what lies on the paths is copied. */
export function withAt(root: unknown, paths: readonly (readonly string[])[], value: unknown): unknown {
  return paths.reduce((body, path) => replaced(body, path, value), root);
}

function replaced(node: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (typeof node !== 'object' || node === null) return node;
  const child = replaced(Reflect.get(node, name), rest, value);
  if (Array.isArray(node)) {
    return rest.length === 0 && value === undefined
      ? node.filter((_, index) => index !== Number(name))
      : node.map((each: unknown, index) => (index === Number(name) ? child : each));
  }
  if (rest.length > 0 || value !== undefined) return { ...node, [name]: child };
  return Object.fromEntries(Object.entries(node).filter(([key]) => key !== name));
}

/** Every place of a generic pointer, up to where something is not there. */
export function placesOf(root: unknown, pointer: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  const walk = (node: unknown, [name, ...rest]: readonly string[], path: readonly string[]): void => {
    if (name === undefined) found.push([...path]);
    else if (name === '*') for (const key of Object.keys(Object(node))) walk(Object(node)[key], rest, [...path, key]);
    else if (typeof node === 'object' && node !== null) walk(Reflect.get(node, name), rest, [...path, name]);
  };
  walk(root, pointer.split('/').slice(1).map(unescaped), []);
  return found;
}

export const valueAt = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((node, name) => Object(node)[name], root);

/** A copy with a value at every place of a generic pointer. */
export const withEvery = (root: unknown, pointer: string, value: unknown): unknown =>
  withAt(root, placesOf(root, pointer), value);
