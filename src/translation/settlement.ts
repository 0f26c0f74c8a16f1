import type { Api, Steps } from './declare.ts';
import type { Documented, RequestOf, ResponseOf } from './upstream-types.ts';

/** What a look at the upstream says about a write whose answer was lost. */
export type Verdict<Reply> =
  /** It holds. `reply` is what the write would have answered, as far as the translation goes on from it. */
  | { readonly outcome: 'applied'; readonly reply: Reply }
  | { readonly outcome: 'not_applied' }
  /** Neither; `reason` is one sentence for people. */
  | { readonly outcome: 'inconclusive'; readonly reason: string };

export const applied = <const Reply>(reply: Reply): { readonly outcome: 'applied'; readonly reply: Reply } => ({
  outcome: 'applied',
  reply,
});
export const notApplied = { outcome: 'not_applied' } as const;
export const inconclusive = (reason: string): { readonly outcome: 'inconclusive'; readonly reason: string } => ({
  outcome: 'inconclusive',
  reason,
});

/** How to tell afterwards, by reading only, whether one upstream write took effect. */
export interface Settlement<Ops extends Documented<Ops>, K extends keyof Ops> {
  /**
   * Milliseconds for which a read may still show how things stood before the write. "Not applied" is believed only when two
   * looks so far apart both say it; "applied" is believed at once.
   */
  readonly quietMs: number;
  /**
   * True where the state that the write leaves may have been there before it, so that seeing it proves nothing by itself: the
   * engine then looks before it sends as well, and only a difference between both looks counts.
   */
  readonly byDifference?: true;
  /** True where executing the write twice leaves the same state as once, so that it may be sent again after "not applied". */
  readonly repeatable?: true;
  /** Pure: asks for reads only. `asked` is the upstream request as it was sent. */
  readonly look: (asked: RequestOf<Ops[K]>, api: Api<Ops, keyof Ops>) => Steps<Verdict<ResponseOf<Ops[K]>>>;
  /**
   * What the write would answer, for a dry run whose later requests depend on it; without it an empty object stands in. An id
   * that the upstream would choose is `newId`.
   */
  readonly foresee?: (asked: RequestOf<Ops[K]>) => ResponseOf<Ops[K]>;
}

/** Stands for an id that an upstream would choose, in dry runs. */
export const newId = 'new-organization';

/** Said of a write that nothing the upstream shows can prove; what is lost there stays unknown. */
export interface Untellable {
  readonly untellable: string;
}
export const untellable = (reason: string): Untellable => ({ untellable: reason });

/** An answer to "how to tell afterwards" for every write of an upstream document. */
export type Settlements<Ops extends Documented<Ops>, Writes extends keyof Ops> = {
  readonly [K in Writes]: Settlement<Ops, K> | Untellable;
};

/** Binds the declaration to one upstream's operations; at run time it only hands it through. */
export const settlements =
  <Ops extends Documented<Ops>, Writes extends keyof Ops>() =>
  (declared: Settlements<Ops, Writes>): Settlements<Ops, Writes> =>
    declared;

/** A settlement of any upstream, as the engine runs it. */
export type AnySettlement =
  | {
      readonly quietMs: number;
      readonly byDifference?: true;
      readonly repeatable?: true;
      readonly look: (asked: never, api: never) => Steps<Verdict<unknown>>;
      readonly foresee?: (asked: never) => unknown;
    }
  | Untellable;
