/** One API key; never the key itself. */
export interface ApiKeyRow {
  /** The middle part of the key, which may be shown. */
  readonly id: string;
  /** Whose key it is: the keys that replaced each other have the same name, and no others ever have. */
  readonly name: string;
  /** Of the whole key. */
  readonly sha256: Buffer;
  readonly permissions: readonly string[];
  /** Ids; null for all. */
  readonly connections: readonly string[] | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  /** The key that it replaced; null for the first of a name. */
  readonly replaces: string | null;
}

/** Counts every change of the keys, whoever makes it, so that replicas can see that there was one. */
export interface ApiKeyRevisionRow {
  readonly revision: number;
}

export interface KeyTables {
  readonly api_keys: ApiKeyRow;
  readonly api_key_revision: ApiKeyRevisionRow;
}
