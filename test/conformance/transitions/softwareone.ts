import { changed, refused, type Transition, unchanged } from './transition.ts';

const active = 'ACC-2000-0001';
const enabled = 'ACC-2000-0002';
const inactive = 'ACC-2000-0003';
const operations = 'ACC-1000-0001';
const nobody = 'ACC-9999-9999';
const member = 'USR-2000-0001';
const stranger = 'USR-2000-0004';
const role = 'UGR-2000-0001';

const at = (id: string): string => `/public/v1/accounts/accounts/${id}`;
const read = (id: string, status = 200): string => `GET ${at(id)}?select=audit ${status}`;
const readMember = (id: string, status = 200): string => `GET ${at(active)}/users/${id}?select=audit ${status}`;

export const softwareone: readonly Transition[] = [
  {
    title: 'deactivate',
    call: `POST /${active}/deactivate`,
    status: 200,
    answer: { ...changed, organization: { state: 'inactive' } },
    upstream: [`POST ${at(active)}/disable 200`],
  },
  {
    title: 'deactivate what is inactive',
    call: `POST /${inactive}/deactivate`,
    status: 200,
    answer: { ...unchanged, organization: { state: 'inactive' } },
    upstream: [`POST ${at(inactive)}/disable 400`, read(inactive)],
  },
  {
    title: 'deactivate what may not be deactivated',
    call: `POST /${operations}/deactivate`,
    status: 409,
    answer: refused('invalid-state-transition', /active .*Enabled/),
    upstream: [`POST ${at(operations)}/disable 400`, read(operations)],
  },
  {
    title: 'deactivate nobody',
    call: `POST /${nobody}/deactivate`,
    status: 404,
    answer: refused('not-found'),
    upstream: [`POST ${at(nobody)}/disable 404`],
  },
  {
    title: 'activate',
    call: `POST /${inactive}/activate`,
    status: 200,
    answer: { ...changed, organization: { state: 'active' } },
    upstream: [`POST ${at(inactive)}/enable 200`],
  },
  {
    title: 'activate what is active',
    call: `POST /${active}/activate`,
    status: 200,
    answer: { ...unchanged, organization: { state: 'active' } },
    upstream: [`POST ${at(active)}/enable 400`, read(active)],
  },
  {
    title: 'activate nobody',
    call: `POST /${nobody}/activate`,
    status: 404,
    answer: refused('not-found'),
    upstream: [`POST ${at(nobody)}/enable 404`],
  },

  {
    title: 'set an external ID',
    call: `PUT /${active}/external-id`,
    body: { externalId: 'new-one' },
    status: 200,
    answer: { ...changed, organization: { externalId: 'new-one' } },
    upstream: [read(active), `PUT ${at(active)} 200`],
  },
  {
    title: 'set the external ID that is set',
    call: `PUT /${active}/external-id`,
    body: { externalId: 'WW-1001111' },
    status: 200,
    answer: unchanged,
    upstream: [read(active)],
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
    upstream: [read(active), `PUT ${at(active)} 200`],
  },
  {
    title: 'delete an external ID where there is none',
    call: `DELETE /${enabled}/external-id`,
    status: 200,
    answer: { ...unchanged, organization: { externalId: null } },
    upstream: [read(enabled)],
  },

  {
    title: 'invite a member',
    call: `POST /${active}/members`,
    body: { email: 'nowy@lodz.example', displayName: 'Nowy Człowiek', roles: [role] },
    status: 201,
    answer: { ...changed, member: { email: 'nowy@lodz.example', state: 'invited' } },
    upstream: [
      'GET /public/v1/accounts/accounts/ACC-2000-0001/users?limit=100&offset=0&order=id&select=audit 200',
      `POST ${at(active)}/users 201`,
    ],
  },
  {
    title: 'invite a member who is one',
    call: `POST /${active}/members`,
    body: { email: 'jadwiga@lodz.example', displayName: 'Jadwiga Żuraw', roles: [role] },
    status: 422,
    answer: refused('upstream-rejected'),
    upstream: [
      'GET /public/v1/accounts/accounts/ACC-2000-0001/users?limit=100&offset=0&order=id&select=audit 200',
      `POST ${at(active)}/users 400`,
    ],
  },
  {
    title: 'give a member the role that it has',
    call: `PATCH /${active}/members/${member}`,
    body: { roles: [role] },
    status: 200,
    answer: unchanged,
    upstream: [readMember(member)],
  },
  {
    title: 'give a role to nobody',
    call: `PATCH /${active}/members/${stranger}`,
    body: { roles: [role] },
    status: 404,
    answer: refused('not-found'),
    upstream: [readMember(stranger, 404)],
  },
  {
    title: 'remove a member',
    call: `DELETE /${active}/members/${member}`,
    status: 200,
    answer: { deleted: true, warnings: [] },
    upstream: [
      'GET /public/v1/accounts/accounts/ACC-2000-0001/users/USR-2000-0001 200',
      `DELETE ${at(active)}/users/${member} 204`,
    ],
  },
  {
    title: 'remove nobody',
    call: `DELETE /${active}/members/${stranger}`,
    status: 404,
    answer: refused('not-found'),
    upstream: [
      'GET /public/v1/accounts/accounts/ACC-2000-0001/users/USR-2000-0004 404',
      'GET /public/v1/accounts/accounts/ACC-2000-0001?select=audit 200',
      `DELETE ${at(active)}/users/${stranger} 404`,
    ],
  },
];
