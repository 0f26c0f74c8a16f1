import { acknowledged, at, creating, type Mutation } from '../mutation.ts';

const acme = 'org_28seyVGVL1got6';
const bare = 'org_32P6J2tQEaYQDV';
const inactive = 'org_4RnVx8KdTy2wPb';
const marked = 'org_6ZqLm3GsCf9hJk';
const stripe = 'conn_4HdRKnTvPmmjYK';
const stripeEurope = 'conn_7Yd3kQm2ZtWvRb';
const hanako = 'usr_5tYb8LqWnR3xKc';
const admin = 'role_51jav4KK';

const organizations = '/admin/v1/organizations';
const patch = (id: string): string => `PATCH ${organizations}/${id}`;
const named = { id: ['id'], used: ['state'], enums: true } as const;
const person = { id: ['user', 'id'], used: ['state'], enums: true } as const;

export const userhub: readonly Mutation[] = [
  {
    unified: 'createOrganization',
    input: creating({ displayName: 'Fäult & Söhne', externalId: 'fault-1' }),
    write: `POST ${organizations}`,
    chosen: true,
    ...named,
  },
  { unified: 'updateOrganization', input: at(acme, { displayName: 'Acme GmbH' }), write: patch(acme), ...named },
  { unified: 'deleteOrganization', input: at(acme), write: `DELETE ${organizations}/${acme}`, marks: true, ...named },
  { unified: 'activateOrganization', input: at(inactive), write: patch(inactive), ...named },
  { unified: 'deactivateOrganization', input: at(acme), write: patch(acme), ...named },
  { unified: 'restoreOrganization', input: at(marked), write: `POST ${organizations}/${marked}:undelete`, ...named },
  {
    unified: 'purgeOrganization',
    input: at(marked, undefined, { query: acknowledged }),
    write: `POST ${organizations}/${marked}:purge`,
  },
  { unified: 'setExternalId', input: at(bare, { externalId: 'fault-2' }), write: patch(bare), ...named },
  { unified: 'deleteExternalId', input: at(acme), write: patch(acme), ...named },
  {
    unified: 'connectExternalAccount',
    input: at(bare, { id: stripeEurope, externalId: 'cus_Q1' }),
    write: `POST ${organizations}/${bare}:connect`,
    ...named,
  },
  {
    unified: 'disconnectExternalAccount',
    input: at(acme, undefined, { externalAccount: stripe, query: acknowledged }),
    write: `POST ${organizations}/${acme}:disconnect`,
    ...named,
  },
  {
    unified: 'addMember',
    input: at(bare, { userId: hanako, roles: [admin] }),
    write: `POST ${organizations}/${bare}/members`,
    ...person,
  },
  {
    unified: 'updateMember',
    input: at(acme, { roles: [admin] }, { member: hanako }),
    write: `PATCH ${organizations}/${acme}/members/${hanako}`,
    ...person,
  },
  {
    unified: 'removeMember',
    input: at(acme, undefined, { member: hanako }),
    write: `DELETE ${organizations}/${acme}/members/${hanako}`,
  },
];
