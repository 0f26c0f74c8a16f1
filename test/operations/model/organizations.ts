import type { State as SoftwareOneState } from '../../../src/sandbox/softwareone/state.ts';
import type { StytchState } from '../../../src/sandbox/stytch/state.ts';
import { lifecycleState, type UserHubState } from '../../../src/sandbox/userhub/state.ts';
import type { ZitadelState } from '../../../src/sandbox/zitadel/state.ts';

/** How an organization stands, as far as the model goes. */
export interface Standing {
  readonly state: 'active' | 'inactive' | 'deleting' | 'gone';
  readonly externalId: string | null;
}

/** One organization as an emulator holds it. */
export interface Held extends Standing {
  readonly id: string;
  readonly name: string | undefined;
}

export type Action =
  | 'activateOrganization'
  | 'deactivateOrganization'
  | 'setExternalId'
  | 'deleteExternalId'
  | 'deleteOrganization';

/** What the model needs to know of one provider. */
export interface Upstream {
  readonly provider: string;
  /** Seeded organizations to begin with. */
  readonly seeded: readonly string[];
  readonly actions: readonly Action[];
  /** What is left of a deleted organization. */
  readonly deleted: 'deleting' | 'gone';
  /** Whether a new organization gets its external ID in a write of its own. */
  readonly createsInTwo: boolean;
  /** Reads the emulator's own state. */
  readonly organizations: (state: never) => readonly Held[];
}

const externalIds = ['setExternalId', 'deleteExternalId'] as const;
const states = ['activateOrganization', 'deactivateOrganization'] as const;
const userhubStates = { ACTIVE: 'active', DISABLED: 'inactive', PENDING_DELETION: 'deleting' } as const;

export const upstreams: readonly Upstream[] = [
  {
    provider: 'userhub',
    seeded: ['org_28seyVGVL1got6', 'org_4RnVx8KdTy2wPb'],
    actions: [...externalIds, ...states, 'deleteOrganization'],
    deleted: 'deleting',
    createsInTwo: false,
    organizations: ({ organizations }: UserHubState) =>
      organizations.map((each) => ({
        id: each.id,
        name: each.profile.displayName,
        state: userhubStates[lifecycleState(each) as keyof typeof userhubStates],
        externalId: each.profile.uniqueId || null,
      })),
  },
  {
    provider: 'softwareone',
    seeded: ['ACC-2000-0001', 'ACC-2000-0003'],
    actions: [...externalIds, ...states],
    deleted: 'gone',
    createsInTwo: false,
    organizations: ({ accounts }: SoftwareOneState) =>
      Object.values(accounts).map(({ id, name, status, externalId }) => ({
        id,
        name,
        state: status === 'Disabled' ? 'inactive' : 'active',
        externalId: externalId || null,
      })),
  },
  {
    provider: 'stytch',
    seeded: [
      'organization-test-11111111-0000-4000-8000-111111111111',
      'organization-test-33333333-0000-4000-8000-333333333333',
    ],
    actions: [...externalIds, 'deleteOrganization'],
    deleted: 'gone',
    createsInTwo: false,
    organizations: ({ organizations }: StytchState) =>
      Object.values(organizations).map(({ organization }) => ({
        id: organization.organization_id,
        name: organization.organization_name,
        state: 'active',
        externalId: organization.organization_external_id,
      })),
  },
  {
    provider: 'zitadel',
    seeded: ['310000000000000003', '310000000000000004'],
    actions: [...externalIds, ...states, 'deleteOrganization'],
    deleted: 'gone',
    createsInTwo: true,
    organizations: ({ organizations }: ZitadelState) =>
      Object.values(organizations).map(({ id, name, state, metadata }) => ({
        id,
        name,
        state: state === 'ACTIVE' ? 'active' : 'inactive',
        externalId: decoded(metadata.orgway_external_id?.value),
      })),
  },
];

const decoded = (value: string | undefined): string | null =>
  value === undefined ? null : Buffer.from(value, 'base64').toString('utf8');

/** How an organization stands after an action on it. */
export function after(action: Action, { deleted }: Upstream, externalId: string, standing: Standing): Standing {
  switch (action) {
    case 'activateOrganization':
      return { ...standing, state: 'active' };
    case 'deactivateOrganization':
      return { ...standing, state: 'inactive' };
    case 'setExternalId':
      return { ...standing, externalId };
    case 'deleteExternalId':
      return { ...standing, externalId: null };
    case 'deleteOrganization':
      return deleted === 'gone' ? gone : { ...standing, state: deleted };
  }
}

export const gone: Standing = { state: 'gone', externalId: null };
