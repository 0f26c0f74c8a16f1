/** How much a change of an upstream's document means to the translation. */
export type Level = 'breaking' | 'risky' | 'harmless';

/** Where a change shows. */
export interface ChangePlace {
  /** The operation's id in the curated document. */
  readonly upstreamOperation: string;
  readonly direction: 'request' | 'response';
  /** Status of the answer; absent for requests and for whole operations. */
  readonly status?: number;
  /** Channel first in requests (`/query/limit`, `/body/name`); `*` stands for every item. Empty for a whole operation or body. */
  readonly pointer: string;
}

/** One change, wherever it shows: a change of a shared schema is one change with several places. */
export interface Change {
  /** What kind of change, as `response-property-removed`. */
  readonly rule: string;
  readonly level: Level;
  /** One sentence: what was and what is. */
  readonly detail: string;
  readonly places: readonly ChangePlace[];
  /** Whether any unified operation uses one of the places. An unused change has no unified operations and never breaks. */
  readonly used: boolean;
  readonly unifiedOperations: readonly string[];
  /** Unified fields affected, as `organization/displayName` (answers) and `request/displayName` (requests). */
  readonly unifiedFields: readonly string[];
  /** Said of a change that somebody has accepted; it does not break the build until it expires. */
  readonly accepted?: { readonly reason: string; readonly expires: string };
}

/** What a newer document of an upstream means to its provider's translation. */
export interface DiffReport {
  readonly provider: string;
  readonly from: DocumentName;
  readonly to: DocumentName;
  /** Used changes first, breaking ones before risky and harmless ones. */
  readonly changes: readonly Change[];
  /** Whether a used change breaks and nobody has accepted it. */
  readonly breaks: boolean;
}

/** Which document. */
export interface DocumentName {
  readonly title: string;
  readonly version: string;
}
