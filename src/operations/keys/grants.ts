/** What a key is good for. */
export interface Grants {
  readonly permissions: readonly string[];
  readonly connections: 'all' | readonly string[];
}

/** Connections as a column has them. */
export const columnOf = (connections: Grants['connections']): readonly string[] | null =>
  connections === 'all' ? null : connections;

export const connectionsIn = (column: readonly string[] | null): Grants['connections'] => column ?? 'all';
