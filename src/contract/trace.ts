/**
 * What a provider's translation uses of its upstream and what it makes of it, derived by running the translation and never
 * declared. Places are JSON pointers in which `*` stands for every item of a list and for every value of a map.
 */
export interface ProviderTrace {
  readonly provider: string;
  /** Every supported unified operation, in the order of the translation. */
  readonly operations: readonly OperationTrace[];
  /** What becomes of the members of the upstream's enumerations. */
  readonly enums: readonly EnumTrace[];
  /** Properties of answers that no unified operation reads, as `Schema/property`. */
  readonly unread: readonly string[];
  /** Properties of unified resources that no unified operation fills, as `organization/slug`. */
  readonly unwritten: readonly string[];
}

/** One unified operation with the upstream operations it makes use of. */
export interface OperationTrace {
  readonly unifiedOperation: string;
  readonly calls: readonly CallTrace[];
}

/** How one unified operation uses one upstream operation. */
export interface CallTrace {
  readonly upstreamOperation: string;
  /** `answer`: to answer the caller. `settlement`: only to tell afterwards, by reading, whether a write took effect. */
  readonly purpose: 'answer' | 'settlement';
  readonly sends: readonly SentField[];
  /** Places of requests, objects and lists included, that are there whenever what holds them is sent. */
  readonly certain: readonly string[];
  readonly reads: readonly ReadField[];
  /** Pointers read in the bodies of refusals. */
  readonly refusals: readonly string[];
}

/** A field of a request. */
export interface SentField {
  /** Channel first: `/path/id`, `/query/limit`, `/header/x-zitadel-orgid`, `/body/name`. */
  readonly pointer: string;
  /** Whether every request of this unified operation carries it. */
  readonly always: boolean;
  /** Places of the unified request that its value depends on: `/path/organization`, `/body/displayName`, `/page/size`. */
  readonly from: readonly string[];
  /** Places of earlier answers that its value depends on, as `GetAccount#/address/city`. */
  readonly fromAnswers: readonly string[];
  /** The values sent that do not vary with what callers and upstream wrote: constants, and what enumerations are mapped to. */
  readonly values: readonly (string | number | boolean | null)[];
}

/** A field of a successful answer. */
export interface ReadField {
  readonly pointer: string;
  /** Places of the unified answer that depend on it: `/organization/displayName`; empty where it only decides or is compared. */
  readonly to: readonly string[];
}

/** What a translation makes of one enumeration of the upstream. */
export interface EnumTrace {
  /** As `Schema/property`. */
  readonly upstream: string;
  /** As `organization/state`. */
  readonly unified: string;
  /** From each member that the document lists; `unknown` for one that it does not list is not shown. */
  readonly members: Readonly<Record<string, string>>;
}
