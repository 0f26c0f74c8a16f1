import { Refused } from './answers.ts';
import { type Body, field, isObject, isTexts, text, texts } from './body.ts';
import { checkDomain, checkDomains } from './domains.ts';
import type { ErrorType } from './error-types.ts';
import type { Organization } from './state.ts';

const openness = ['ALL_ALLOWED', 'RESTRICTED', 'NOT_ALLOWED'];
const choices = {
  sso_jit_provisioning: [openness, 'invalid_organization_auth_factor_setting'],
  email_jit_provisioning: [
    ['RESTRICTED', 'NOT_ALLOWED'],
    'invalid_organization_auth_factor_setting_for_email_jit_provisioning',
  ],
  email_invites: [openness, 'invalid_organization_auth_factor_setting'],
  auth_methods: [['ALL_ALLOWED', 'RESTRICTED'], 'invalid_organization_auth_method_settings'],
  mfa_policy: [['REQUIRED_FOR_ALL', 'OPTIONAL'], 'invalid_organization_mfa_policy'],
  mfa_methods: [['ALL_ALLOWED', 'RESTRICTED'], 'invalid_organization_mfa_factor_setting'],
  oauth_tenant_jit_provisioning: [
    ['RESTRICTED', 'NOT_ALLOWED'],
    'invalid_organization_auth_factor_setting_for_oauth_tenant_jit_provisioning',
  ],
  first_party_connected_apps_allowed_type: [openness, 'bad_request'],
  third_party_connected_apps_allowed_type: [openness, 'bad_request'],
} as const satisfies Partial<Record<keyof Organization, readonly [readonly string[], ErrorType]>>;

const authMethods = [
  'sso',
  'magic_link',
  'email_otp',
  'password',
  'google_oauth',
  'microsoft_oauth',
  'slack_oauth',
  'github_oauth',
  'hubspot_oauth',
];

/** The settings after which an organization is no longer open to email invites by default; inferred: those about signing in and joining. */
const authSettings = [
  'sso_jit_provisioning',
  'email_allowed_domains',
  'email_jit_provisioning',
  'auth_methods',
  'allowed_auth_methods',
  'mfa_policy',
  'mfa_methods',
  'allowed_mfa_methods',
  'oauth_tenant_jit_provisioning',
  'allowed_oauth_tenants',
];

/** Whether a create request sets anything about signing in and joining. */
export function hasAuthSettings(body: Body): boolean {
  return authSettings.some((name) => field(body, name) !== undefined);
}

/** The settings a request sends, checked one by one. */
export function readSettings(body: Body): Partial<Organization> {
  const settings: Partial<Organization> = {};
  for (const [name, [values, invalid]] of Object.entries(choices)) {
    const value = text(body, name);
    if (value === undefined) continue;
    if (!(values as readonly string[]).includes(value)) throw new Refused(invalid);
    settings[name as keyof typeof choices] = value;
  }
  return Object.assign(settings, given({ ...readLists(body), ...readTenants(body), ...readRoleAssignments(body) }));
}

function given(settings: { [Name in keyof Organization]?: Organization[Name] | undefined }): Partial<Organization> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function readLists(body: Body) {
  const email_allowed_domains = texts(body, 'email_allowed_domains');
  checkDomains(
    email_allowed_domains ?? [],
    'organization_settings_invalid_domain',
    'organization_settings_domain_too_common',
    'organization_settings_duplicate_domain',
  );
  const claimed_email_domains = texts(body, 'claimed_email_domains');
  checkDomains(
    claimed_email_domains ?? [],
    'organization_settings_invalid_claimed_domain',
    'organization_settings_claimed_domain_too_common',
    'organization_settings_duplicate_claimed_domain',
  );
  const allowed_auth_methods = texts(body, 'allowed_auth_methods');
  if (allowed_auth_methods?.some((method) => !authMethods.includes(method)) === true) {
    throw new Refused('invalid_organization_allowed_auth_methods');
  }
  const allowed_mfa_methods = texts(body, 'allowed_mfa_methods');
  if (allowed_mfa_methods?.some((method) => method !== 'sms_otp' && method !== 'totp') === true) {
    throw new Refused('invalid_organization_allowed_mfa_methods');
  }
  return {
    email_allowed_domains,
    claimed_email_domains,
    allowed_auth_methods,
    allowed_mfa_methods,
    allowed_first_party_connected_apps: texts(body, 'allowed_first_party_connected_apps'),
    allowed_third_party_connected_apps: texts(body, 'allowed_third_party_connected_apps'),
  };
}

function readTenants(body: Body) {
  const tenants = field(body, 'allowed_oauth_tenants');
  if (tenants === undefined) return {};
  if (!isObject(tenants)) throw new Refused('invalid_oauth_allowed_tenants_format');
  for (const [provider, ids] of Object.entries(tenants)) {
    if (!['slack', 'hubspot', 'github'].includes(provider) || !isTexts(ids)) {
      throw new Refused('invalid_oauth_allowed_tenants_format');
    }
  }
  return { allowed_oauth_tenants: tenants as Record<string, string[]> };
}

function readRoleAssignments(body: Body) {
  const assignments = field(body, 'rbac_email_implicit_role_assignments');
  if (assignments === undefined) return {};
  if (!Array.isArray(assignments)) throw new Refused('bad_request');
  const rbac_email_implicit_role_assignments = assignments.map((assignment: unknown) => {
    if (!isObject(assignment)) throw new Refused('bad_request');
    const domain = text(assignment, 'domain') ?? '';
    const role_id = text(assignment, 'role_id') ?? '';
    checkDomain(domain, 'rbac_invalid_domain', 'rbac_domain_too_common');
    if (role_id === '') throw new Refused('empty_rbac_role_id');
    return { domain, role_id };
  });
  return { rbac_email_implicit_role_assignments };
}

/** The settings about SSO connections, which only an update takes. */
export function readConnectionSettings(body: Body, organization: Organization): Partial<Organization> {
  const known = organization.sso_active_connections.map(({ connection_id }) => connection_id);
  const allowed = texts(body, 'sso_jit_provisioning_allowed_connections');
  if (allowed?.some((id) => !known.includes(id)) === true) throw new Refused('sso_connection_not_found');
  const preferred = text(body, 'sso_default_connection_id');
  if (preferred !== undefined && preferred !== '' && !known.includes(preferred)) {
    throw new Refused('invalid_sso_default_connection_id');
  }
  return given({
    sso_jit_provisioning_allowed_connections: allowed,
    sso_default_connection_id: preferred === '' ? null : preferred,
  });
}

/**
 * Refuses settings that contradict each other. Closing every way in is let through: the facts know no rejection of it.
 * The rules about email, SSO and OAuth tenants are inferred from the vendor's error types for them.
 */
export function checkSettings(organization: Organization): void {
  const restricted = (name: keyof typeof choices) => organization[name] === 'RESTRICTED';
  if (restricted('auth_methods') && organization.allowed_auth_methods.length === 0) {
    throw new Refused('allowed_auth_methods_required_for_restricted');
  }
  if (restricted('mfa_methods') && organization.allowed_mfa_methods.length === 0) {
    throw new Refused('allowed_mfa_methods_required_for_restricted');
  }
  const byEmail = restricted('email_invites') || restricted('email_jit_provisioning');
  if (byEmail && organization.email_allowed_domains.length === 0) throw new Refused('invalid_restricted_email_setting');
  if (restricted('sso_jit_provisioning') && organization.sso_jit_provisioning_allowed_connections.length === 0) {
    throw new Refused('invalid_restricted_sso_setting');
  }
  const tenants = Object.values(organization.allowed_oauth_tenants).flat();
  if (restricted('oauth_tenant_jit_provisioning') && tenants.length === 0) {
    throw new Refused('invalid_restricted_oauth_tenants_setting');
  }
}
