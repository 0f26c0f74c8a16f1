import { composeContract } from '../../src/contract/contract.ts';
import { Problem } from '../../src/problem/problem.ts';
import { type BoundConnection, bindConnection } from '../../src/translation/bind.ts';
import type { Registered } from '../../src/translation/registered.ts';
import type { UnifiedOperationId } from '../../src/translation/unified.ts';
import { sandboxCredentials } from './gateway.ts';
import { type GoodAnswers, goodAnswersOf } from './good-answers.ts';
import { inputsOf, type Pool, translatedIds, type UnifiedInput } from './unified-calls.ts';
import {
  type Example,
  type ReadRequest,
  readUpstreamDocument,
  type UpstreamDocument,
  type UpstreamOperation,
} from './upstream-document.ts';

/** One upstream call on a route, and how it was answered. */
export interface Step {
  readonly operation: UpstreamOperation;
  readonly request: ReadRequest;
  readonly answer: Example;
}

/** How a unified operation comes to ask for an upstream operation: with which input, after which answers. */
export interface Route {
  readonly unified: UnifiedOperationId;
  readonly input: UnifiedInput;
  readonly before: readonly Step[];
  readonly target: UpstreamOperation;
}

/** A unified operation that ended well: with which input, after which answers. */
export interface Success {
  readonly unified: UnifiedOperationId;
  readonly input: UnifiedInput;
  readonly steps: readonly Step[];
}

/** Everything that one provider's unified operations can ask of its upstream, found by trying. */
export interface Explored {
  readonly registered: Registered;
  readonly upstream: UpstreamDocument;
  readonly good: GoodAnswers;
  readonly pool: Pool;
  readonly trial: Trial;
  readonly routes: readonly Route[];
  readonly successes: readonly Success[];
}

/** Prefixes of one shape that are followed further, and trials of one input. */
const limits = { ofOneShape: 8, trials: 1_500 };
/** Successes of one shape that are kept: one is enough to try things on, several show more values. */
const kept = { tried: 1, learnt: 20 };

export const written = (steps: readonly Step[]): number =>
  steps.filter(({ operation, answer }) => operation.effect === 'write' && answer.status < 300).length;

/** Ends a trial at the first request that no answer was given for. */
class Unanswered extends Error {
  readonly operation: UpstreamOperation;
  readonly request: ReadRequest;

  constructor(operation: UpstreamOperation, request: ReadRequest) {
    super(operation.id);
    this.operation = operation;
    this.request = request;
  }
}

export async function explore(registered: Registered): Promise<Explored> {
  const upstream = readUpstreamDocument(registered.document);
  const good = goodAnswersOf(registered);
  const trial = trials(registered, upstream);
  const routes: Route[] = [];
  const successes: Success[] = [];
  const pool = await poolOf(registered, trial, good);
  for (const unified of translatedIds) {
    const entry = registered.provider.operations[unified];
    if ('unsupported' in entry) continue;
    const seen = counter();
    const missing = new Set(entry.upstream.flatMap((id) => [`${id} asked`, `${id} answered`]));
    for (const input of inputsOf(unified, entry.facts, pool)) {
      if (missing.size === 0) break;
      for await (const found of outcomes(trial, good, unified, input, kept.tried, seen)) {
        if ('target' in found) {
          missing.delete(`${found.target.id} asked`);
          routes.push(found);
        } else {
          for (const { operation, answer } of found.steps) {
            if (answer.status < 300) missing.delete(`${operation.id} answered`);
          }
          successes.push(found);
        }
      }
    }
  }
  return { registered, upstream, good, pool, trial, routes, successes };
}

/** What came of a trial: the calls that were answered, and either the unified body, a problem or the next call. */
export interface Tried {
  readonly steps: readonly Step[];
  readonly body?: object;
  readonly problem?: Problem;
  readonly next?: Unanswered;
}
export type Trial = (
  unified: UnifiedOperationId,
  input: UnifiedInput,
  answers: readonly Example[],
  includeRaw?: boolean,
) => Promise<Tried>;

/** Runs a unified operation in the real engine, over a client that gives the answers it is told to. */
function trials(registered: Registered, upstream: UpstreamDocument): Trial {
  let left: Example[] = [];
  let steps: Step[] = [];
  const bound: BoundConnection = bindConnection(
    'trial',
    registered.provider,
    composeContract(registered.document, registered.validators),
    {
      async send({ method, target, headers, body }) {
        const read = body === undefined ? undefined : JSON.parse(body);
        const { operation, request } = upstream.recognize(method, target, headers, read);
        const answer = left.shift();
        if (answer === undefined) throw new Unanswered(operation, request);
        steps.push({ operation, request, answer });
        return {
          status: answer.status,
          headers: { 'content-type': answer.contentType },
          text: answer.body === undefined ? '' : JSON.stringify(answer.body),
        };
      },
      close: async () => undefined,
    },
    sandboxCredentials[registered.provider.id] ?? {},
    { contact: () => undefined, drift: () => undefined },
  );
  return async (unified, { path, query: { acknowledge: _, ...query }, body }, answers, includeRaw = false) => {
    left = [...answers];
    steps = [];
    const page = unified.startsWith('list') ? { size: 20, cursor: undefined } : undefined;
    const actingSession = { token: undefined, jwt: undefined };
    try {
      const answer = await bound.operations[unified].run({ path, query, body, page, includeRaw, actingSession });
      return { steps, body: answer };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Unanswered ? error.cause : error;
      if (cause instanceof Unanswered) return { steps, next: cause };
      if (error instanceof Problem) return { steps, problem: error };
      throw error;
    }
  };
}

/** How often a name was counted before. */
type Counter = (name: string) => number;
function counter(): Counter {
  const counts = new Map<string, number>();
  return (name) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count;
  };
}

/** Follows every answer that the document allows, breadth first, until each shape of a route has been seen often enough. */
async function* outcomes(
  trial: Trial,
  good: GoodAnswers,
  unified: UnifiedOperationId,
  input: UnifiedInput,
  keep: number,
  seen: Counter,
): AsyncGenerator<Route | Success> {
  const followed = counter();
  const queue: (readonly Example[])[] = [[]];
  for (let tried = 0; tried < limits.trials; tried += 1) {
    const answers = queue.shift();
    if (answers === undefined) return;
    const { steps, body, next } = await trial(unified, input, answers);
    const shape = steps.map(({ operation, answer }) => `${operation.id} ${answer.status}`).join(', ');
    if (next === undefined) {
      if (body !== undefined && seen(`${shape}, done`) < keep) yield { unified, input, steps };
      continue;
    }
    const { operation: target, request } = next;
    if (seen(`${target.id} after ${written(steps)}`) === 0) yield { unified, input, before: steps, target };
    if (followed(`${shape}, ${target.id}?`) >= limits.ofOneShape) continue;
    const refusals = target.failures.filter(({ status }) => status < 500);
    queue.push(...[...good(target, request), ...refusals].map((answer) => [...answers, answer]));
  }
}

/** Learns ids and values from what the reads make of the document's examples. */
async function poolOf(registered: Registered, trial: Trial, good: GoodAnswers): Promise<Pool> {
  const values = new Map<string, unknown[]>();
  const learn = (record: object): void => {
    for (const [field, value] of Object.entries(record)) {
      const known = values.get(field) ?? [];
      if (value === null || known.some((each) => JSON.stringify(each) === JSON.stringify(value))) continue;
      values.set(field, [...known, value]);
    }
  };
  const ids: { organization: string; member?: string; externalAccount?: string } = { organization: '' };
  const read = async (unified: UnifiedOperationId): Promise<object[]> => {
    const entry = registered.provider.operations[unified];
    if ('unsupported' in entry) return [];
    const [input = { path: {}, query: {} }] = inputsOf(unified, {}, { ids, values });
    const found: object[] = [];
    for await (const outcome of outcomes(trial, good, unified, input, kept.learnt, counter())) {
      if ('target' in outcome) continue;
      const answers = outcome.steps.map(({ answer }) => answer);
      const { body = {} } = await trial(unified, input, answers);
      const lists = Object.values(body).filter((value): value is object[] => Array.isArray(value));
      found.push(...(unified.startsWith('list') ? (lists[0] ?? []) : [body]));
    }
    return found;
  };
  const idOf = (records: readonly object[]): string | undefined =>
    (records[0] as { readonly id: string } | undefined)?.id;
  const organizations = await read('listOrganizations');
  ids.organization = idOf(organizations) ?? '';
  const members = await read('listMembers');
  const accounts = await read('listExternalAccounts');
  const member = idOf(members);
  const externalAccount = idOf(accounts);
  if (member !== undefined) ids.member = member;
  if (externalAccount !== undefined) ids.externalAccount = externalAccount;
  for (const record of [...(await read('getOrganization')), ...organizations, ...(await read('getMember')), ...members])
    learn(record);
  return { ids, values };
}
