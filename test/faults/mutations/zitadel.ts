import { acknowledged, at, creating, type Mutation } from '../mutation.ts';

const nordwind = '310000000000000003';
const inactive = '310000000000000004';

const metadata = '/management/v1/metadata/orgway_external_id';
const created = creating({ displayName: 'Fäult & Söhne', externalId: 'fault-1' });
const named = { id: ['details', 'resourceOwner'] } as const;

export const zitadel: readonly Mutation[] = [
  {
    unified: 'createOrganization',
    input: created,
    write: 'POST /management/v1/orgs',
    id: ['id'],
    chosen: true,
    writes: 2,
  },
  { unified: 'createOrganization', input: created, write: `POST ${metadata}`, writes: 2, goesOn: true, ...named },
  {
    unified: 'updateOrganization',
    input: at(nordwind, { displayName: 'Südwind' }),
    write: 'PUT /management/v1/orgs/me',
    ...named,
  },
  {
    unified: 'deleteOrganization',
    input: at(nordwind, undefined, { query: acknowledged }),
    write: `DELETE /admin/v1/orgs/${nordwind}`,
  },
  {
    unified: 'activateOrganization',
    input: at(inactive),
    write: 'POST /management/v1/orgs/me/_reactivate',
    ...named,
  },
  {
    unified: 'deactivateOrganization',
    input: at(nordwind),
    write: 'POST /management/v1/orgs/me/_deactivate',
    ...named,
  },
  { unified: 'setExternalId', input: at(nordwind, { externalId: 'fault-2' }), write: `POST ${metadata}`, ...named },
  { unified: 'deleteExternalId', input: at(nordwind), write: `DELETE ${metadata}`, ...named },
];
