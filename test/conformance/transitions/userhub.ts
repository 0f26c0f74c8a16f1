import { changed, refused, type Transition, unchanged } from './transition.ts';

const active = 'org_28seyVGVL1got6';
const bare = 'org_32P6J2tQEaYQDV';
const inactive = 'org_4RnVx8KdTy2wPb';
const deleting = 'org_6ZqLm3GsCf9hJk';
const archived = 'org_8HtWb5NvXr7yDp';
const nobody = 'org_N0b0dyN0b0dy00';
const connection = 'conn_4HdRKnTvPmmjYK';
const noConnection = 'conn_N0tTh3r3';
const member = 'usr_9PzVd4MhTs6gFu';
const stranger = 'usr_2JRcPwpTSP1nyB';
const plain = 'role_2mD13uXP';
const admin = 'role_51jav4KK';

const at = (id: string): string => `/admin/v1/organizations/${id}`;
const read = (id: string, status = 200): string => `GET ${at(id)} ${status}`;
const acknowledged = '?acknowledge=irreversible';

export const userhub: readonly Transition[] = [
  {
    title: 'deactivate',
    call: `POST /${active}/deactivate`,
    status: 200,
    answer: { ...changed, organization: { state: 'inactive' } },
    upstream: [read(active), `PATCH ${at(active)} 200`],
  },
  {
    title: 'deactivate what is inactive',
    call: `POST /${inactive}/deactivate`,
    status: 200,
    answer: { ...unchanged, organization: { state: 'inactive' } },
    upstream: [read(inactive)],
  },
  {
    title: 'deactivate what is being deleted',
    call: `POST /${deleting}/deactivate`,
    status: 409,
    answer: refused('invalid-state-transition', /deleting .*PENDING_DELETION/),
    upstream: [read(deleting)],
  },
  {
    title: 'deactivate what is archived',
    call: `POST /${archived}/deactivate`,
    status: 409,
    answer: refused('invalid-state-transition', /archived .*ARCHIVED/),
    upstream: [read(archived)],
  },
  {
    title: 'deactivate nobody',
    call: `POST /${nobody}/deactivate`,
    status: 404,
    answer: refused('not-found'),
    upstream: [read(nobody, 404)],
  },
  {
    title: 'activate',
    call: `POST /${inactive}/activate`,
    status: 200,
    answer: { ...changed, organization: { state: 'active' } },
    upstream: [read(inactive), `PATCH ${at(inactive)} 200`],
  },
  {
    title: 'activate what is active',
    call: `POST /${active}/activate`,
    status: 200,
    answer: { ...unchanged, organization: { state: 'active' } },
    upstream: [read(active)],
  },
  {
    title: 'activate what is being deleted',
    call: `POST /${deleting}/activate`,
    status: 409,
    answer: refused('invalid-state-transition', /deleting .*PENDING_DELETION/),
    upstream: [read(deleting)],
  },
  {
    title: 'activate what is archived',
    call: `POST /${archived}/activate`,
    status: 409,
    answer: refused('invalid-state-transition', /archived .*ARCHIVED/),
    upstream: [read(archived)],
  },
  {
    title: 'activate nobody',
    call: `POST /${nobody}/activate`,
    status: 404,
    answer: refused('not-found'),
    upstream: [read(nobody, 404)],
  },

  {
    title: 'delete',
    call: `DELETE /${active}`,
    status: 200,
    answer: { deleted: true, warnings: [], organization: { state: 'deleting' } },
    upstream: [read(active), `DELETE ${at(active)} 200`],
  },
  {
    title: 'delete what is being deleted',
    call: `DELETE /${deleting}`,
    status: 200,
    answer: { deleted: false, organization: { state: 'deleting' } },
    upstream: [read(deleting)],
  },
  {
    title: 'delete nobody',
    call: `DELETE /${nobody}`,
    status: 404,
    answer: refused('not-found'),
    upstream: [read(nobody, 404)],
  },
  {
    title: 'restore',
    call: `POST /${deleting}/restore`,
    status: 200,
    answer: { ...changed, organization: { state: 'active' } },
    upstream: [read(deleting), `POST ${at(deleting)}:undelete 200`],
  },
  {
    title: 'restore what was inactive when it was deleted',
    given: [`DELETE /${inactive}`],
    call: `POST /${inactive}/restore`,
    status: 200,
    answer: { ...changed, organization: { state: 'inactive' } },
    upstream: [read(inactive), `POST ${at(inactive)}:undelete 200`],
  },
  {
    title: 'restore what is active',
    call: `POST /${active}/restore`,
    status: 200,
    answer: { ...unchanged, organization: { state: 'active' } },
    upstream: [read(active)],
  },
  {
    title: 'restore what is archived',
    call: `POST /${archived}/restore`,
    status: 409,
    answer: refused('invalid-state-transition', /archived .*ARCHIVED/),
    upstream: [read(archived)],
  },
  {
    title: 'restore nobody',
    call: `POST /${nobody}/restore`,
    status: 404,
    answer: refused('not-found'),
    upstream: [read(nobody, 404)],
  },
  {
    title: 'purge without acknowledgement',
    call: `POST /${deleting}/purge`,
    status: 409,
    answer: refused('acknowledgement-required', /the organization, .*everything that UserHub keeps/),
    upstream: [],
  },
  {
    title: 'purge',
    call: `POST /${deleting}/purge${acknowledged}`,
    status: 200,
    answer: { deleted: true, warnings: [] },
    upstream: ['GET /admin/v1/organizations/org_6ZqLm3GsCf9hJk 200', `POST ${at(deleting)}:purge 200`],
  },
  {
    title: 'purge what is active',
    call: `POST /${active}/purge${acknowledged}`,
    status: 409,
    answer: refused('invalid-state-transition', /active/),
    upstream: ['GET /admin/v1/organizations/org_28seyVGVL1got6 200', `POST ${at(active)}:purge 400`, read(active)],
  },
  {
    title: 'purge what was purged',
    given: [`POST /${deleting}/purge${acknowledged}`],
    call: `POST /${deleting}/purge${acknowledged}`,
    status: 404,
    answer: refused('not-found'),
    upstream: ['GET /admin/v1/organizations/org_6ZqLm3GsCf9hJk 404', `POST ${at(deleting)}:purge 404`],
  },

  {
    title: 'set an external ID',
    call: `PUT /${active}/external-id`,
    body: { externalId: 'new-one' },
    status: 200,
    answer: { ...changed, organization: { externalId: 'new-one' } },
    upstream: [read(active), `PATCH ${at(active)} 200`],
  },
  {
    title: 'set the external ID that is set',
    call: `PUT /${active}/external-id`,
    body: { externalId: 'acme' },
    status: 200,
    answer: unchanged,
    upstream: [read(active)],
  },
  {
    title: 'set an external ID that another carries',
    call: `PUT /${active}/external-id`,
    body: { externalId: 'aozora' },
    status: 409,
    answer: refused('external-id-taken'),
    upstream: [read(active), `PATCH ${at(active)} 409`],
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
    upstream: [read(active), `PATCH ${at(active)} 200`],
  },
  {
    title: 'delete an external ID where there is none',
    call: `DELETE /${bare}/external-id`,
    status: 200,
    answer: { ...unchanged, organization: { externalId: null } },
    upstream: [read(bare)],
  },

  {
    title: 'connect',
    call: `POST /${bare}/external-accounts`,
    body: { id: connection },
    status: 200,
    answer: { ...changed, organization: { externalAccounts: [{ id: connection }] } },
    upstream: [read(bare), `POST ${at(bare)}:connect 200`],
  },
  {
    title: 'connect what is connected',
    call: `POST /${active}/external-accounts`,
    body: { id: connection },
    status: 200,
    answer: unchanged,
    upstream: [read(active)],
  },
  {
    title: 'connect to no connection',
    call: `POST /${bare}/external-accounts`,
    body: { id: noConnection },
    status: 404,
    answer: refused('not-found'),
    upstream: [read(bare), `POST ${at(bare)}:connect 404`],
  },
  {
    title: 'disconnect without acknowledgement',
    call: `DELETE /${active}/external-accounts/${connection}`,
    status: 409,
    answer: refused('acknowledgement-required', /payment methods, invoices, subscriptions/),
    upstream: [],
  },
  {
    title: 'disconnect',
    call: `DELETE /${active}/external-accounts/${connection}${acknowledged}`,
    status: 200,
    answer: { ...changed, organization: { externalAccounts: [] } },
    upstream: [`POST ${at(active)}:disconnect 200`],
  },
  {
    title: 'disconnect what is not connected',
    call: `DELETE /${bare}/external-accounts/${connection}${acknowledged}`,
    status: 200,
    answer: unchanged,
    upstream: [`POST ${at(bare)}:disconnect 404`, read(bare)],
  },
  {
    title: 'disconnect nobody',
    call: `DELETE /${nobody}/external-accounts/${connection}${acknowledged}`,
    status: 404,
    answer: refused('not-found'),
    upstream: [`POST ${at(nobody)}:disconnect 404`, read(nobody, 404)],
  },

  {
    title: 'add a member',
    call: `POST /${active}/members`,
    body: { userId: stranger, roles: [plain] },
    status: 201,
    answer: { ...changed, member: { id: stranger, roles: [plain] } },
    upstream: [`GET ${at(active)}/members/${stranger} 404`, `POST ${at(active)}/members 200`],
  },
  {
    title: 'add a member who is one',
    call: `POST /${active}/members`,
    body: { userId: member, roles: [plain] },
    status: 201,
    answer: unchanged,
    upstream: [`GET ${at(active)}/members/${member} 200`],
  },
  {
    title: 'give a member another role',
    call: `PATCH /${active}/members/${member}`,
    body: { roles: [admin] },
    status: 200,
    answer: { ...changed, member: { roles: [admin] } },
    upstream: [`GET ${at(active)}/members/${member} 200`, `PATCH ${at(active)}/members/${member} 200`],
  },
  {
    title: 'give a member the role that it has',
    call: `PATCH /${active}/members/${member}`,
    body: { roles: [plain] },
    status: 200,
    answer: unchanged,
    upstream: [`GET ${at(active)}/members/${member} 200`],
  },
  {
    title: 'give a role to nobody',
    call: `PATCH /${active}/members/${stranger}`,
    body: { roles: [plain] },
    status: 404,
    answer: refused('not-found'),
    upstream: [`GET ${at(active)}/members/${stranger} 404`],
  },
  {
    title: 'remove a member',
    call: `DELETE /${active}/members/${member}`,
    status: 200,
    answer: { deleted: true, warnings: [] },
    upstream: [
      'GET /admin/v1/organizations/org_28seyVGVL1got6/members/usr_9PzVd4MhTs6gFu 200',
      `DELETE ${at(active)}/members/${member} 200`,
    ],
  },
  {
    title: 'remove nobody',
    call: `DELETE /${active}/members/${stranger}`,
    status: 404,
    answer: refused('not-found'),
    upstream: [
      'GET /admin/v1/organizations/org_28seyVGVL1got6/members/usr_2JRcPwpTSP1nyB 404',
      'GET /admin/v1/organizations/org_28seyVGVL1got6 200',
      `DELETE ${at(active)}/members/${stranger} 404`,
    ],
  },
];
