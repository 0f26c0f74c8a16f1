import type { Route } from '../emulator.ts';
import { decode, message } from './decoding.ts';
import { message as encode } from './encoding.ts';
import { refusal } from './errors.ts';
import { listAnswer } from './listing.ts';
import { removed } from './management.ts';
import { searchOrganizations, showOrganization, v1SearchRequest } from './organization-search.ts';
import { lookup } from './records.ts';
import { read, write } from './routes.ts';
import { text } from './scalars.ts';
import type { ZitadelState } from './state.ts';

const idText = text({ min: 1, max: 200 });
const getRequest = message('GetOrgByIDRequest', { id: idText });
const removeRequest = message('RemoveOrgRequest', { orgId: idText });
const uniqueRequest = message('IsOrgUniqueRequest', { name: text({ max: 200 }), domain: text({ max: 200 }) });

/** The organization calls of the admin service (v1). The fixed paths come first: they are no ids there. */
export const adminRoutes: readonly Route<ZitadelState>[] = [
  read('GET', '/admin/v1/orgs/_is_unique', ({ view, request }) => {
    const asked = Object.fromEntries(new URLSearchParams(request.rawQuery));
    const { name, domain } = decode(uniqueRequest, JSON.stringify(asked));
    if (name === '' && domain === '') throw refusal('QUERY-DGqfd');
    const taken = [lookup(view.names, name.toLowerCase()), lookup(view.domains, domain.toLowerCase())];
    return encode({ isUnique: taken.every((holder) => holder === undefined) });
  }),

  read('GET', '/admin/v1/orgs/default', ({ view }) => shown(view, view.defaultOrganization)),

  read('GET', '/admin/v1/orgs/{id}', ({ view, params }) => shown(view, decode(getRequest, '', params).id)),

  read('POST', '/admin/v1/orgs/_search', ({ view, request }) => {
    const found = searchOrganizations(view, decode(v1SearchRequest, request.text));
    return listAnswer(view, found, 'viewTimestamp', (organization) => showOrganization(organization, 'ORG_STATE'));
  }),

  write('DELETE', '/admin/v1/orgs/{orgId}', ({ state, params }) =>
    removed(state, decode(removeRequest, '', params).orgId),
  ),
];

function shown(view: ZitadelState, id: string): object {
  const organization = lookup(view.organizations, id);
  if (organization === undefined) throw refusal('QUERY-iTTGJ');
  return { org: showOrganization(organization, 'ORG_STATE') };
}
