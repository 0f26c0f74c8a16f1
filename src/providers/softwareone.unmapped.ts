import { because, type Unmapped } from '../translation/unmapped.ts';

export default {
  unread: {
    ...because(
      'Identifiers that SoftwareOne manages itself; the external ID of callers is externalId.',
      'Account/externalIds',
    ),
    ...because(
      'The name comes from the ERP and goes with its customer number; displayName is what callers write.',
      'Account/externalName',
    ),
    ...because(
      'Relative addresses below the API, from older editions of it; a resource is addressed by its id.',
      'Account/href AccountReference/href AccountUser/href User/href UserGroup/href',
    ),
    ...because(
      'A path below the API that takes the token to fetch, and so no address that a logo could be shown from.',
      'Account/icon AccountReference/icon AccountUser/icon User/icon UserGroup/icon',
    ),
    ...because('Null in every published example of an account and not in the vendor document.', 'Account/logo'),
    ...because('The user groups of the whole account; roles are the groups of one member.', 'Account/groups'),
    ...because(
      'Buyers are the units that place orders, no part of an organization or a membership.',
      'Account/buyers AccountUser/buyers UserGroup/buyers',
    ),
    ...because(
      'Counts the changes in editions of 2026 only; Orgway makes its own etag from what it shows.',
      'Account/revision AccountReference/revision AccountUser/revision User/revision UserGroup/revision',
    ),
    ...because(
      'Single events of the history: the unified resource has the times of creation and of the last change only.',
      'AccountAudit/activated AccountAudit/disabled AccountAudit/enabled AccountUserAudit/access AccountUserAudit/invitationAcceptedAt AccountUserAudit/invited AccountUserAudit/joined AccountUserAudit/login',
    ),
    ...because(
      'Who made a change, and for which account, has no place in unified resources.',
      'AuditEvent/by AuditEvent/of',
    ),
    ...because(
      'Of the account that a member names only the id is compared; the rest repeats the organization.',
      'AccountReference/name AccountReference/status AccountReference/type',
    ),
    ...because(
      'A member is never written back as a whole, so what was withheld from it does not matter.',
      'AccountUser/$meta',
    ),
    ...because(
      'Other accounts of the same person are none of this organization.',
      'AccountUser/accounts User/accounts User/currentAccount',
    ),
    ...because(
      'The unified member does not tell when somebody was last there.',
      'AccountUser/lastLoginAt User/lastLoginAt',
    ),
    ...because('Modules follow from the user groups, which are the roles.', 'AccountUser/modules UserGroup/modules'),
    ...because(
      'Free text about a membership or an invitation: the unified member has no description.',
      'AccountUser/notes Invitation/notes',
    ),
    ...because("The person's own phone number: the unified member has none.", 'AccountUser/phone User/phone'),
    ...because(
      'The language that the person has chosen: the unified member has none.',
      'AccountUser/settings User/settings',
    ),
    ...because('A way to accept the invitation is for the invited person alone.', 'Invitation/code Invitation/url'),
    ...because(
      'Names what all items lack; each account tells by itself what was withheld from it, and lists are never written back.',
      'ListMeta/omitted',
    ),
    ...because('The page that was asked for is known already.', 'Pagination/offset'),
    ...because(
      'The groups in the bare list are not read: the member is read again after the write.',
      'ReplaceAccountUserGroups',
    ),
    ...because('The groups of the person over all accounts; roles are those of the membership.', 'User/groups'),
    ...because(
      'The state of the person in the whole marketplace; that of the membership is what counts.',
      'User/status',
    ),
    ...because(
      'Roles are given by the ids of user groups; what else a group is stays with SoftwareOne.',
      'UserGroup/account UserGroup/default UserGroup/description UserGroup/extensions UserGroup/isDefault UserGroup/logo UserGroup/name UserGroup/users',
    ),
  },
  unwritten: {
    ...because(
      'SoftwareOne accounts have no such field.',
      'organization/currencyCode organization/domains organization/metadata organization/phoneNumber organization/regionCode organization/slug organization/stateReason organization/timeZone',
    ),
    ...because('Logos are only had as files that take the token to fetch.', 'organization/logoUrl'),
    ...because(
      'SoftwareOne does not count members; to count them would take a call for each account.',
      'organization/memberCount',
    ),
    ...because('SoftwareOne does not tell whether an address was verified.', 'member/emailVerified'),
    ...because(
      'Members are addressed by the id of the person wherever it is shown, so there is no other one to tell.',
      'member/userId',
    ),
    ...because(
      'SoftwareOne accounts have no links to external accounts that could be listed.',
      'organization/externalAccounts externalAccount/adminUrl externalAccount/balanceAmount externalAccount/createTime externalAccount/currencyCode externalAccount/displayName externalAccount/email externalAccount/externalId externalAccount/id externalAccount/state externalAccount/system externalAccount/updateTime externalAccount/upstreamState',
    ),
  },
} satisfies Unmapped;
