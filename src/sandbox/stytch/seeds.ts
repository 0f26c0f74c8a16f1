import { addOrganization } from './directory.ts';
import { newId, timestamp } from './ids.ts';
import {
  blankMember,
  blankOrganization,
  type MemberEntry,
  type Organization,
  type OrganizationEntry,
  type Session,
  type StoredMember,
  type StytchState,
} from './state.ts';

const uuid = (digit: number) => `${String(digit).repeat(8)}-0000-4000-8000-${String(digit).repeat(12)}`;
const organizationId = (digit: number) => `organization-test-${uuid(digit)}`;
const memberId = (digit: number) => `member-test-${uuid(digit)}`;

/** The organization that every example can be tried on. */
export const showcaseOrganization = organizationId(1);

/** Seeded member sessions: an administrator and a plain member of the showcase organization, and an administrator of another one. */
export const seededSessions = {
  administrator: session('acme-administrator', 1, 1),
  plainMember: session('acme-member', 1, 2),
  otherAdministrator: session('sakura-administrator', 2, 5),
} as const satisfies Record<string, Session>;

function session(name: string, organization: number, member: number): Session {
  return {
    session_token: `sandbox-session-${name}`,
    session_jwt: `sandbox.jwt.${name}`,
    organization_id: organizationId(organization),
    member_id: memberId(member),
  };
}

function organizationEntry(
  sequence: number,
  name: string,
  slug: string,
  settings: Partial<Organization>,
  members: readonly MemberEntry[],
): OrganizationEntry {
  const blank = blankOrganization(organizationId(sequence), name, slug, `2026-01-0${sequence}T09:00:00Z`);
  return {
    sequence,
    organization: { ...blank, ...settings },
    members: Object.fromEntries(members.map((entry) => [entry.member.member_id, entry])),
  };
}

function memberEntry(
  digit: number,
  organization: number,
  email: string,
  fields: Partial<StoredMember>,
  assigned_roles: string[] = [],
): MemberEntry {
  const blank = blankMember(organizationId(organization), memberId(digit), email, `2026-02-0${digit}T10:30:00Z`);
  // Members follow the four organizations in the order of creation.
  return { sequence: 4 + digit, assigned_roles, member: { ...blank, ...fields } };
}

/** The project a new sandbox starts with. */
export function seed(): StytchState {
  const entries = [acme(), sakura(), zorya(), nour()];
  return {
    sequence: 13,
    search_totals_disabled: false,
    organizations: Object.fromEntries(entries.map((entry) => [entry.organization.organization_id, entry])),
    sessions: Object.values(seededSessions),
  };
}

function acme(): OrganizationEntry {
  const settings: Partial<Organization> = {
    organization_external_id: 'acme-001',
    organization_logo_url: 'https://acme.example/logo.png',
    trusted_metadata: { plan: 'enterprise' },
  };
  return organizationEntry(1, 'Acme Robotics', 'acme-robotics', settings, [
    memberEntry(
      1,
      1,
      'ada@acme.example',
      {
        name: 'Ada Lovelace',
        external_id: 'staff|1',
        email_address_verified: true,
        member_password_id: `member-password-test-${uuid(1)}`,
        mfa_enrolled: true,
        mfa_phone_number: '+12025550123',
        mfa_phone_number_verified: true,
        totp_registration_id: `totp-registration-test-${uuid(1)}`,
        default_mfa_method: 'totp',
      },
      ['stytch_admin'],
    ),
    memberEntry(2, 1, 'björn@acme.example', { name: 'Björn Ångström', email_address_verified: true }),
    memberEntry(3, 1, 'new.hire@acme.example', { name: 'Nadia Nový', status: 'pending' }),
    memberEntry(4, 1, 'gone@acme.example', { name: 'Gaston Parti', status: 'deleted', email_address_verified: true }),
  ]);
}

function sakura(): OrganizationEntry {
  const connection = `saml-connection-test-${uuid(2)}`;
  const settings: Partial<Organization> = {
    organization_external_id: 'crm|4711',
    email_allowed_domains: ['sakura.example'],
    claimed_email_domains: ['sakura.example'],
    email_invites: 'RESTRICTED',
    email_jit_provisioning: 'RESTRICTED',
    auth_methods: 'RESTRICTED',
    allowed_auth_methods: ['sso', 'magic_link'],
    mfa_policy: 'REQUIRED_FOR_ALL',
    sso_jit_provisioning: 'RESTRICTED',
    sso_jit_provisioning_allowed_connections: [connection],
    sso_active_connections: [{ connection_id: connection, display_name: 'さくら SSO', identity_provider: 'okta' }],
    sso_default_connection_id: connection,
    rbac_email_implicit_role_assignments: [{ domain: 'sakura.example', role_id: 'viewer' }],
    trusted_metadata: { 部門: '営業' },
  };
  return organizationEntry(2, '株式会社さくら 🌸', 'sakura', settings, [
    memberEntry(5, 2, 'yuki@sakura.example', { name: '田中 雪', email_address_verified: true }, ['stytch_admin']),
    memberEntry(6, 2, 'breakglass@sakura.example', { name: '緊急用', is_breakglass: true, status: 'invited' }),
  ]);
}

/** An organization that nobody new can join. */
function zorya(): OrganizationEntry {
  const settings: Partial<Organization> = {
    sso_jit_provisioning: 'NOT_ALLOWED',
    email_invites: 'NOT_ALLOWED',
    first_party_connected_apps_allowed_type: 'NOT_ALLOWED',
    third_party_connected_apps_allowed_type: 'NOT_ALLOWED',
  };
  return organizationEntry(3, 'Пекарня «Зоря»', 'zorya.bakery', settings, [
    memberEntry(7, 3, 'olena@zorya.example', { name: 'Олена', email_address_verified: true }, ['stytch_admin']),
    memberEntry(8, 3, 'taras@zorya.example', { name: 'Тарас', status: 'deleted' }),
  ]);
}

function nour(): OrganizationEntry {
  return organizationEntry(4, 'مختبر النور', 'nour-lab', { organization_external_id: 'nour.lab_4' }, [
    memberEntry(9, 4, 'layla@nour.example', { name: 'ليلى' }),
  ]);
}

/** Adds generated organizations with one member each; every second one has an external id. */
export function populate(state: StytchState, count: number): void {
  for (let added = 0; added < count; added += 1) {
    const sequence = state.sequence + 1;
    const number = String(sequence).padStart(6, '0');
    const now = timestamp();
    const organization = blankOrganization(
      newId('organization'),
      `Generated 組織 ${number}`,
      `generated-${number}`,
      now,
    );
    if (added % 2 === 0) organization.organization_external_id = `generated|${number}`;
    const id = newId('member');
    const member = blankMember(organization.organization_id, id, `member-${number}@generated.example`, now);
    const members = { [id]: { sequence: sequence + 1, assigned_roles: [], member } };
    addOrganization(state, { sequence, organization, members });
    state.sequence = sequence + 1;
  }
}
