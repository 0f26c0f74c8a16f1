import type { components } from '../../generated/types/orgway.ts';
import type { ApiClient } from '../api-client.ts';

export type DriftRecord = components['schemas']['DriftRecord'];
type DriftRecordList = components['schemas']['DriftRecordList'];
type ConnectionList = components['schemas']['ConnectionList'];

/** The largest page the API answers. */
const pageSize = '200';

/** All drift records of a connection, the one seen last first. */
export async function driftRecordsOf(api: ApiClient, connection: string, severity?: string): Promise<DriftRecord[]> {
  const found: DriftRecord[] = [];
  let pageToken: string | undefined;
  do {
    const path = `/v1/connections/${encodeURIComponent(connection)}/drift`;
    const page = (await api.call('GET', path, { severity, pageSize, pageToken })) as DriftRecordList;
    found.push(...page.driftRecords);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  // One that was seen again meanwhile may have moved, and so come twice.
  return [...new Map(found.map((each) => [each.id, each])).values()];
}

export async function connectionIds(api: ApiClient): Promise<string[]> {
  const { connections } = (await api.call('GET', '/v1/connections')) as ConnectionList;
  return connections.map(({ id }) => id);
}
