import { composeContract } from '../../../../src/contract/contract.ts';
import type { ChannelledRequest, WireRequest } from '../../../../src/contract/wire.ts';
import { Problem } from '../../../../src/problem/problem.ts';
import { type BoundConnection, bindConnection } from '../../../../src/translation/bind.ts';
import type { Steps } from '../../../../src/translation/declare.ts';
import { createExchange, type Exchange } from '../../../../src/translation/exchange.ts';
import type { Recorder } from '../../../../src/translation/recorder.ts';
import { type AnyProvider, askersOf, type Registered, settlementOf } from '../../../../src/translation/registered.ts';
import { resumed, tolerated } from '../../../../src/translation/resume.ts';
import type { Verdict } from '../../../../src/translation/settlement.ts';
import type { PageRequest, UnifiedOperationId } from '../../../../src/translation/unified.ts';
import type { UpstreamAnswer, UpstreamClient } from '../../../../src/upstream/client.ts';
import { sandboxAuthorization } from '../../../support/authorization.ts';
import type { Acquainted } from '../../../support/routes.ts';
import { isMutation, type UnifiedInput } from '../../../support/unified-calls.ts';
import type { Example, ReadRequest, UpstreamOperation } from '../../../support/upstream-document.ts';

/** One request that came to the upstream, in the order of coming. */
export interface Asked {
  readonly operation: UpstreamOperation;
  /** As read back from the wire. */
  readonly wire: ReadRequest;
  /** As the translation built it. */
  readonly request: ChannelledRequest;
}

/** An answer; the engine is told of faults at these pointers, as if its document refused what is there. */
export interface Answer extends Example {
  readonly faults?: readonly string[];
}

/** Answers a request; `index` counts the requests that are no looks before a write. */
export type Upstream = (asked: Asked, index: number) => Answer;

/** What came of a run, as far as callers and the upstream can tell. */
export interface Ended {
  readonly asked: readonly Asked[];
  /** The same for what was only asked to look how things stand before a write. */
  readonly looked: readonly Asked[];
  readonly answers: readonly Example[];
  readonly body?: object;
  readonly problem?: Problem;
  /** What settlements say. */
  readonly verdict?: string;
}

/** A unified call. */
export interface UnifiedCall {
  readonly unified: UnifiedOperationId;
  readonly input: UnifiedInput;
  readonly page?: PageRequest;
}

/** The real engine of one provider over an upstream that answers what it is told to. */
export interface Stage {
  /** Runs a unified operation. */
  run(call: UnifiedCall, upstream: Upstream): Promise<Ended>;
  /** Looks whether a write took effect, as after a lost answer. */
  look(operationId: string, request: ChannelledRequest, organization: string, upstream: Upstream): Promise<Ended>;
}

const unkept: Recorder = { intend: async () => undefined, ended: () => undefined, flush: async () => undefined };

export function stageOf({ registered, upstream: document }: Acquainted): Stage {
  const { provider } = registered;
  let answering: Upstream = () => never('no upstream');
  let ended: { asked: Asked[]; looked: Asked[]; answers: Example[] } = { asked: [], looked: [], answers: [] };
  let looking = false;
  let faults: Answer['faults'];
  const built = new WeakMap<WireRequest, ChannelledRequest>();
  const client: UpstreamClient = {
    async send(given) {
      const { method, target, headers, body } = given;
      const read = body === undefined ? undefined : JSON.parse(body);
      const { operation, request: wire } = document.recognize(method, target, headers, read);
      const asked = { operation, wire, request: built.get(given) ?? {} };
      if (looking) {
        faults = undefined;
        ended.looked.push(asked);
        return wired(operation.failures[0] ?? never(operation.id));
      }
      const { faults: told, ...answer } = answering(asked, ended.asked.length);
      faults = told;
      ended.asked.push(asked);
      ended.answers.push(answer);
      return wired(answer);
    },
    describe: () => never('nothing is planned here'),
    close: async () => undefined,
  };
  const watched = watching(registered, (look) => {
    looking = look;
  });
  const contract = composeContract(registered.document, registered.validators);
  const authorization = sandboxAuthorization(provider);
  const observer = { contact: () => undefined, called: () => undefined, drift: () => undefined };
  const noting = {
    ...contract,
    operation: (id: string) => {
      const operation = contract.operation(id);
      return {
        ...operation,
        checkAnswer: (status: number, body: unknown) =>
          faults?.map((pointer) => ({ pointer, keyword: 'corpus', detail: 'is at fault' })) ??
          operation.checkAnswer(status, body),
        toWire: (request: ChannelledRequest) => {
          const wire = operation.toWire(request);
          built.set(wire, request);
          return wire;
        },
      };
    },
  };
  const bound: BoundConnection = bindConnection('corpus', watched, noting, client, authorization, observer);
  const exchange = createExchange(provider, noting, client, authorization, observer, () => 'report');
  const started = (upstream: Upstream): void => {
    answering = upstream;
    ended = { asked: [], looked: [], answers: [] };
    looking = false;
  };
  return {
    async run({ unified, input: { path, query, body }, page }, upstream) {
      started(upstream);
      const { acknowledge: _, ...rest } = query;
      const actingSession = { token: undefined, jwt: undefined };
      const listed = unified.startsWith('list') ? (page ?? { size: 20, cursor: undefined }) : undefined;
      const outcome = await settled(async () => {
        const run = bound.operations[unified].prepare({
          path,
          query: rest,
          body,
          page: listed,
          includeRaw: false,
          actingSession,
        });
        return { body: await (isMutation(unified) ? run.mutate('op_corpus', unkept, []) : run.run()) };
      });
      return { ...ended, ...outcome };
    },
    async look(operationId, request, organization, upstream) {
      started(upstream);
      const outcome = await settled(async () => ({
        verdict: await looked(provider, exchange, operationId, request, organization),
      }));
      return { ...ended, ...outcome };
    },
  };
}

/** Tells when a look before a write begins and ends: its answers do not decide how the write goes on. */
function watching({ provider }: Registered, note: (looking: boolean) => void): AnyProvider {
  const settlements = Object.entries(provider.settlements).map(([id, settlement]) => {
    if ('untellable' in settlement) return [id, settlement] as const;
    function* look(asked: never, api: never): Steps<Verdict<unknown>> {
      note(true);
      try {
        return yield* inner(asked, api);
      } finally {
        note(false);
      }
    }
    const { look: inner } = settlement;
    return [id, { ...settlement, look }] as const;
  });
  return { ...provider, settlements: Object.fromEntries(settlements) };
}

/** The engine's look, but for the copy it takes of the whole reply: like `raw`, that alone is no use of what is in it. */
async function looked(
  provider: AnyProvider,
  exchange: Exchange,
  operationId: string,
  request: ChannelledRequest,
  organization: string,
): Promise<string> {
  const settlement = settlementOf(provider, operationId);
  if ('untellable' in settlement) return 'untellable';
  const steps = settlement.look(request as never, askersOf(Object.keys(provider.identity)) as never);
  let step = steps.next();
  while (!step.done) {
    const { operationId: read, request: asked, unless } = step.value;
    const call = exchange.prepare(read, asked, { organization, acting: {} });
    step = resumed(steps, await call.send().catch((error: unknown) => tolerated(error, unless)));
  }
  return step.value.outcome === 'inconclusive' ? step.value.reason : step.value.outcome;
}

async function settled<T extends object>(run: () => Promise<T>): Promise<T | { readonly problem: Problem }> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Problem) return { problem: error };
    throw error;
  }
}

const wired = ({ status, contentType, body }: Example): UpstreamAnswer => ({
  status,
  headers: contentType === '' ? {} : ({ 'content-type': contentType } as Readonly<Record<string, string>>),
  text: body === undefined ? '' : JSON.stringify(body),
});

function never(what: string): never {
  throw new Error(what);
}
