import type { ProblemCode } from '../problem/registry.ts';
import type { Facts, ReadFacts, WithinFacts } from './facts.ts';
import type { Provider } from './provider.ts';
import type { Documented, Exact, RequestOf, ResponseOf, Undocumented } from './upstream-types.ts';

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
  readonly [Id in K]: <const R extends RequestOf<Ops[Id]>, const U extends readonly ProblemCode[] = readonly []>(
    request: R & Exact<RequestOf<Ops[Id]>, R>,
    unless?: U,
  ) => Steps<ResponseOf<Ops[Id]> | (U extends readonly [] ? never : undefined)>;
};

/** Shown by the compiler in place of an entry that leaves out its facts. */
interface FactsMissing<Needed> {
  readonly needed: Needed;
}
/** `Entry`, unless it needs facts and none were given, as the widest type that `F` can have says. */
type WithFacts<Need, F, Entry> = Facts extends F ? (ReadFacts extends Need ? Entry : FactsMissing<Need>) : Entry;
/** The entry of a generator that returns `A`, or the names in `A` that `Out` does not have. */
type Composed<In, Out, A, F> = [A] extends [Out]
  ? [Undocumented<Out, A>] extends [never]
    ? Calls<In, Out, F>
    : Undocumented<Out, A>
  : Calls<In, A, F>;

/** `In`, `Out` and `Need` come from the unified operation that an entry answers, the other types from what is written. */
interface Declarations<Ops extends Documented<Ops>> {
  /** A whole provider; the compiler demands an answer to every unified operation. */
  define<const C extends string>(provider: Provider<Ops, C>): Provider<Ops, C>;
  /** Native: one upstream call, by its operationId, with the request to make and what its answer means. */
  call<
    K extends keyof Ops & string,
    In,
    Out,
    Need,
    const R extends RequestOf<Ops[K]>,
    const A extends Out,
    const F extends object = Facts,
  >(
    operationId: K,
    request: (input: WithinFacts<In, F>) => R & Exact<RequestOf<Ops[K]>, R>,
    response: (body: ResponseOf<Ops[K]>, input: WithinFacts<In, F>) => A & Exact<Out, A>,
    facts?: F & NoInfer<Need> & Exact<Need, F>,
  ): WithFacts<Need, F, Call<In, Out, Need>>;
  /** Composed: a generator that asks for the named upstream calls one after the other. */
  calls<const Ks extends readonly (keyof Ops & string)[], In, Out, A, Need, const F extends object = Facts>(
    operationIds: Ks,
    run: (input: WithinFacts<In, F>, api: Api<Ops, Ks[number]>) => Steps<A>,
    facts?: F & NoInfer<Need> & Exact<Need, F>,
  ): WithFacts<Need, F, Composed<In, Out, A, Need>>;
}

/**
 * Binds the declaration helpers to the operations of one upstream document. At run time they only put their arguments
 * together; what they are for is what the compiler refuses.
 */
export function upstream<Ops extends Documented<Ops>>(): Declarations<Ops> {
  return {
    define: (provider) => provider,
    call: (operationId, request, response, facts = {} as never) =>
      ({ upstream: [operationId], request, response, facts }) as never,
    calls: (operationIds, run, facts = {} as never) => ({ upstream: operationIds, run, facts }) as never,
  };
}
