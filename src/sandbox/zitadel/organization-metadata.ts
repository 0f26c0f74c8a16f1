import type { Route } from '../emulator.ts';
import { decode, list, message, oneOf } from './decoding.ts';
import { message as encode, timestamp, uint64 } from './encoding.ts';
import { paging, textMethod } from './listing.ts';
import { keyText, metadataEntry, removeMetadata, searchMetadata, setMetadata } from './metadata.ts';
import { read, write } from './routes.ts';
import { text } from './scalars.ts';
import type { ZitadelState } from './state.ts';

const organizationId = text({ min: 1, max: 200 });
const setRequest = message('SetOrganizationMetadataRequest', { organizationId, metadata: list(metadataEntry) });
const deleteRequest = message('DeleteOrganizationMetadataRequest', { organizationId, keys: list(keyText) });
const searchRequest = message('ListOrganizationMetadataRequest', {
  organizationId,
  pagination: paging,
  filters: list(
    oneOf('MetadataSearchFilter', 'Filter', () => ({
      keyFilter: message('MetadataKeyFilter', { key: text({ max: 200 }), method: textMethod('FILTER') }),
    })),
  ),
});

/** The metadata calls of the organization service (v2). */
export const organizationMetadataRoutes: readonly Route<ZitadelState>[] = [
  write('POST', '/v2/organizations/{organizationId}/metadata', ({ state, request, params }) => {
    const { organizationId: id, metadata } = decode(setRequest, request.text, params);
    return { setDate: timestamp(setMetadata(state, id, metadata).time) };
  }),

  read('POST', '/v2/organizations/{organizationId}/metadata/search', ({ view, request, params }) => {
    const { organizationId: id, pagination, filters } = decode(searchRequest, request.text, params);
    const sent = filters.flatMap((entry) => (entry === 'none' ? [] : [entry.value]));
    // inferred: an unknown organization has an empty list, as queries do not check that it exists
    const { rows, total, limit } = searchMetadata(view, id, pagination, sent);
    return encode({
      pagination: encode({ totalResult: uint64(total), appliedLimit: uint64(limit) }),
      metadata: rows.map(({ key, value, creationDate, changeDate }) =>
        encode({ creationDate: timestamp(creationDate), changeDate: timestamp(changeDate), key, value }),
      ),
    });
  }),

  write('DELETE', '/v2/organizations/{organizationId}/metadata', ({ state, request, params }) => {
    const asked = { keys: new URLSearchParams(request.rawQuery).getAll('keys') };
    const { organizationId: id, keys } = decode(deleteRequest, JSON.stringify(asked), params);
    return { deletionDate: timestamp(removeMetadata(state, id, keys, 'META-2npds').time) };
  }),
];
