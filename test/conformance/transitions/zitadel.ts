import { changed, refused, type Transition, unchanged } from './transition.ts';

const active = '310000000000000003';
const inactive = '310000000000000004';
const bare = 'custom-org-ID';
const kept = '310000000000000001';
const nobody = '399999999999999990';

const read = (id: string, status = 200): string => `GET /admin/v1/orgs/${id} ${status}`;
const metadata = (method: string, status = 200): string =>
  `${method} /management/v1/metadata/orgway_external_id ${status}`;
const verb = (name: string, status = 200): string => `POST /management/v1/orgs/me/_${name} ${status}`;
const acknowledged = '?acknowledge=irreversible';

export const zitadel: readonly Transition[] = [
  {
    title: 'deactivate',
    call: `POST /${active}/deactivate`,
    status: 200,
    answer: { ...changed, organization: { state: 'inactive' } },
    upstream: [verb('deactivate'), read(active), metadata('GET')],
  },
  {
    title: 'deactivate what is inactive',
    call: `POST /${inactive}/deactivate`,
    status: 200,
    answer: { ...unchanged, organization: { state: 'inactive' } },
    upstream: [verb('deactivate', 400), read(inactive), metadata('GET')],
  },
  {
    title: 'deactivate nobody',
    call: `POST /${nobody}/deactivate`,
    status: 404,
    answer: refused('not-found'),
    upstream: [verb('deactivate', 403)],
  },
  {
    title: 'activate',
    call: `POST /${inactive}/activate`,
    status: 200,
    answer: { ...changed, organization: { state: 'active' } },
    upstream: [verb('reactivate'), read(inactive), metadata('GET')],
  },
  {
    title: 'activate what is active',
    call: `POST /${active}/activate`,
    status: 200,
    answer: { ...unchanged, organization: { state: 'active' } },
    upstream: [verb('reactivate', 400), read(active), metadata('GET')],
  },
  {
    title: 'activate nobody',
    call: `POST /${nobody}/activate`,
    status: 404,
    answer: refused('not-found'),
    upstream: [verb('reactivate', 403)],
  },

  {
    title: 'delete without acknowledgement',
    call: `DELETE /${active}`,
    status: 409,
    answer: refused(
      'acknowledgement-required',
      /the organization with its metadata, its users, its projects, its grants/,
    ),
    upstream: [],
  },
  {
    title: 'delete',
    call: `DELETE /${active}${acknowledged}`,
    status: 200,
    answer: { deleted: true, warnings: [] },
    upstream: ['GET /admin/v1/orgs/310000000000000003 200', `DELETE /admin/v1/orgs/${active} 200`],
  },
  {
    title: 'delete what was deleted',
    given: [`DELETE /${active}${acknowledged}`],
    call: `DELETE /${active}${acknowledged}`,
    status: 404,
    answer: refused('not-found'),
    upstream: ['GET /admin/v1/orgs/310000000000000003 404', `DELETE /admin/v1/orgs/${active} 404`],
  },
  {
    title: 'delete what ZITADEL keeps',
    call: `DELETE /${kept}${acknowledged}`,
    status: 422,
    answer: refused('upstream-rejected'),
    upstream: ['GET /admin/v1/orgs/310000000000000001 200', `DELETE /admin/v1/orgs/${kept} 400`],
  },

  {
    title: 'set an external ID',
    call: `PUT /${active}/external-id`,
    body: { externalId: 'new-one' },
    status: 200,
    answer: { ...changed, organization: { externalId: 'new-one' } },
    upstream: [read(active), metadata('GET'), metadata('POST')],
  },
  {
    title: 'set the external ID that is set',
    call: `PUT /${active}/external-id`,
    body: { externalId: 'customer-0001' },
    status: 200,
    answer: unchanged,
    upstream: [read(active), metadata('GET'), metadata('POST')],
  },
  {
    title: 'set an external ID of nobody',
    call: `PUT /${nobody}/external-id`,
    body: { externalId: 'new-one' },
    status: 404,
    answer: refused('not-found'),
    upstream: [read(nobody, 404)],
  },
  {
    title: 'delete the external ID',
    call: `DELETE /${active}/external-id`,
    status: 200,
    answer: { ...changed, organization: { externalId: null } },
    upstream: [metadata('DELETE'), read(active)],
  },
  {
    title: 'delete an external ID where there is none',
    call: `DELETE /${bare}/external-id`,
    status: 200,
    answer: { ...unchanged, organization: { externalId: null } },
    upstream: [metadata('DELETE', 404), read(bare)],
  },
];
