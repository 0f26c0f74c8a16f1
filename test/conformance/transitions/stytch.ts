import { changed, refused, type Transition, unchanged } from './transition.ts';

const organization = (digit: number): string =>
  `organization-test-${`${digit}`.repeat(8)}-0000-4000-8000-${`${digit}`.repeat(12)}`;
const memberNumber = (digit: number): string => organization(digit).replace('organization', 'member');
const acme = organization(1);
const bare = organization(3);
const nobody = organization(9);
const member = memberNumber(2);
const stranger = memberNumber(5);

const at = (id: string): string => `/v1/b2b/organizations/${id}`;
const read = (id: string, status = 200): string => `GET ${at(id)} ${status}`;
const readMember = (id: string, status = 200): string => `GET ${at(acme)}/member?member_id=${id} ${status}`;
const acknowledged = '?acknowledge=irreversible';

export const stytch: readonly Transition[] = [
  {
    title: 'delete without acknowledgement',
    call: `DELETE /${acme}`,
    status: 409,
    answer: refused('acknowledgement-required', /all members.*SSO and SCIM connections/),
    upstream: [],
  },
  {
    title: 'delete',
    call: `DELETE /${acme}${acknowledged}`,
    status: 200,
    answer: { deleted: true, warnings: [] },
    upstream: [read(acme), `DELETE ${at(acme)} 200`],
  },
  {
    title: 'delete what was deleted',
    given: [`DELETE /${acme}${acknowledged}`],
    call: `DELETE /${acme}${acknowledged}`,
    status: 404,
    answer: refused('not-found'),
    upstream: [read(acme, 404)],
  },

  {
    title: 'set an external ID',
    call: `PUT /${acme}/external-id`,
    body: { externalId: 'new-one' },
    status: 200,
    answer: { ...changed, organization: { externalId: 'new-one' } },
    upstream: [read(acme), `PUT ${at(acme)} 200`],
  },
  {
    title: 'set the external ID that is set',
    call: `PUT /${acme}/external-id`,
    body: { externalId: 'acme-001' },
    status: 200,
    answer: unchanged,
    upstream: [read(acme)],
  },
  {
    title: 'set an external ID that another carries',
    call: `PUT /${acme}/external-id`,
    body: { externalId: 'nour.lab_4' },
    status: 409,
    answer: refused('external-id-taken'),
    upstream: [read(acme), `PUT ${at(acme)} 400`],
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
    call: `DELETE /${acme}/external-id`,
    status: 200,
    answer: { ...changed, organization: { externalId: null } },
    upstream: [read(acme), `DELETE ${at(acme)}/external_id 200`],
  },
  {
    title: 'delete an external ID where there is none',
    call: `DELETE /${bare}/external-id`,
    status: 200,
    answer: { ...unchanged, organization: { externalId: null } },
    upstream: [read(bare)],
  },

  {
    title: 'add a member',
    call: `POST /${acme}/members`,
    body: { email: 'new@acme.example', displayName: 'Nový Člen' },
    status: 201,
    answer: { ...changed, member: { email: 'new@acme.example' } },
    upstream: [
      'GET /v1/b2b/organizations/organization-test-11111111-0000-4000-8000-111111111111/member?email_address=new%40acme.example 404',
      `POST ${at(acme)}/members 200`,
    ],
  },
  {
    title: 'add a member who is one',
    call: `POST /${acme}/members`,
    body: { email: 'ada@acme.example' },
    status: 409,
    answer: refused('already-exists'),
    upstream: [
      'GET /v1/b2b/organizations/organization-test-11111111-0000-4000-8000-111111111111/member?email_address=ada%40acme.example 200',
      `POST ${at(acme)}/members 400`,
    ],
  },
  {
    title: 'rename a member',
    call: `PATCH /${acme}/members/${member}`,
    body: { displayName: 'Björn' },
    status: 200,
    answer: { ...changed, member: { displayName: 'Björn' } },
    upstream: [readMember(member), `PUT ${at(acme)}/members/${member} 200`],
  },
  {
    title: 'give a member the name that it has',
    call: `PATCH /${acme}/members/${member}`,
    body: { displayName: 'Björn Ångström' },
    status: 200,
    answer: unchanged,
    upstream: [readMember(member)],
  },
  {
    title: 'rename nobody',
    call: `PATCH /${acme}/members/${stranger}`,
    body: { displayName: 'Björn' },
    status: 404,
    answer: refused('not-found'),
    upstream: [readMember(stranger, 404)],
  },
  {
    title: 'remove a member',
    call: `DELETE /${acme}/members/${member}`,
    status: 200,
    answer: { deleted: true, warnings: [] },
    upstream: [readMember(member), `DELETE ${at(acme)}/members/${member} 200`],
  },
  {
    title: 'remove a member who was removed',
    given: [`DELETE /${acme}/members/${member}`],
    call: `DELETE /${acme}/members/${member}`,
    status: 404,
    answer: refused('not-found'),
    upstream: [readMember(member, 404)],
  },
  {
    title: 'remove nobody',
    call: `DELETE /${acme}/members/${stranger}`,
    status: 404,
    answer: refused('not-found'),
    upstream: [readMember(stranger, 404)],
  },
];
