import { stripVTControlCharacters } from 'node:util';
import type { DriftRecord } from './drift-records.ts';

/** Drift records for people: of each, where it is and what it means. */
export function driftText(records: readonly DriftRecord[]): string {
  if (records.length === 0) return 'no drift\n';
  return `${records.map(lines).join('\n')}\n`;
}

function lines(record: DriftRecord): string {
  const { connection, upstreamOperation, direction, status, pointer, keyword, expected, observedType } = record;
  const where = `${direction === 'request' ? 'request' : status} ${pointer || '(the whole)'}`;
  const affected = [...record.unifiedOperations, ...record.unifiedFields];
  return [
    `${record.severity.toUpperCase()}  ${connection}  ${upstreamOperation} ${where}`,
    `  ${keyword}: expected ${expected || 'otherwise'}, observed ${observedType}`,
    `  ${record.count} times, first ${record.firstSeen}, last ${record.lastSeen}`,
    ...(affected.length === 0 ? [] : [`  affects ${affected.join(', ')}`]),
    '',
  ]
    .map((line) => stripVTControlCharacters(line).replaceAll(/\p{Cc}/gu, ' '))
    .join('\n');
}
