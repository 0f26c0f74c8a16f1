import type { components } from '../generated/types/orgway.ts';
import type { DriftFilter, DriftPage, DriftPlace } from '../operations/drift/list.ts';
import type { Gateway } from './gateway.ts';
import type { Received } from './handler.ts';
import type { UnifiedRequest } from './unified-request.ts';

type Schemas = components['schemas'];

const usualPageSize = 20;

/** One page of the drift records of a connection, the one seen last first. Throws `Problem`. */
export async function listDriftRecords(
  gateway: Gateway,
  { path, query }: UnifiedRequest,
  { granted }: Received,
): Promise<Schemas['DriftRecordList']> {
  const { id: connection } = granted.connection(path.connection);
  const { pageSize, pageToken, ...filter } = query;
  const bound = ['listDriftRecords', connection, Object.entries({ ...filter, pageSize }).sort()];
  const after = typeof pageToken === 'string' ? placeIn(granted.pageTokens.open(pageToken, bound)) : undefined;
  const size = typeof pageSize === 'number' ? pageSize : usualPageSize;
  const { records, next } = await gateway.drift.list(connection, filter as DriftFilter, { size, after });
  return {
    driftRecords: records.map(driftRecord),
    ...(next === undefined ? {} : { nextPageToken: granted.pageTokens.seal(cursorOf(next), bound) }),
  };
}

const cursorOf = ({ lastSeen, id }: DriftPlace): string => `${lastSeen.getTime()} ${id}`;

function placeIn(cursor: string): DriftPlace {
  const [time = '', id = ''] = cursor.split(' ');
  return { lastSeen: new Date(Number(time)), id };
}

function driftRecord({
  id,
  connection,
  provider,
  contractVersion,
  deviation: { status, ...deviation },
  impact: { severity, unifiedOperations, unifiedFields },
  count,
  firstSeen,
  lastSeen,
}: DriftPage['records'][number]): Schemas['DriftRecord'] {
  return {
    id,
    connection,
    provider,
    ...deviation,
    ...(status === undefined ? {} : { status }),
    severity,
    unifiedOperations: [...unifiedOperations],
    unifiedFields: [...unifiedFields],
    count,
    firstSeen: firstSeen.toISOString(),
    lastSeen: lastSeen.toISOString(),
    contractVersion,
  };
}
