/** One kind of difference between an upstream and its document. Holds no values of the upstream's. */
export interface DriftRow {
  /** Digest of the connection and the kind, so that replicas count the same kind in the same row. */
  readonly id: string;
  readonly connection: string;
  readonly provider: string;
  readonly upstream_operation: string;
  readonly direction: 'request' | 'response';
  /** Of the answer; null for requests. */
  readonly status: number | null;
  /** With `*` for items, keys of maps and names that are not shown. */
  readonly pointer: string;
  readonly keyword: string;
  readonly expected: string;
  readonly observed_type: string;
  readonly severity: 'breaking' | 'risky' | 'harmless';
  readonly unified_operations: readonly string[];
  readonly unified_fields: readonly string[];
  /** Version of the document when it was last seen. */
  readonly contract_version: string;
  readonly count: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
}

export interface DriftTables {
  drift_records: DriftRow;
}
