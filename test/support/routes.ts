import { composeContract } from '../../src/contract/contract.ts';
import { Problem } from '../../src/problem/problem.ts';
import { type BoundConnection, bindConnection } from '../../src/translation/bind.ts';
import type { Recorder } from '../../src/translation/recorder.ts';
import type { Registered } from '../../src/translation/registered.ts';
import type { UnifiedOperationId } from '../../src/translation/unified.ts';
import { sandboxAuthorization } from './authorization.ts';
import { type GoodAnswers, goodAnswersOf } from './good-answers.ts';
import { inputsOf, isMutation, type Pool, translatedIds, type UnifiedInput } from './unified-calls.ts';
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
  /** Whether it only looks how things stand before a write, and the operation goes on whatever it is told. */
  readonly look?: true;
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

/** A provider with what there is to try on it: good answers, and ids and values to ask with. */
export interface Acquainted {
  readonly registered: Registered;
  readonly upstream: UpstreamDocument;
  readonly good: GoodAnswers;
  readonly pool: Pool;
  readonly trial: Trial;
}

/** Everything that one provider's unified operations can ask of its upstream, found by trying. */
export interface Explored extends Acquainted {
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

/** Learns what there is to try on a provider. */
export async function acquaint(registered: Registered): Promise<Acquainted> {
  const upstream = readUpstreamDocument(registered.document);
  const good = goodAnswersOf(registered);
  const trial = trials(registered, upstream);
  return { registered, upstream, good, trial, pool: await poolOf(registered, trial, good) };
}

export async function explore(registered: Registered): Promise<Explored> {
  const acquainted = await acquaint(registered);
  const { good, trial, pool } = acquainted;
  const routes: Route[] = [];
  const successes: Success[] = [];
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
  return { ...acquainted, routes, successes };
}

/** What came of a trial: the calls that were answered, and either the unified body, a problem or the next call. */
export interface Tried {
  readonly steps: readonly Step[];
  readonly body?: object;
  readonly problem?: Problem;
  readonly next?: Unanswered;
  /** Whether the run goes on without that answer: it only looks how things stand before a write. */
  readonly dispensable?: boolean;
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
  let unanswered: Unanswered[] = [];
  const bound: BoundConnection = bindConnection(
    'trial',
    registered.provider,
    composeContract(registered.document, registered.validators),
    {
      async send({ method, target, headers, body }) {
        const read = body === undefined ? undefined : JSON.parse(body);
        const { operation, request } = upstream.recognize(method, target, headers, read);
        const answer = left.shift();
        if (answer === undefined) {
          unanswered.push(new Unanswered(operation, request));
          throw unanswered.at(-1);
        }
        steps.push({ operation, request, answer });
        return {
          status: answer.status,
          headers: { 'content-type': answer.contentType },
          text: answer.body === undefined ? '' : JSON.stringify(answer.body),
        };
      },
      describe: () => {
        throw new Error('nothing is planned here');
      },
      close: async () => undefined,
    },
    sandboxAuthorization(registered.provider),
    { contact: () => undefined, called: () => undefined, drift: () => undefined },
  );
  return async (unified, { path, query: { acknowledge: _, ...query }, body }, answers, includeRaw = false) => {
    left = [...answers];
    steps = [];
    unanswered = [];
    const page = unified.startsWith('list') ? { size: 20, cursor: undefined } : undefined;
    const actingSession = { token: undefined, jwt: undefined };
    const ended = await settled(async () => {
      const run = bound.operations[unified].prepare({ path, query, body, page, includeRaw, actingSession });
      return isMutation(unified) ? run.mutate('op_trial', unkept, []) : run.run();
    });
    const [next] = unanswered;
    // A look that is not answered does not keep a run from its end.
    const blocked = ended.problem?.cause instanceof Unanswered;
    return next !== undefined && blocked ? { steps, next, dispensable: unanswered.length > 1 } : { steps, ...ended };
  };
}

async function settled(run: () => Promise<object>): Promise<Pick<Tried, 'body' | 'problem'>> {
  try {
    return { body: await run() };
  } catch (error) {
    if (error instanceof Problem) return { problem: error };
    throw error;
  }
}

/** Nobody keeps a record of a trial. */
export const unkept: Recorder = { intend: async () => undefined, ended: () => undefined, flush: async () => undefined };

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
  const queue: { readonly answers: readonly Example[]; readonly looks: readonly number[] }[] = [
    { answers: [], looks: [] },
  ];
  for (let tried = 0; tried < limits.trials; tried += 1) {
    const first = queue.shift();
    if (first === undefined) return;
    const { answers, looks } = first;
    const tried = await trial(unified, input, answers);
    const { body, next } = tried;
    const steps = tried.steps.map((step, at) => (looks.includes(at) ? { ...step, look: true as const } : step));
    const shape = steps.map(({ operation, answer }) => `${operation.id} ${answer.status}`).join(', ');
    if (next === undefined) {
      if (body !== undefined && seen(`${shape}, done`) < keep) yield { unified, input, steps };
      continue;
    }
    const { operation: target, request } = next;
    if (!tried.dispensable && seen(`${target.id} after ${written(steps)}`) === 0)
      yield { unified, input, before: steps, target };
    if (followed(`${shape}, ${target.id}?`) >= limits.ofOneShape) continue;
    const refusals = target.failures.filter(({ status }) => status < 500);
    const known = tried.dispensable ? [...looks, steps.length] : looks;
    for (const answer of [...good(target, request), ...refusals]) {
      queue.push({ answers: [...answers, answer], looks: known });
    }
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
