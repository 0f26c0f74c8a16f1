import { createHash } from 'node:crypto';
import type { ObservedType } from '../../contract/drift/observed-type.ts';
import type { DriftRow } from '../../storage/drift-tables.ts';
import { kindOf, type Tallied } from './tally.ts';

/** What was counted as a row. */
export function rowOf({ connection, provider, contractVersion, deviation, impact, ...seen }: Tallied): DriftRow {
  return {
    id: idOf(connection, kindOf(deviation)),
    connection,
    provider,
    upstream_operation: deviation.upstreamOperation,
    direction: deviation.direction,
    status: deviation.status ?? null,
    pointer: deviation.pointer,
    keyword: deviation.keyword,
    expected: deviation.expected,
    observed_type: deviation.observedType,
    severity: impact.severity,
    unified_operations: impact.unifiedOperations,
    unified_fields: impact.unifiedFields,
    contract_version: contractVersion,
    count: seen.count,
    first_seen: seen.firstSeen,
    last_seen: seen.lastSeen,
  };
}

const idOf = (connection: string, kind: string): string =>
  `drift_${createHash('sha256').update(`${connection}\n${kind}`).digest('hex').slice(0, 32)}`;

/** A row as what was counted. */
export const talliedOf = (row: DriftRow): Tallied => ({
  connection: row.connection,
  provider: row.provider,
  contractVersion: row.contract_version,
  deviation: {
    upstreamOperation: row.upstream_operation,
    direction: row.direction,
    status: row.status ?? undefined,
    pointer: row.pointer,
    keyword: row.keyword,
    expected: row.expected,
    observedType: row.observed_type as ObservedType,
  },
  impact: { severity: row.severity, unifiedOperations: row.unified_operations, unifiedFields: row.unified_fields },
  count: row.count,
  firstSeen: row.first_seen,
  lastSeen: row.last_seen,
});
