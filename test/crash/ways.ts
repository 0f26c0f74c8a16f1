import type { State as SoftwareOneState } from '../../src/sandbox/softwareone/state.ts';
import type { StytchState } from '../../src/sandbox/stytch/state.ts';
import type { OrganizationRecord, UserHubState } from '../../src/sandbox/userhub/state.ts';
import type { ZitadelState } from '../../src/sandbox/zitadel/state.ts';
import { memberPath, type Ways } from './destruction.ts';

const billing = 'conn_4HdRKnTvPmmjYK';
const found = ({ organizations }: UserHubState, id: string): OrganizationRecord | undefined =>
  organizations.find((each) => each.id === id);
const changed =
  (change: (organization: OrganizationRecord) => void) =>
  (state: UserHubState, id: string): void => {
    const organization = found(state, id);
    if (organization === undefined) throw new Error(`there is no ${id}`);
    // Every tenth generated organization is inactive.
    delete organization.profile.disabled;
    change(organization);
  };
const active = changed(() => {});

const userhub: Ways<UserHubState> = {
  provider: 'userhub',
  organizations: ({ organizations }) => organizations.map(({ id }) => id),
  ways: [
    {
      action: 'disconnectExternalAccount',
      method: 'DELETE',
      below: () => `/external-accounts/${billing}`,
      irreversible: true,
      prepare: changed((organization) => {
        const { createTime, updateTime, profile } = organization;
        const externalId = `cus_${organization.id.slice('org_'.length)}`;
        organization.accounts = [{ connectionId: billing, externalId, profile, createTime, updateTime }];
      }),
      done: (state, id) => found(state, id)?.accounts.length === 0,
    },
    {
      action: 'deactivateOrganization',
      method: 'POST',
      below: () => '/deactivate',
      prepare: active,
      done: (state, id) => found(state, id)?.profile.disabled === true,
    },
    {
      action: 'deleteOrganization',
      method: 'DELETE',
      irreversible: true,
      prepare: active,
      done: (state, id) => found(state, id)?.deleteTime !== undefined,
    },
    {
      action: 'purgeOrganization',
      method: 'POST',
      below: () => '/purge',
      irreversible: true,
      prepare: changed((organization) => {
        organization.deleteTime = organization.updateTime;
      }),
      done: (state, id) => found(state, id) === undefined,
    },
    {
      action: 'deleteExternalId',
      method: 'DELETE',
      below: () => '/external-id',
      prepare: active,
      done: (state, id) => !found(state, id)?.profile.uniqueId,
    },
    {
      action: 'removeMember',
      method: 'DELETE',
      below: (state, id) => memberPath(found(state, id)?.members),
      prepare: active,
      done: (state, id) => Object.keys(found(state, id)?.members ?? { left: true }).length === 0,
    },
  ],
};

const working = ({ accounts }: SoftwareOneState, id: string): void => {
  Object.assign(accounts[id] ?? {}, { status: 'Active', externalId: `WW-${id}` });
};

const softwareone: Ways<SoftwareOneState> = {
  provider: 'softwareone',
  organizations: ({ accounts }) => Object.keys(accounts),
  ways: [
    {
      action: 'deactivateOrganization',
      method: 'POST',
      below: () => '/deactivate',
      prepare: working,
      done: ({ accounts }, id) => accounts[id]?.status === 'Disabled',
    },
    {
      action: 'deleteExternalId',
      method: 'DELETE',
      below: () => '/external-id',
      prepare: working,
      done: ({ accounts }, id) => accounts[id] !== undefined && !accounts[id].externalId,
    },
    {
      action: 'removeMember',
      method: 'DELETE',
      below: ({ members }, id) => memberPath(members[id]),
      prepare: working,
      done: ({ members }, id) => Object.keys(members[id] ?? { left: true }).length === 0,
    },
  ],
};

const stytch: Ways<StytchState> = {
  provider: 'stytch',
  organizations: ({ organizations }) => Object.keys(organizations),
  ways: [
    {
      action: 'deleteExternalId',
      method: 'DELETE',
      below: () => '/external-id',
      prepare: ({ organizations }, id) => {
        Object.assign(organizations[id]?.organization ?? {}, { organization_external_id: `crash|${id}` });
      },
      done: ({ organizations }, id) => organizations[id]?.organization.organization_external_id === null,
    },
    {
      action: 'deleteOrganization',
      method: 'DELETE',
      irreversible: true,
      done: ({ organizations }, id) => organizations[id] === undefined,
    },
    {
      action: 'removeMember',
      method: 'DELETE',
      below: ({ organizations }, id) => memberPath(organizations[id]?.members),
      done: ({ organizations }, id) =>
        Object.values(organizations[id]?.members ?? { left: undefined }).every(
          (entry) => entry?.member.status === 'deleted',
        ),
    },
  ],
};

const externalIdKey = 'orgway_external_id';

const zitadel: Ways<ZitadelState> = {
  provider: 'zitadel',
  organizations: ({ organizations }) => Object.keys(organizations),
  ways: [
    {
      action: 'deactivateOrganization',
      method: 'POST',
      below: () => '/deactivate',
      done: ({ organizations }, id) => organizations[id]?.state === 'INACTIVE',
    },
    {
      action: 'deleteOrganization',
      method: 'DELETE',
      irreversible: true,
      done: ({ organizations }, id) => organizations[id] === undefined,
    },
    {
      action: 'deleteExternalId',
      method: 'DELETE',
      below: () => '/external-id',
      prepare: ({ organizations }, id) => {
        const organization = organizations[id];
        if (organization === undefined) throw new Error(`there is no ${id}`);
        const { creationDate, changeDate, sequence } = organization;
        const value = Buffer.from(id).toString('base64');
        organization.metadata[externalIdKey] = { value, creationDate, changeDate, sequence };
      },
      done: ({ organizations }, id) =>
        organizations[id] !== undefined && organizations[id].metadata[externalIdKey] === undefined,
    },
  ],
};

export const ways = { userhub, softwareone, stytch, zitadel };
