import type { Route } from '../emulator.ts';
import { decode, message } from './decoding.ts';
import { changeDetails, creationDetails } from './encoding.ts';
import { refusal } from './errors.ts';
import {
  createOrganization,
  deactivateOrganization,
  reactivateOrganization,
  removeOrganization,
  renameOrganization,
} from './lifecycle.ts';
import { showOrganization } from './organization-search.ts';
import { lookup } from './records.ts';
import { read, write } from './routes.ts';
import { text } from './scalars.ts';
import type { Organization, ZitadelState } from './state.ts';

const nameText = text({ min: 1, max: 200 });
const addRequest = message('AddOrgRequest', { name: nameText });
const updateRequest = message('UpdateOrgRequest', { name: nameText });
const domainRequest = message('GetOrgByDomainGlobalRequest', { domain: nameText });
const emptyRequest = message('Empty', {});

/** The organization calls of the management service (v1). */
export const managementRoutes: readonly Route<ZitadelState>[] = [
  read('GET', '/management/v1/orgs/me', ({ view, organization }) => {
    const found = lookup(view.organizations, organization);
    if (found === undefined) throw refusal('QUERY-iTTGJ');
    return { org: showOrganization(found, 'ORG_STATE') };
  }),

  read('GET', '/management/v1/global/orgs/_by_domain', ({ view, request }) => {
    const { domain } = decode(domainRequest, '', { domain: new URLSearchParams(request.rawQuery).get('domain') ?? '' });
    const holder = lookup(view.organizations, lookup(view.domains, domain) ?? '');
    // the vendor looks at primary domains of active organizations only
    if (holder?.primaryDomain !== domain || holder.state !== 'ACTIVE') throw refusal('QUERY-iTTGJ');
    return { org: showOrganization(holder, 'ORG_STATE') };
  }),

  write('POST', '/management/v1/orgs', ({ state, request }) => {
    const created = createOrganization(state, decode(addRequest, request.text), 'EVENT-Mf9sd');
    // the caller becomes a member, which is one more event and leaves the organization's own sequence alone
    created.events += 1;
    return { id: created.id, details: creationDetails(created.events, created.creationDate, created.id) };
  }),

  write('PUT', '/management/v1/orgs/me', ({ state, request, organization }) => {
    const { name } = decode(updateRequest, request.text);
    const renamed = renameOrganization(state, organization, name, 'refuse');
    // the vendor's handler fills the creation date with the time of the change, and leaves the change date out
    return { details: creationDetails(renamed.sequence, renamed.changeDate, renamed.id) };
  }),

  write('POST', '/management/v1/orgs/me/_deactivate', ({ state, request, organization }) => {
    decode(emptyRequest, request.text);
    return changed(deactivateOrganization(state, organization));
  }),

  write('POST', '/management/v1/orgs/me/_reactivate', ({ state, request, organization }) => {
    decode(emptyRequest, request.text);
    return changed(reactivateOrganization(state, organization));
  }),

  write('DELETE', '/management/v1/orgs/me', ({ state, organization }) => removed(state, organization)),
];

/** Removes an organization that must exist; the answer's resource owner is the instance. */
export function removed(state: ZitadelState, id: string): object {
  const removal = removeOrganization(state, id);
  if (removal === undefined) throw refusal('COMMA-aps2n');
  return { details: changeDetails(removal.sequence, removal.time, state.instance) };
}

function changed(organization: Organization): object {
  return { details: changeDetails(organization.sequence, organization.changeDate, organization.id) };
}
