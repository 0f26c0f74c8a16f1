import { acknowledged, at, creating, type Mutation } from '../mutation.ts';

const acme = 'organization-test-11111111-0000-4000-8000-111111111111';
const bjorn = 'member-test-22222222-0000-4000-8000-222222222222';

const organizations = '/v1/b2b/organizations';
const ofOrganization = {
  id: ['organization', 'organization_id'],
  used: ['organization', 'organization_name'],
  enums: true,
} as const;
const ofMember = { id: ['member', 'member_id'], used: ['member', 'name'], enums: true } as const;

export const stytch: readonly Mutation[] = [
  {
    unified: 'createOrganization',
    input: creating({ displayName: 'Fäult & Söhne', externalId: 'fault-1' }),
    write: `POST ${organizations}`,
    chosen: true,
    ...ofOrganization,
  },
  {
    unified: 'updateOrganization',
    input: at(acme, { displayName: 'Acme GmbH', metadata: { plan: null, seats: 7 } }),
    write: `PUT ${organizations}/${acme}`,
    ...ofOrganization,
  },
  {
    unified: 'deleteOrganization',
    input: at(acme, undefined, { query: acknowledged }),
    write: `DELETE ${organizations}/${acme}`,
    id: ['organization_id'],
  },
  {
    unified: 'setExternalId',
    input: at(acme, { externalId: 'fault-2' }),
    write: `PUT ${organizations}/${acme}`,
    ...ofOrganization,
  },
  {
    unified: 'deleteExternalId',
    input: at(acme),
    write: `DELETE ${organizations}/${acme}/external_id`,
    ...ofOrganization,
  },
  {
    unified: 'addMember',
    input: at(acme, { email: 'fault@acme.example', displayName: 'Fay Ult' }),
    write: `POST ${organizations}/${acme}/members`,
    ...ofMember,
    id: ['member', 'organization_id'],
  },
  {
    unified: 'updateMember',
    input: at(acme, { displayName: 'Björn Å.' }, { member: bjorn }),
    write: `PUT ${organizations}/${acme}/members/${bjorn}`,
    ...ofMember,
  },
  {
    unified: 'removeMember',
    input: at(acme, undefined, { member: bjorn }),
    write: `DELETE ${organizations}/${acme}/members/${bjorn}`,
    id: ['member_id'],
  },
];
