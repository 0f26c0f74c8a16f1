import { because, type Unmapped } from '../translation/unmapped.ts';

const signIn = 'Settings of how members sign in are no part of the life of an organization.';

export default {
  unread: {
    ...because(
      signIn,
      'Organization/auth_methods Organization/allowed_auth_methods Organization/mfa_policy Organization/mfa_methods Organization/allowed_mfa_methods Organization/sso_active_connections Organization/sso_default_connection_id',
    ),
    ...because(
      'Settings of who may join, and how, are kept in Stytch; of them domains shows the e-mail domains only.',
      'Organization/allowed_oauth_tenants Organization/email_invites Organization/email_jit_provisioning Organization/oauth_tenant_jit_provisioning Organization/sso_jit_provisioning Organization/sso_jit_provisioning_allowed_connections',
    ),
    ...because(
      'Not the domains of who may join, which domains shows: they keep their addresses out of other organizations.',
      'Organization/claimed_email_domains',
    ),
    ...because(
      'Which Connected Apps may be used is no part of the life of an organization; they are no external accounts.',
      'Organization/allowed_first_party_connected_apps Organization/allowed_third_party_connected_apps Organization/first_party_connected_apps_allowed_type Organization/third_party_connected_apps_allowed_type',
    ),
    ...because(
      'The definitions of roles, and the rules that give them; a member shows the roles that came of it.',
      'Organization/custom_roles Organization/rbac_email_implicit_role_assignments',
    ),
    ...because(
      'A directory connection is no external account of the organization.',
      'Organization/scim_active_connection',
    ),
    ...because(
      'The second factor of a member is a matter of signing in, of which the unified member tells nothing.',
      'Member/default_mfa_method Member/mfa_enrolled Member/mfa_phone_number Member/mfa_phone_number_verified Member/totp_registration_id',
    ),
    ...because(
      "Ids of a member's means of signing in and of its directory entry.",
      'Member/member_password_id Member/oauth_registrations Member/scim_registration Member/sso_registrations',
    ),
    ...because(
      'A lock after failed sign-ins passes by itself and leaves the status of the membership as it is.',
      'Member/is_locked Member/lock_created_at Member/lock_expires_at',
    ),
    ...because('Repeats that stytch_admin is among the roles.', 'Member/is_admin'),
    ...because('An exception from the sign-in policy, which is not shown either.', 'Member/is_breakglass'),
    ...because(
      'Addresses that the member had before: the unified member has the present one only.',
      'Member/retired_email_addresses',
    ),
    ...because('The unified member has no external ID.', 'Member/external_id'),
    ...because('The unified member has no metadata.', 'Member/trusted_metadata Member/untrusted_metadata'),
    ...because('Repeats the id of the member next to it.', 'MemberCreatedResponse/member_id MemberResponse/member_id'),
    ...because(
      'The organization of the members, which nobody asked for.',
      'MemberCreatedResponse/organization MemberResponse/organization SearchMembersResponse/organizations',
    ),
    ...because(
      'Which connection, group or domain gave a role; whether it can be taken away shows in the type.',
      'MemberRoleSource/details',
    ),
    ...because('Unified lists tell no total, and Stytch may switch it off.', 'ResultsMetadata/total'),
  },
  unwritten: {
    ...because(
      'Stytch organizations have no such field.',
      'organization/address organization/currencyCode organization/description organization/email organization/languageCode organization/phoneNumber organization/regionCode organization/timeZone organization/website',
    ),
    ...because(
      'Stytch organizations have no state, so neither a reason for it nor a word.',
      'organization/stateReason organization/upstreamState',
    ),
    ...because(
      'Stytch counts members in an operation of its own, which would take a call for each organization.',
      'organization/memberCount',
    ),
    ...because('A member belongs to one organization and is the person there: no other id is shown.', 'member/userId'),
    ...because(
      'Stytch organizations have no external accounts: SSO, SCIM and Connected Apps are something else.',
      'organization/externalAccounts externalAccount/adminUrl externalAccount/balanceAmount externalAccount/createTime externalAccount/currencyCode externalAccount/displayName externalAccount/email externalAccount/externalId externalAccount/id externalAccount/state externalAccount/system externalAccount/updateTime externalAccount/upstreamState',
    ),
  },
} satisfies Unmapped;
