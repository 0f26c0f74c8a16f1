import type { ProblemCode } from '../problem/registry.ts';
import type { Call, Calls, Unsupported } from './declare.ts';
import type { FactsOf } from './facts.ts';
import type { Settlement, Untellable } from './settlement.ts';
import type { TokenEndpoint } from './token-endpoint.ts';
import type { Answers, Input, UnifiedOperationId } from './unified.ts';
import type { Documented, ErrorBody, ErrorStatus, RequestOf, ResponseOf } from './upstream-types.ts';

/** A provider's answers to every unified operation. */
export type Translation = {
  readonly [Id in UnifiedOperationId]:
    | Call<Input<Id>, Answers[Id], FactsOf<Id>>
    | Calls<Input<Id>, Answers[Id], FactsOf<Id>>
    | Unsupported;
};

/** Problems that an upstream's refusal can mean. */
export type Refusal = Extract<
  ProblemCode,
  | 'not-found'
  | 'already-exists'
  | 'external-id-taken'
  | 'invalid-state-transition'
  | 'precondition-required-state'
  | 'upstream-rejected'
  | 'rate-limited'
  | 'upstream-credentials-rejected'
  | 'permission-denied'
  | 'upstream-error'
  | 'capability-not-supported'
>;

/** What a status means, refined by the body's error code and by the operation that was refused (the most particular wins). */
export interface RefinedRefusal<Ops, C extends string> {
  readonly otherwise: Refusal;
  readonly byCode?: { readonly [Code in C]?: Refusal };
  readonly byOperation?: {
    readonly [K in keyof Ops]?:
      | Refusal
      | { readonly otherwise: Refusal; readonly byCode?: { readonly [Code in C]?: Refusal } };
  };
}
/** Total over every error status that the document gives any operation. */
export type ErrorMap<Ops, C extends string> = {
  readonly [S in { [K in keyof Ops]: ErrorStatus<Ops[K]> }[keyof Ops] & number]: Refusal | RefinedRefusal<Ops, C>;
};

/** Said of an operation whose answer names no object that could be compared with the one asked for. */
export interface Anonymous {
  readonly anonymous: string;
}
export const anonymous = (reason: string): Anonymous => ({ anonymous: reason });

/** Whether an answer speaks of the object that was asked for, for every operation of the document. */
export type IdentityChecks<Ops extends Documented<Ops>> = {
  readonly [K in keyof Ops]: ((asked: RequestOf<Ops[K]>, body: NonNullable<ResponseOf<Ops[K]>>) => boolean) | Anonymous;
};

/** Everything the gateway knows about one upstream, besides its document. */
export interface Provider<Ops extends Documented<Ops>, C extends string> {
  readonly id: string;
  readonly title: string;
  /** Names of the credentials a connection needs. */
  readonly credentials: readonly string[];
  /** Request headers (lower-case names) that prove who we are. Pure. */
  readonly authorize: (credentials: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** Where other credentials are exchanged for an access token. */
  readonly tokenEndpoint?: TokenEndpoint;
  /** What the upstream's own organization ids look like. Aliases do not match: they would defeat the identity check. */
  readonly organizationId: RegExp;
  /** The largest page its lists answer, in entries. */
  readonly maxPageSize: number;
  /** A header that says which organization a call acts on. The engine refuses to send one that names any other organization. */
  readonly scopeHeader?: string;
  /** Request headers that make a call act with a member's rights instead of the connection's. */
  readonly actingSession?: { readonly token: string; readonly jwt: string };
  /** The upstream's own code for a refusal. */
  readonly errorCode: (body: ErrorBody<Ops>) => C | undefined;
  readonly errors: ErrorMap<Ops, NoInfer<C>>;
  /** The upstream's own id of the call, from an answer's body or headers (lower-case names). */
  readonly requestId: (
    body: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>>,
  ) => string | undefined;
  readonly identity: IdentityChecks<Ops>;
  /** How to tell afterwards whether a write took effect; `settlements()` demands an entry for every write of the document. */
  readonly settlements: { readonly [K in keyof Ops]?: Settlement<Ops, K> | Untellable };
  readonly operations: Translation;
}
