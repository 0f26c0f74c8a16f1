import { UsedPartViolated } from '../contract/guard.ts';
import type { ChannelledRequest } from '../contract/wire.ts';
import { type Outcome, Problem } from '../problem/problem.ts';
import type { Ask } from './declare.ts';
import { type CallScope, type Exchange, RequestViolated, violated } from './exchange.ts';
import { blame } from './origin.ts';
import { askers, type ComposedEntry, type NativeEntry } from './registered.ts';

/** Runs one entry of a translation for one input. */
export type Runner = (input: object, scope: CallScope) => Promise<unknown>;

/** What an operation has done so far: enough to say what became of it when it ends in a problem. */
interface Progress {
  writesApplied: number;
  /** The upstream call under way. */
  asking: { readonly operationId: string; readonly effect: 'read' | 'write' };
}

/** Composes the straight line of a native entry: request, exchange, response. */
export function nativeRunner(
  provider: string,
  entry: NativeEntry,
  effect: 'read' | 'write',
  exchange: Exchange,
): Runner {
  const [operationId] = entry.upstream;
  const build = entry.request as (input: object) => ChannelledRequest;
  const respond = entry.response as (body: unknown, input: object) => unknown;
  return async (input, scope) => {
    const progress: Progress = { writesApplied: 0, asking: { operationId, effect } };
    try {
      const { body } = await exchange(operationId, build(input), scope);
      if (effect === 'write') progress.writesApplied = 1;
      return respond(body, input);
    } catch (error) {
      throw explained(provider, error, progress, (violation) =>
        blame(input, violation.request, violation.violations, build),
      );
    }
  };
}

/** Composes the loop of a composed entry: its generator asks, the exchange answers. */
export function composedRunner(
  provider: string,
  entry: ComposedEntry,
  effects: ReadonlyMap<string, 'read' | 'write'>,
  exchange: Exchange,
): Runner {
  const api = askers(entry.upstream);
  const start = (input: object): ReturnType<ComposedEntry['run']> => entry.run(input as never, api as never);
  return async (input, scope) => {
    const replies: unknown[] = [];
    const progress: Progress = { writesApplied: 0, asking: { operationId: '', effect: 'read' } };
    let acting = scope;
    try {
      const steps = start(input);
      let step = steps.next();
      while (!step.done) {
        const { operationId, request, unless } = step.value;
        const effect = effects.get(operationId) ?? 'write';
        progress.asking = { operationId, effect };
        const reply = await exchange(operationId, request, acting).catch((error: unknown) => tolerated(error, unless));
        if (effect === 'write' && reply !== undefined) {
          progress.writesApplied += 1;
          acting = { ...acting, organization: acting.organization ?? createdId(reply.body) };
        }
        replies.push(reply?.body);
        step = steps.next(reply?.body);
      }
      return step.value;
    } catch (error) {
      throw explained(provider, error, progress, (violation) =>
        blame(input, violation.request, violation.violations, (other) => replayed(start(other), replies)?.request),
      );
    }
  };
}

/** A refusal that the translation asked to be handed back. */
function tolerated(error: unknown, unless: Ask['unless']): undefined {
  if (error instanceof Problem && unless.includes(error.code)) return undefined;
  throw error;
}

/** What a composed operation asks for after the replies it got so far. */
function replayed(steps: ReturnType<ComposedEntry['run']>, replies: readonly unknown[]): Ask | undefined {
  let step = steps.next();
  for (const reply of replies) {
    if (step.done) return undefined;
    step = steps.next(reply);
  }
  return step.done ? undefined : step.value;
}

/** The organization that a create has made: from then on the operation may act on that one only. */
function createdId(body: unknown): string | undefined {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** Whatever ended an operation, as a problem that says what became of it. */
function explained(
  provider: string,
  error: unknown,
  { writesApplied, asking }: Progress,
  blamed: (violation: RequestViolated) => Problem,
): unknown {
  const outcome: Outcome = writesApplied === 0 ? 'not_applied' : asking.effect === 'write' ? 'partial' : 'applied';
  if (error instanceof Problem) return error.with({ outcome });
  if (error instanceof RequestViolated) return blamed(error).with({ outcome });
  if (error instanceof UsedPartViolated) {
    return violated(error.violation, asking.effect, { provider, operationId: asking.operationId }).with({ outcome });
  }
  return error;
}
