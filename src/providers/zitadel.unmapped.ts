import { because, type Unmapped } from '../translation/unmapped.ts';

export default {
  unread: {
    ...because('The picture of the person: the unified member has none.', 'HumanProfile/avatarUrl'),
    ...because(
      'The parts of the name; displayName is the one that ZITADEL shows.',
      'HumanProfile/familyName HumanProfile/givenName HumanProfile/nickName',
    ),
    ...because('The gender of the person: the unified member has none.', 'HumanProfile/gender'),
    ...because('The language of the person: the unified member has none.', 'HumanProfile/preferredLanguage'),
    ...because(
      'Repeats a field of the user and is not filled in lists.',
      'HumanUser/loginNames HumanUser/preferredLoginName HumanUser/state HumanUser/userId HumanUser/username',
    ),
    ...because(
      'How the person signs in is no part of a membership.',
      'HumanUser/mfaInitSkipped HumanUser/passwordChangeRequired HumanUser/passwordChanged',
    ),
    ...because("The person's own phone number: the unified member has none.", 'HumanUser/phone'),
    ...because(
      'How current the read model was; a late read is settled by what the writes have told.',
      'ListDetails/processedSequence ListDetails/viewTimestamp UserListDetails/processedSequence UserListDetails/timestamp',
    ),
    ...because(
      'Repeats the order that was asked for.',
      'ListOrgsResponse/sortingColumn ListUsersResponse/sortingColumn',
    ),
    ...because(
      'How a machine proves who it is has no unified field.',
      'MachineUser/accessTokenType MachineUser/hasSecret',
    ),
    ...because('The unified member has no description.', 'MachineUser/description'),
    ...because(
      'Made from the name for login names; not a domain of the e-mail addresses of its people.',
      'Org/primaryDomain',
    ),
    ...because(
      'Names the instance and not the organization, and a deletion answers nothing that it could fill.',
      'RemoveOrgResponse/details',
    ),
    ...because(
      'Names to sign in with; members are addressed by id and shown by name and e-mail address.',
      'User/loginNames User/preferredLoginName User/username',
    ),
  },
  unwritten: {
    ...because(
      'ZITADEL organizations have no such field.',
      'organization/address organization/currencyCode organization/description organization/email organization/languageCode organization/phoneNumber organization/regionCode organization/slug organization/stateReason organization/timeZone organization/website',
    ),
    ...because(
      'The domains of an organization are listed by an operation of their own and serve login names.',
      'organization/domains',
    ),
    ...because(
      'The logo is a part of the branding settings, which are read by operations of their own.',
      'organization/logoUrl',
    ),
    ...because(
      'ZITADEL does not count users; to count them would take a call for each organization.',
      'organization/memberCount',
    ),
    ...because(
      'Metadata are single values in bytes, not JSON; the one key that holds the external ID is all that is used.',
      'organization/metadata',
    ),
    ...because('A member is the user, so there is no other id to tell.', 'member/userId'),
    ...because(
      'ZITADEL does not link organizations to accounts in third systems.',
      'organization/externalAccounts externalAccount/adminUrl externalAccount/balanceAmount externalAccount/createTime externalAccount/currencyCode externalAccount/displayName externalAccount/email externalAccount/externalId externalAccount/id externalAccount/state externalAccount/system externalAccount/updateTime externalAccount/upstreamState',
    ),
  },
} satisfies Unmapped;
