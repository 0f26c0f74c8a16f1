/** Free JSON that the customer stores with an object. */
export type Metadata = Record<string, unknown>;

/** The organization as the vendor answers it. */
export interface Organization {
  organization_id: string;
  organization_name: string;
  organization_logo_url: string;
  organization_slug: string;
  sso_jit_provisioning: string;
  sso_jit_provisioning_allowed_connections: string[];
  sso_active_connections: { connection_id: string; display_name: string; identity_provider: string }[];
  email_allowed_domains: string[];
  email_jit_provisioning: string;
  email_invites: string;
  auth_methods: string;
  allowed_auth_methods: string[];
  mfa_policy: string;
  rbac_email_implicit_role_assignments: { domain: string; role_id: string }[];
  mfa_methods: string;
  allowed_mfa_methods: string[];
  oauth_tenant_jit_provisioning: string;
  allowed_oauth_tenants: Record<string, string[]>;
  claimed_email_domains: string[];
  first_party_connected_apps_allowed_type: string;
  allowed_first_party_connected_apps: string[];
  third_party_connected_apps_allowed_type: string;
  allowed_third_party_connected_apps: string[];
  custom_roles: { role_id: string; description: string; permissions: { resource_id: string; actions: string[] }[] }[];
  trusted_metadata: Metadata;
  created_at: string;
  updated_at: string;
  organization_external_id: string | null;
  sso_default_connection_id: string | null;
  scim_active_connection: {
    connection_id: string;
    display_name: string;
    bearer_token_last_four: string;
    bearer_token_expires_at?: string;
  } | null;
}

/** The member as it is stored; the roles and what follows from them are worked out for each answer. */
export interface StoredMember {
  organization_id: string;
  member_id: string;
  email_address: string;
  status: 'pending' | 'invited' | 'active' | 'deleted';
  name: string;
  sso_registrations: { connection_id: string; external_id: string; registration_id: string }[];
  is_breakglass: boolean;
  member_password_id: string;
  oauth_registrations: { provider_type: string; provider_subject: string; member_oauth_registration_id: string }[];
  email_address_verified: boolean;
  mfa_phone_number_verified: boolean;
  totp_registration_id: string;
  retired_email_addresses: { email_id: string; email_address: string }[];
  is_locked: boolean;
  mfa_enrolled: boolean;
  mfa_phone_number: string;
  default_mfa_method: string;
  trusted_metadata: Metadata;
  untrusted_metadata: Metadata;
  created_at: string;
  updated_at: string;
  scim_registration: { connection_id: string; registration_id: string } | null;
  external_id: string | null;
  lock_created_at: string | null;
  lock_expires_at: string | null;
}

export interface MemberEntry {
  /** Place in the order of creation over the whole project; search pages by it. */
  readonly sequence: number;
  /** Role ids assigned to the member itself. */
  assigned_roles: string[];
  readonly member: StoredMember;
}

export interface OrganizationEntry {
  /** Place in the order of creation over the whole project; search pages by it. */
  readonly sequence: number;
  readonly organization: Organization;
  /** By member id, deleted ones included. */
  readonly members: Record<string, MemberEntry>;
}

/** A member session that the vendor's RBAC headers may name. */
export interface Session {
  readonly session_token: string;
  readonly session_jwt: string;
  readonly organization_id: string;
  readonly member_id: string;
}

/** One vendor project. */
export interface StytchState {
  /** The last place given away. */
  sequence: number;
  /** Whether the workspace has search totals switched off: every `total` is then -1. */
  search_totals_disabled: boolean;
  /** By organization id, in the order of creation. */
  organizations: Record<string, OrganizationEntry>;
  sessions: Session[];
}

/** An organization with the vendor's defaults, as it is right after its creation. */
export function blankOrganization(id: string, name: string, slug: string, now: string): Organization {
  return {
    organization_id: id,
    organization_name: name,
    organization_logo_url: '',
    organization_slug: slug,
    sso_jit_provisioning: 'ALL_ALLOWED',
    sso_jit_provisioning_allowed_connections: [],
    sso_active_connections: [],
    email_allowed_domains: [],
    email_jit_provisioning: 'NOT_ALLOWED',
    email_invites: 'ALL_ALLOWED',
    auth_methods: 'ALL_ALLOWED',
    allowed_auth_methods: [],
    mfa_policy: 'OPTIONAL',
    rbac_email_implicit_role_assignments: [],
    mfa_methods: 'ALL_ALLOWED',
    allowed_mfa_methods: [],
    oauth_tenant_jit_provisioning: 'NOT_ALLOWED',
    allowed_oauth_tenants: {},
    claimed_email_domains: [],
    first_party_connected_apps_allowed_type: 'ALL_ALLOWED',
    allowed_first_party_connected_apps: [],
    third_party_connected_apps_allowed_type: 'ALL_ALLOWED',
    allowed_third_party_connected_apps: [],
    custom_roles: [],
    trusted_metadata: {},
    created_at: now,
    updated_at: now,
    organization_external_id: null,
    sso_default_connection_id: null,
    scim_active_connection: null,
  };
}

/** An active member with the vendor's defaults: unset ids are empty strings. */
export function blankMember(organizationId: string, memberId: string, email: string, now: string): StoredMember {
  return {
    organization_id: organizationId,
    member_id: memberId,
    email_address: email,
    status: 'active',
    name: '',
    sso_registrations: [],
    is_breakglass: false,
    member_password_id: '',
    oauth_registrations: [],
    // inferred: an address that only the customer's backend vouches for counts as unverified until the member signs in.
    email_address_verified: false,
    mfa_phone_number_verified: false,
    totp_registration_id: '',
    retired_email_addresses: [],
    is_locked: false,
    mfa_enrolled: false,
    mfa_phone_number: '',
    default_mfa_method: '',
    trusted_metadata: {},
    untrusted_metadata: {},
    created_at: now,
    updated_at: now,
    scim_registration: null,
    external_id: null,
    lock_created_at: null,
    lock_expires_at: null,
  };
}
