import type { Route } from '../emulator.ts';
import { decode, list, message, oneOf } from './decoding.ts';
import { changeDetails, creationDetails, message as encode, readDetails } from './encoding.ts';
import { refusal } from './errors.ts';
import { listAnswer, paging, textMethod } from './listing.ts';
import {
  type KeyedMetadata,
  keyText,
  metadataEntry,
  removeMetadata,
  searchMetadata,
  setMetadata,
  valueBytes,
} from './metadata.ts';
import { lookup } from './records.ts';
import { read, write } from './routes.ts';
import { text } from './scalars.ts';
import type { ZitadelState } from './state.ts';

const setRequest = message('SetOrgMetadataRequest', { key: keyText, value: valueBytes });
const getRequest = message('GetOrgMetadataRequest', { key: keyText });
const removeRequest = message('RemoveOrgMetadataRequest', { key: keyText });
const bulkSetRequest = message('BulkSetOrgMetadataRequest', { metadata: list(metadataEntry) });
const bulkRemoveRequest = message('BulkRemoveOrgMetadataRequest', { keys: list(keyText) });
const searchRequest = message('ListOrgMetadataRequest', {
  query: paging,
  queries: list(
    oneOf('MetadataQuery', 'Query', () => ({
      keyQuery: message('MetadataKeyQuery', { key: text({ max: 200 }), method: textMethod() }),
    })),
  ),
});

/** The metadata calls of the management service (v1). `_bulk` and `_search` come first: they are no keys there. */
export const managementMetadataRoutes: readonly Route<ZitadelState>[] = [
  write('POST', '/management/v1/metadata/_bulk', ({ state, request, organization }) => {
    const { metadata } = decode(bulkSetRequest, request.text);
    const { sequence, time } = setMetadata(state, organization, metadata);
    return { details: changeDetails(sequence, time, organization) };
  }),

  read('POST', '/management/v1/metadata/_search', ({ view, request, organization }) => {
    const { query, queries } = decode(searchRequest, request.text);
    const filters = queries.flatMap((entry) => (entry === 'none' ? [] : [entry.value]));
    const found = searchMetadata(view, organization, query, filters);
    return listAnswer(view, found, 'viewTimestamp', (entry) => show(entry, organization));
  }),

  write('DELETE', '/management/v1/metadata/_bulk', ({ state, request, organization }) => {
    const { keys } = decode(bulkRemoveRequest, request.text);
    const { sequence, time } = removeMetadata(state, organization, keys, 'META-2npds');
    return { details: changeDetails(sequence, time, organization) };
  }),

  write('POST', '/management/v1/metadata/{key}', ({ state, request, params, organization }) => {
    const entry = decode(setRequest, request.text, params);
    const { sequence, time } = setMetadata(state, organization, [entry]);
    return { details: creationDetails(sequence, time, organization) };
  }),

  read('GET', '/management/v1/metadata/{key}', ({ view, params, organization }) => {
    const { key } = decode(getRequest, '', params);
    const entry = lookup(lookup(view.organizations, organization)?.metadata ?? {}, key);
    if (entry === undefined) throw refusal('QUERY-Rph32');
    return { metadata: show({ key, ...entry }, organization) };
  }),

  write('DELETE', '/management/v1/metadata/{key}', ({ state, params, organization }) => {
    const { key } = decode(removeRequest, '', params);
    const { sequence, time } = removeMetadata(state, organization, [key], 'META-mcnw3');
    return { details: changeDetails(sequence, time, organization) };
  }),
];

function show(entry: KeyedMetadata, organization: string): object {
  return encode({ details: readDetails(entry, organization), key: entry.key, value: entry.value });
}
