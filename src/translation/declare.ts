import type { ProblemCode } from '../problem/registry.ts';
import type { Facts, NoFacts, WithinFacts } from './facts.ts';
import type { Provider } from './provider.ts';
import type { Documented, Exact, RequestOf, ResponseOf } from './upstream-types.ts';

/** One unified operation answered by one upstream call: two pure functions around it. */
export interface Call<in In, out Out, out F> {
  readonly upstream: readonly [string];
  readonly request: (input: In) => object;
  readonly response: (body: never, input: In) => Out;
  readonly facts: F;
}

/** One upstream call that a composed operation asks the engine to make. */
export interface Ask {
  readonly operationId: string;
  readonly request: object;
  /** Refusals with these codes are handed back as `undefined` instead of ending the operation. */
  readonly unless: readonly ProblemCode[];
}
/** Steps of a composed operation. The generator is pure: it only asks, the engine calls. */
export type Steps<Out> = Generator<Ask, Out, unknown>;

/** One unified operation answered by several upstream calls. */
export interface Calls<in In, out Out, out F> {
  readonly upstream: readonly string[];
  readonly run: (input: In, api: never) => Steps<Out>;
  readonly facts: F;
}

/** A unified operation the upstream cannot do; the reason goes to the caller and into the capabilities. */
export interface Unsupported {
  readonly unsupported: string;
}
export const unsupported = (reason: string): Unsupported => ({ unsupported: reason });

/** The upstream operations of one composed operation, as functions to `yield*`. */
export type Api<Ops extends Documented<Ops>, K extends keyof Ops> = {
  readonly [Id in K]: {
    <const R extends RequestOf<Ops[Id]>>(request: R & Exact<RequestOf<Ops[Id]>, R>): Steps<ResponseOf<Ops[Id]>>;
    <const R extends RequestOf<Ops[Id]>>(
      request: R & Exact<RequestOf<Ops[Id]>, R>,
      unless: readonly ProblemCode[],
    ): Steps<ResponseOf<Ops[Id]> | undefined>;
  };
};

interface Declarations<Ops extends Documented<Ops>> {
  /** A whole provider; the compiler demands an answer to every unified operation. */
  define<const C extends string>(provider: Provider<Ops, C>): Provider<Ops, C>;
  /** Native: one upstream call, by its operationId, with the request to make and what its answer means. */
  call<K extends keyof Ops & string, In, Out, const R extends RequestOf<Ops[K]>, const F extends Facts = NoFacts>(
    operationId: K,
    request: (input: WithinFacts<In, F>) => R & Exact<RequestOf<Ops[K]>, R>,
    response: (body: ResponseOf<Ops[K]>, input: WithinFacts<In, F>) => Out,
    facts?: F,
  ): Call<In, Out, F>;
  /** Composed: a generator that asks for the named upstream calls one after the other. */
  calls<const Ks extends readonly (keyof Ops & string)[], In, Out, const F extends Facts = NoFacts>(
    operationIds: Ks,
    run: (input: WithinFacts<In, F>, api: Api<Ops, Ks[number]>) => Steps<Out>,
    facts?: F,
  ): Calls<In, Out, F>;
}

/**
 * Binds the declaration helpers to the operations of one upstream document. At run time they only put their arguments
 * together; what they are for is what the compiler refuses.
 */
export function upstream<Ops extends Documented<Ops>>(): Declarations<Ops> {
  return {
    define: (provider) => provider,
    call: (operationId, request, response, facts) =>
      ({ upstream: [operationId], request, response, facts: facts ?? {} }) as never,
    calls: (operationIds, run, facts) => ({ upstream: operationIds, run, facts: facts ?? {} }) as never,
  };
}
