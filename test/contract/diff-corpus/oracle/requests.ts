import { composeContract } from '../../../../src/contract/contract.ts';
import type { ChannelledRequest } from '../../../../src/contract/wire.ts';
import * as unifiedValidators from '../../../../src/generated/validators/orgway.js';
import type { PageRequest, UnifiedOperationId } from '../../../../src/translation/unified.ts';
import { changedAt, placesIn } from '../../../support/json.ts';
import type { Acquainted } from '../../../support/routes.ts';
import { unifiedOperation } from '../../../support/unified-calls.ts';
import type { Scene } from './scenes.ts';
import { spotsIn } from './schema-tree.ts';
import type { Ended, Stage, UnifiedCall } from './stage.ts';
import { withAt } from './uses.ts';

/** The requests of each upstream operation that each unified operation was seen to build, settlements included. */
export type Requests = ReadonlyMap<string, ReadonlyMap<UnifiedOperationId, readonly ChannelledRequest[]>>;

const text = 'Orgway corpus, a text of some length. ';
const texts: readonly string[] = [
  ...[1, 2, 5, 17, 35, 70, 125, 190, 260, 950].map((length) =>
    text.repeat(30).slice(0, length).trimEnd().padEnd(length, 'x'),
  ),
  ...[2, 9, 35, 70, 125].map((length) => 'a1B2-c3D4_'.repeat(20).slice(0, length)),
  'Ünï',
  '4711',
  'a b',
  '',
  'US',
  'UGR-1234-5678',
  'usr_other',
  'conn_other',
  'role_other',
  'person.with.a.long.name.of.its.own@mail.example.com',
  '+4915112345678',
];
const others: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  7,
  1.5,
  [],
  ['one', 'two', 'three', 'four'],
  { one: 1, two: { three: ['x'] } },
];

/** Every request that callers and earlier answers can bring the translation to build, as far as many of them show. */
export async function requestsOf(explored: Acquainted, stage: Stage, scenes: readonly Scene[]): Promise<Requests> {
  const all = new Map<string, Map<UnifiedOperationId, Map<string, ChannelledRequest>>>();
  const note = (unified: UnifiedOperationId, { asked, looked }: Ended): void => {
    for (const { operation, request } of [...asked, ...looked]) {
      const byUnified = all.get(operation.id) ?? new Map<UnifiedOperationId, Map<string, ChannelledRequest>>();
      const requests = byUnified.get(unified) ?? new Map<string, ChannelledRequest>();
      all.set(
        operation.id,
        byUnified.set(unified, requests.set(JSON.stringify(request), JSON.parse(JSON.stringify(request)))),
      );
    }
  };
  for (const { unified, ended } of scenes) note(unified, ended);
  for (const scene of shapesOf(scenes)) {
    for (const call of scene.call === undefined ? [] : callsLike(explored, scene.call)) {
      const ended = await scene.called(call);
      note(scene.unified, ended);
    }
  }
  const longest = (scene: Scene): number => JSON.stringify(scene.ended.answers).length;
  for (const scene of shapesOf(
    [...scenes].sort((one, other) => longest(other) - longest(one)),
    false,
  )) {
    for (const ended of await afterOtherAnswers(explored, scene)) note(scene.unified, ended);
  }
  for (const [operationId, byUnified] of [...all]) {
    if (explored.upstream.operation(operationId).effect === 'read') continue;
    for (const [unified, requests] of byUnified) {
      const look = (request: ChannelledRequest): Promise<Ended> => lookFor(explored, stage, operationId, request);
      const seen = new Set<string>();
      for (const [number, request] of [...requests.values()].entries()) {
        const ended = await look(request);
        note(unified, ended);
        seen.add(JSON.stringify(ended.asked.map(({ request: asked }) => asked)));
        // What it asks for does not depend on what was sent.
        if (number === 9 && seen.size === 1) break;
      }
    }
  }
  return new Map(
    [...all].map(([id, byUnified]) => [
      id,
      new Map([...byUnified].map(([unified, requests]) => [unified, [...requests.values()]])),
    ]),
  );
}

/** One scene of each row of requests, and of each set of given fields. */
function shapesOf(scenes: readonly Scene[], byGiven = true): Scene[] {
  const shapes = new Map<string, Scene>();
  for (const scene of scenes) {
    const { ended, unified, call } = scene;
    const given = byGiven && Object.keys(Object({ ...Object(call?.input.body), ...call?.input.query })).join();
    const shape = [unified, given, ...ended.asked.map(({ operation }) => operation.id)].join();
    if (!shapes.has(shape)) shapes.set(shape, scene);
  }
  return [...shapes.values()];
}

/** The call with another value in one place, as far as the unified document takes it. */
function* callsLike({ registered }: Acquainted, { unified, input }: UnifiedCall): Generator<UnifiedCall> {
  for (const { path, value } of placesIn(input)) {
    if (path.length === 1 || path.includes('acknowledge')) continue;
    const longer = [1, 60, 180].map((more) => `${value}${'0'.repeat(more)}`);
    for (const other of typeof value === 'string'
      ? [...longer, ...texts, ...others]
      : [...others, ...texts.slice(0, 20)]) {
      const changed = changedAt(input, path, other) as UnifiedCall['input'];
      if (isTaken(unified, changed)) yield { unified, input: changed };
    }
  }
  const entry = registered.provider.operations[unified];
  const { filters = [], fields = [] } = 'facts' in entry ? entry.facts : {};
  for (const field of fields.filter((name) => !Object.hasOwn(Object(input.body), name))) {
    for (const value of [...texts, ...others]) {
      const changed = { ...input, body: { ...Object(input.body), [field]: value } };
      if (isTaken(unified, changed)) yield { unified, input: changed };
    }
  }
  for (const filter of filters) {
    for (const value of [...texts, 'active', 'inactive', 'archived', 'deleting']) {
      const changed = { ...input, query: { ...input.query, [filter]: value } };
      if (isTaken(unified, changed)) yield { unified, input: changed };
    }
  }
  for (const flag of ['deleteUpstreamAccount']) {
    const changed = { ...input, query: { ...input.query, [flag]: true as never } };
    if (isTaken(unified, changed)) yield { unified, input: changed };
  }
  const sizes = [1, 2, 10, 49, 60, 90, 99, 100, 150, 199, 200].filter(
    (size) => size <= registered.provider.maxPageSize,
  );
  const pages: PageRequest[] = sizes.flatMap((size) => [undefined, '20', '100000'].map((cursor) => ({ size, cursor })));
  if (unified.startsWith('list')) for (const page of pages) yield { unified, input, page };
}

const connection = 'corpus';
const key = 'corpus-0123456789';

/** Whether the unified document takes it, so that it comes as far as the translation. */
function isTaken(unified: UnifiedOperationId, { path, query, body }: UnifiedCall['input']): boolean {
  const validate = (unifiedValidators as Readonly<Record<string, (value: unknown) => boolean>>)[`${unified}_request`];
  const keyed = unifiedOperation(unified).parameters.some(({ name }) => name === 'Idempotency-Key');
  const header = keyed ? { header: { 'Idempotency-Key': key } } : {};
  const asked = { path: { ...path, connection }, query, ...header, ...(body === undefined ? {} : { body }) };
  return validate?.(asked) ?? false;
}

/** Runs with another text or nothing in one place of an answer that came before other requests. */
async function afterOtherAnswers({ registered }: Acquainted, scene: Scene): Promise<Ended[]> {
  const contract = composeContract(registered.document, registered.validators);
  const found: Ended[] = [];
  const { asked, answers } = scene.ended;
  for (const [index, { operation }] of asked.slice(0, -1).entries()) {
    const answer = answers[index];
    const schema = answer && operation.answers.get(answer.status)?.schema;
    if (answer === undefined || answer.status >= 300 || schema === undefined) continue;
    const straight = JSON.stringify(asked.map(({ request }) => request));
    for (const { path, leaf } of spotsIn(registered.document, schema, answer.body)) {
      if (!leaf) continue;
      const tryWith = async (value: unknown): Promise<boolean> => {
        const body = withAt(answer.body, [path], value);
        if ((contract.operation(operation.id).checkAnswer(answer.status, body) ?? []).length > 0) return false;
        const ended = await scene.again((at, given) => (at === index ? { ...answer, body } : given));
        found.push(ended);
        return JSON.stringify(ended.asked.map(({ request }) => request)) !== straight;
      };
      const first = [text, undefined, null, true, 7];
      let told = false;
      for (const value of first) told = (await tryWith(value)) || told;
      if (told) for (const value of texts.slice(0, 12)) await tryWith(value);
    }
  }
  return found;
}

/** What the settlement asks for first, to find out what became of a request. */
function lookFor(
  { pool, registered }: Acquainted,
  stage: Stage,
  id: string,
  request: ChannelledRequest,
): Promise<Ended> {
  const scope = request.header?.[registered.provider.scopeHeader ?? ''] ?? pool.ids.organization;
  return stage.look(id, request, String(scope), ({ operation }) => {
    const [refusal] = operation.failures;
    if (refusal === undefined) throw new Error(`${operation.id} has no refusal`);
    return refusal;
  });
}
