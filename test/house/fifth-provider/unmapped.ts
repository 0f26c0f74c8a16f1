import { because, type Unmapped } from '../translation/unmapped.ts';

export default {
  unread: {},
  unwritten: {
    ...because(
      'Tinycrm knows no more of a tenant than its label and whether it is open.',
      'organization/description organization/domains organization/externalId organization/logoUrl organization/memberCount organization/metadata organization/slug organization/stateReason',
    ),
    ...because(
      'Tinycrm does not keep how and where to reach a tenant.',
      'organization/address organization/currencyCode organization/email organization/languageCode organization/phoneNumber organization/regionCode organization/timeZone organization/website',
    ),
    ...because('Tinycrm keeps no times.', 'organization/createTime organization/updateTime'),
    ...because(
      'Tinycrm has no members.',
      'member/createTime member/displayName member/email member/emailVerified member/id member/roles member/state member/updateTime member/upstreamState member/userId',
    ),
    ...because(
      'Tinycrm links tenants to nothing.',
      'organization/externalAccounts externalAccount/adminUrl externalAccount/balanceAmount externalAccount/createTime externalAccount/currencyCode externalAccount/displayName externalAccount/email externalAccount/externalId externalAccount/id externalAccount/state externalAccount/system externalAccount/updateTime externalAccount/upstreamState',
    ),
  },
} satisfies Unmapped;
