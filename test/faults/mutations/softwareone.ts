import { at, creating, type Mutation } from '../mutation.ts';

const lodz = 'ACC-2000-0001';
const closed = 'ACC-2000-0003';
const jadwiga = 'USR-2000-0001';
const administrators = 'UGR-2000-0001';
const readers = 'UGR-9000-0001';

const accounts = '/public/v1/accounts/accounts';
const put = (id: string): string => `PUT ${accounts}/${id}`;
const named = { id: ['id'], used: ['status'], enums: true } as const;

export const softwareone: readonly Mutation[] = [
  {
    unified: 'createOrganization',
    input: creating({ displayName: 'Fäult & Söhne', externalId: 'WW-fault-1' }),
    write: `POST ${accounts}`,
    chosen: true,
    ...named,
  },
  { unified: 'updateOrganization', input: at(lodz, { description: 'Freight' }), write: put(lodz), ...named },
  { unified: 'activateOrganization', input: at(closed), write: `POST ${accounts}/${closed}/enable`, ...named },
  { unified: 'deactivateOrganization', input: at(lodz), write: `POST ${accounts}/${lodz}/disable`, ...named },
  { unified: 'setExternalId', input: at(lodz, { externalId: 'WW-fault-2' }), write: put(lodz), ...named },
  { unified: 'deleteExternalId', input: at(lodz), write: put(lodz), ...named },
  {
    unified: 'addMember',
    input: at(lodz, { email: 'new@lodz.example', displayName: 'Nowa Osoba', roles: [administrators] }),
    write: `POST ${accounts}/${lodz}/users`,
    id: ['account', 'id'],
    used: ['user', 'email'],
    enums: true,
  },
  {
    unified: 'updateMember',
    input: at(lodz, { roles: [readers] }, { member: jadwiga }),
    write: `PUT ${accounts}/${lodz}/users/${jadwiga}/groups`,
    id: ['account', 'id'],
    enums: true,
  },
  {
    unified: 'removeMember',
    input: at(lodz, undefined, { member: jadwiga }),
    write: `DELETE ${accounts}/${lodz}/users/${jadwiga}`,
  },
];
