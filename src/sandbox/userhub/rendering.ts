import {
  type AccountProfile,
  type AccountRecord,
  type ConnectionRecord,
  lifecycleState,
  type MemberRecord,
  type OrganizationRecord,
  type Profile,
  type RoleRecord,
  type UserHubState,
  type UserRecord,
} from './state.ts';

export type View = 'BASIC' | 'FULL';

// Throughout: what is `undefined` here is left out of the JSON, as API version 2025-05-01 does; earlier ones printed null for objects.

/** An organization as the vendor prints it. */
export function organizationBody(state: UserHubState, organization: OrganizationRecord, view: View): object {
  // inferred: BASIC spares the joins, which are the one reason to offer two views; its samples show no account.
  const full = view === 'FULL';
  return {
    id: organization.id,
    state: lifecycleState(organization),
    ...profileBody(organization.profile),
    accountConnections: full ? organization.accounts.map((account) => accountBody(state, account)) : [],
    subscription: full ? subscriptionBody(organization) : undefined,
    signupTime: organization.profile.signupTime,
    memberCount: memberCount(state, organization),
    disabled: organization.profile.disabled === true ? true : undefined,
    view,
    createTime: organization.createTime,
    updateTime: organization.updateTime,
  };
}

/** A member as the vendor prints it; what it refers to comes in the BASIC view. */
export function memberBody(
  state: UserHubState,
  organization: OrganizationRecord,
  member: MemberRecord,
  view: View,
): object {
  const user = state.users.find(({ id }) => id === member.userId);
  const role = state.roles.find(({ id }) => id === member.roleId);
  const product = member.seated === true ? organization.subscription?.plan.product : undefined;
  return {
    // inferred: a membership is pending deletion while its user is.
    state: user?.deleteTime === undefined ? 'ACTIVE' : 'PENDING_DELETION',
    user: user === undefined ? undefined : userBody(user),
    role: role === undefined ? undefined : roleBody(role),
    seat: product === undefined ? undefined : { product },
    view,
    createTime: member.createTime,
    updateTime: member.updateTime,
  };
}

/** A role as the vendor prints it; booleans are always printed here. */
export function roleBody(role: RoleRecord): object {
  const { sequence: _, createTime, updateTime, ...printed } = role;
  return { ...printed, view: 'BASIC', createTime, updateTime };
}

function userBody(user: UserRecord): object {
  return {
    id: user.id,
    state: lifecycleState(user),
    ...profileBody(user.profile),
    accountConnections: [],
    memberships: [],
    signupTime: user.profile.signupTime,
    disabled: user.profile.disabled === true ? true : undefined,
    view: 'BASIC',
    createTime: user.createTime,
    updateTime: user.updateTime,
  };
}

function profileBody(profile: Profile): object {
  return {
    uniqueId: profile.uniqueId,
    ...contactBody(profile),
    imageUrl: profile.imageUrl,
    currencyCode: profile.currencyCode,
    languageCode: profile.languageCode,
    regionCode: profile.regionCode,
    timeZone: profile.timeZone,
    address: profile.address,
  };
}

/** Samples print a false `…Verified` beside an address or number, and none without. */
function contactBody(contact: Profile | AccountProfile): object {
  return {
    displayName: contact.displayName,
    email: contact.email,
    emailVerified: contact.emailVerified || (contact.email === undefined ? undefined : false),
    phoneNumber: contact.phoneNumber,
    phoneNumberVerified: contact.phoneNumberVerified || (contact.phoneNumber === undefined ? undefined : false),
  };
}

function accountBody(state: UserHubState, account: AccountRecord): object {
  const connection = state.connections.find(({ id }) => id === account.connectionId);
  return {
    connection: connection === undefined ? undefined : connectionBody(connection),
    externalId: account.externalId,
    adminUrl: connection === undefined ? undefined : connection.adminUrl + encodeURIComponent(account.externalId),
    // inferred: the account's states are unpublished but for ACTIVE; DISABLED follows the other resources.
    state: account.profile.disabled === true ? 'DISABLED' : 'ACTIVE',
    ...contactBody(account.profile),
    address: account.profile.address,
    currencyCode: account.profile.currencyCode,
    balanceAmount: account.balanceAmount,
    paymentMethods: [],
    createTime: account.createTime,
    updateTime: account.updateTime,
  };
}

function connectionBody(connection: ConnectionRecord): object {
  return {
    id: connection.id,
    displayName: connection.displayName,
    state: 'ACTIVE',
    type: connection.type,
    providers: [],
    view: 'BASIC',
    createTime: connection.createTime,
    updateTime: connection.updateTime,
  };
}

function subscriptionBody({ subscription }: OrganizationRecord): object | undefined {
  if (subscription === undefined) return undefined;
  const { connectionId: _, ...printed } = subscription;
  return printed;
}

/** Disabled users count, users marked for deletion do not. */
function memberCount(state: UserHubState, { members }: OrganizationRecord): number {
  const leaving = state.users.filter((user) => user.deleteTime !== undefined && Object.hasOwn(members, user.id));
  return Object.keys(members).length - leaving.length;
}
