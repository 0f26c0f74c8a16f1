import type { ChannelledRequest } from '../contract/wire.ts';
import { Problem } from '../problem/problem.ts';
import type { DescribedRequest } from '../upstream/client.ts';
import type { Ask, Steps } from './declare.ts';
import { type CallScope, type PreparedCall, readingScope } from './exchange.ts';
import { type AnyProvider, askersOf, type SupportedEntry, settlementOf, stepsOf } from './registered.ts';
import type { Reply } from './reply.ts';
import { resumed, tolerated } from './resume.ts';
import { type Engine, explained, factsOf, unchecked } from './run.ts';
import { type AnySettlement, newId } from './settlement.ts';

/** One request of a plan, in the order of sending. */
export interface PlannedRequest extends DescribedRequest {
  readonly operationId: string;
  readonly effect: 'read' | 'write';
  /** Whether it was sent now, to plan the ones after it. */
  readonly sent: boolean;
}

/**
 * Lists the upstream requests that an entry would send: its reads are made, its writes only listed, each followed by what it
 * would answer as far as later requests depend on it. Throws the `Problem` that the call itself would end in before its first
 * write.
 */
export async function plan(
  entry: SupportedEntry,
  input: object,
  scope: CallScope,
  provider: AnyProvider,
  engine: Engine,
): Promise<readonly PlannedRequest[]> {
  const requests: PlannedRequest[] = [];
  const replies: Reply[] = [];
  const start = stepsOf(entry);
  try {
    await follow(start(input), scope, provider, engine, requests, replies);
  } catch (error) {
    // After a write that was not made, only stand-ins are answered, and what they lead to says nothing of the real call.
    if (!requests.some(({ effect }) => effect === 'write')) throw explained(error, { replies }, input, start);
  }
  return requests;
}

async function follow(
  steps: Steps<unknown>,
  scope: CallScope,
  provider: AnyProvider,
  engine: Engine,
  requests: PlannedRequest[],
  replies: Reply[],
): Promise<void> {
  const facts = factsOf(engine);
  let acting = scope;
  let rightsChecked = Object.keys(scope.acting).length === 0;
  let step = steps.next();
  while (!step.done) {
    const { operationId, request } = step.value;
    rightsChecked ||= facts(operationId).sessionAware;
    const call = engine.exchange.prepare(operationId, request, acting);
    let reply: Reply;
    if (call.effect === 'read') {
      reply = await read(step.value, call, requests, acting.organization === newId);
    } else {
      const settlement = settlementOf(provider, operationId);
      if (facts(operationId).byDifference) await lookBefore(settlement, request, acting, engine, requests);
      requests.push({ operationId, effect: 'write', sent: false, ...call.describe() });
      const foreseen = foreseenBy(settlement, request);
      reply = { status: 0, body: foreseen, raw: foreseen, guarded: false };
      acting = { ...acting, organization: acting.organization ?? newId };
    }
    replies.push(reply);
    step = resumed(steps, reply);
  }
  if (!rightsChecked) throw unchecked();
}

/** Makes a read, unless it asks for what does not exist yet. */
async function read(
  { operationId, request, unless }: Ask,
  call: PreparedCall,
  requests: PlannedRequest[],
  creating: boolean,
): Promise<Reply> {
  const sent = !creating || !JSON.stringify(request).includes(newId);
  requests.push({ operationId, effect: 'read', sent, ...call.describe() });
  if (!sent) return tolerated(new Problem('not-found'), unless);
  return call.send().catch((error: unknown) => tolerated(error, unless));
}

/** The reads that a look before a write makes. */
async function lookBefore(
  settlement: AnySettlement,
  request: ChannelledRequest,
  { organization }: CallScope,
  { upstream, exchange }: Engine,
  requests: PlannedRequest[],
): Promise<void> {
  if ('untellable' in settlement) return;
  const steps = settlement.look(request as never, askersOf([...upstream.keys()]) as never);
  try {
    let step = steps.next();
    while (!step.done) {
      const call = exchange.prepare(step.value.operationId, step.value.request, readingScope(organization));
      step = resumed(steps, await read(step.value, call, requests, false));
    }
  } catch (error) {
    // The call itself goes on when a look fails.
    if (!(error instanceof Problem)) throw error;
  }
}

function foreseenBy(settlement: AnySettlement, request: ChannelledRequest): unknown {
  return 'foresee' in settlement && settlement.foresee !== undefined ? settlement.foresee(request as never) : {};
}
