import { because, type Unmapped } from '../translation/unmapped.ts';

export default {
  unread: {
    ...because('The unified external account has no postal address.', 'AccountConnection/address'),
    ...because(
      'The unified external account has no phone number.',
      'AccountConnection/phoneNumber AccountConnection/phoneNumberVerified',
    ),
    ...because(
      'Of an external account the unified one shows the e-mail address, not whether it was verified.',
      'AccountConnection/emailVerified',
    ),
    ...because(
      'Means of payment are kept by the external system and shown by none of the unified resources.',
      'AccountConnection/paymentMethods',
    ),
    ...because(
      'When UserHub last read from or wrote to the external system, in editions of 2024 only.',
      'AccountConnection/pullTime AccountConnection/pushTime',
    ),
    ...because('The unified external account has no reason for its state.', 'AccountConnection/stateReason'),
    ...because(
      'The integration itself belongs to the whole tenant; an external account shows its id and its type.',
      'Connection/createTime Connection/delegate Connection/displayName Connection/providers Connection/state Connection/stateReason Connection/stripe Connection/uniqueId Connection/updateTime',
    ),
    ...because(
      'Unified lists go forward only.',
      'ListMembersResponse/previousPageToken ListOrganizationsResponse/previousPageToken',
    ),
    ...because('Seats are a matter of subscriptions, of which unified resources show nothing.', 'Member/seat'),
    ...because(
      'Tells how much of the record is shown, and only since the edition of May 2025.',
      'Connection/view Member/view Organization/view Role/view User/view',
    ),
    ...because(
      'Whether the contact of an organization was verified has no unified field.',
      'Organization/emailVerified Organization/phoneNumberVerified',
    ),
    ...because(
      'When somebody signed up has no unified field; createTime tells when the record was made.',
      'Organization/signupTime User/signupTime',
    ),
    ...because(
      'Subscriptions are no part of an organization or a membership here.',
      'Organization/subscription User/subscription',
    ),
    ...because(
      'Roles are given by their ids; what a role allows and how it is called stays with UserHub.',
      'Role/archived Role/createTime Role/default Role/description Role/displayName Role/permissionSets Role/seatPolicy Role/type Role/updateTime',
    ),
    ...because(
      'The state of the person in the whole tenant; that of the membership is what counts.',
      'User/disabled User/state User/stateReason',
    ),
    ...because('The times of a member are those of the membership.', 'User/createTime User/updateTime'),
    ...because(
      "The person's own address, phone number, picture and locale: the unified member has none.",
      'User/address User/currencyCode User/imageUrl User/languageCode User/phoneNumber User/phoneNumberVerified User/regionCode User/timeZone',
    ),
    ...because('Memberships of the person in other organizations are none of this one.', 'User/memberships'),
    ...because('The unified member has no external ID.', 'User/uniqueId'),
  },
  unwritten: {
    ...because(
      'UserHub organizations have no such field.',
      'organization/description organization/domains organization/metadata organization/slug organization/website',
    ),
    ...because('A UserHub member has no id of its own: it is addressed by the id of the person.', 'member/userId'),
  },
} satisfies Unmapped;
