import type { components } from '../generated/types/orgway.ts';
import type { ExportFormat } from '../operations/audit/export.ts';
import type { TimeRange } from '../operations/audit/range.ts';
import type { AuditTrail, Exporter } from '../operations/audit/trail.ts';
import { Problem } from '../problem/problem.ts';
import type { Granted } from './granted.ts';
import { Streamed } from './handler.ts';
import type { UnifiedRequest } from './unified-request.ts';

type Schemas = components['schemas'];

const usualPageSize = 20;
const mediaTypes: Readonly<Record<ExportFormat, string>> = { jsonl: 'application/jsonl', csv: 'text/csv' };

/** One page of the audit trail, newest first; events of no connection are for those who may use all. Throws `Problem`. */
export async function listAuditEvents(
  { query }: UnifiedRequest,
  trail: AuditTrail,
  { pageTokens, scope }: Pick<Granted, 'pageTokens' | 'scope'>,
): Promise<Schemas['AuditEventList']> {
  const { pageSize, pageToken, fromTime: _from, toTime: _to, ...filter } = query;
  const bound = ['listAuditEvents', Object.entries({ ...query, pageToken: undefined }).sort()];
  const { records, next } = await trail.list(
    { ...filter, ...timesIn(query), ...(scope === undefined ? {} : { connections: scope }) },
    {
      size: typeof pageSize === 'number' ? pageSize : usualPageSize,
      before: typeof pageToken === 'string' ? Number(pageTokens.open(pageToken, bound)) : undefined,
    },
  );
  return {
    auditEvents: records,
    ...(next === undefined ? {} : { nextPageToken: pageTokens.seal(String(next), bound) }),
  };
}

/** The events of a time, to be kept and checked elsewhere. Throws `Problem`. */
export async function exportAuditEvents(
  { query }: UnifiedRequest,
  trail: AuditTrail,
  exporter: Exporter,
): Promise<Streamed> {
  const format = query.format === 'csv' ? 'csv' : 'jsonl';
  return new Streamed(mediaTypes[format], await trail.exportAs(format, timesIn(query), exporter));
}

/** The signed head of the whole trail. Throws `storage-unavailable`. */
export const getAuditHead = (trail: AuditTrail): Promise<Schemas['AuditHead']> => trail.head();

function timesIn(query: UnifiedRequest['query']): TimeRange {
  const [fromTime, toTime] = [timeIn(query.fromTime), timeIn(query.toTime)];
  if (fromTime !== undefined && toTime !== undefined && fromTime >= toTime) {
    throw new Problem('invalid-request', {
      detail: 'The query parameter toTime must lie after fromTime.',
      errors: [{ pointer: 'query/toTime', code: 'order', detail: 'must lie after fromTime' }],
    });
  }
  return { ...(fromTime === undefined ? {} : { fromTime }), ...(toTime === undefined ? {} : { toTime }) };
}

/** A leap second is a good time that JavaScript cannot count: it becomes the second before. */
const timeIn = (text: unknown): Date | undefined =>
  typeof text === 'string' ? new Date(text.toUpperCase().replace(/:60(?=[.Z+-])/, ':59')) : undefined;
