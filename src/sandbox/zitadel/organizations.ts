import type { Route } from '../emulator.ts';
import { admin, checkAdmins, createHuman } from './admins.ts';
import { decode, list, message } from './decoding.ts';
import { changeDetails, message as encode, timestamp } from './encoding.ts';
import {
  createOrganization,
  deactivateOrganization,
  reactivateOrganization,
  removeOrganization,
  renameOrganization,
} from './lifecycle.ts';
import { listAnswer } from './listing.ts';
import { searchOrganizations, showOrganization, v2SearchRequest } from './organization-search.ts';
import { lookup } from './records.ts';
import { read, write } from './routes.ts';
import { optionalText, text } from './scalars.ts';
import type { ZitadelState } from './state.ts';

const nameText = text({ min: 1, max: 200 });
const organizationId = text({ min: 1, max: 200 });
const customId = optionalText({ min: 1, max: 200 });
const addRequest = message('AddOrganizationRequest', {
  name: nameText,
  admins: list(admin),
  organizationId: customId,
  orgId: customId,
});
const updateRequest = message('UpdateOrganizationRequest', { organizationId, name: nameText });
const deleteRequest = message('DeleteOrganizationRequest', { organizationId });
const deactivateRequest = message('DeactivateOrganizationRequest', { organizationId });
const activateRequest = message('ActivateOrganizationRequest', { organizationId });

/** What the vendor's converter makes of the missing time of a deletion that never happened. */
const noTime = '0001-01-01T00:00:00Z';

/** The organization service (v2), without metadata. */
export const organizationRoutes: readonly Route<ZitadelState>[] = [
  write(
    'POST',
    '/v2/organizations',
    ({ state, request }) => {
      const { name, admins, organizationId: id, orgId } = decode(addRequest, request.text);
      const added = checkAdmins(state, admins);
      const created = createOrganization(state, { name, id: id ?? orgId }, 'ORG-mruNY');
      created.events += admins.length;
      return encode({
        details: changeDetails(created.events, created.creationDate, created.id),
        organizationId: created.id,
        createdAdmins: added.map((human) => createHuman(state, created, human)),
      });
    },
    201,
  ),

  read('POST', '/v2/organizations/_search', ({ view, request }) => {
    const found = searchOrganizations(view, decode(v2SearchRequest, request.text));
    return listAnswer(view, found, 'timestamp', (organization) => showOrganization(organization, 'ORGANIZATION_STATE'));
  }),

  write('POST', '/v2/organizations/{organizationId}', ({ state, request, params }) => {
    const { organizationId: id, name } = decode(updateRequest, request.text, params);
    return { changeDate: timestamp(renameOrganization(state, id, name, 'accept').changeDate) };
  }),

  write('DELETE', '/v2/organizations/{organizationId}', ({ state, params }) => {
    const { organizationId: id } = decode(deleteRequest, '', params);
    const time = removeOrganization(state, id)?.time ?? lookup(state.removed, id);
    // inferred: a repeated deletion answers the first one's date
    return { deletionDate: time === undefined ? noTime : timestamp(time) };
  }),

  write('POST', '/v2/organizations/{organizationId}/deactivate', ({ state, request, params }) => {
    const { organizationId: id } = decode(deactivateRequest, request.text, params);
    return { changeDate: timestamp(deactivateOrganization(state, id).changeDate) };
  }),

  write('POST', '/v2/organizations/{organizationId}/activate', ({ state, request, params }) => {
    const { organizationId: id } = decode(activateRequest, request.text, params);
    return { changeDate: timestamp(reactivateOrganization(state, id).changeDate) };
  }),
];
