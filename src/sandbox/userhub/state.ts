/** Postal address, as it is stored and printed. */
export interface Address {
  lines?: string[];
  city?: string;
  state?: string;
  postalCode?: string;
  country?: string;
}

/** What a client may say about an organization; users carry the same set. An absent field is an unset one. */
export interface Profile {
  uniqueId?: string;
  displayName?: string;
  email?: string;
  emailVerified?: boolean;
  phoneNumber?: string;
  phoneNumberVerified?: boolean;
  imageUrl?: string;
  currencyCode?: string;
  languageCode?: string;
  regionCode?: string;
  timeZone?: string;
  address?: Address;
  signupTime?: string;
  disabled?: boolean;
}

/** What a client may say about an account in an external system. */
export interface AccountProfile {
  displayName?: string;
  email?: string;
  emailVerified?: boolean;
  phoneNumber?: string;
  phoneNumberVerified?: boolean;
  currencyCode?: string;
  address?: Address;
  disabled?: boolean;
}

/** Where a resource stands in its life; the printed state follows from it. */
export interface Lifecycle {
  readonly profile: Profile;
  archived?: boolean;
  /** Set while the resource is marked for deletion. */
  deleteTime?: string;
}

export interface AccountRecord {
  readonly connectionId: string;
  readonly externalId: string;
  readonly profile: AccountProfile;
  readonly balanceAmount?: string;
  readonly createTime: string;
  updateTime: string;
}

export interface SubscriptionRecord {
  readonly id: string;
  readonly state: string;
  readonly anchorTime: string;
  readonly plan: { readonly id: string; readonly displayName: string; readonly product: ProductRecord };
  /** The connection that bills it: the subscription goes when the organization is disconnected from there. */
  readonly connectionId: string;
}

export interface ProductRecord {
  readonly id: string;
  readonly uniqueId?: string;
  readonly displayName: string;
}

export interface MemberRecord {
  readonly sequence: number;
  readonly userId: string;
  roleId: string;
  /** Whether the member holds a seat of the organization's subscription. */
  readonly seated?: boolean;
  readonly createTime: string;
  updateTime: string;
}

export interface OrganizationRecord extends Lifecycle {
  readonly id: string;
  readonly sequence: number;
  accounts: AccountRecord[];
  subscription?: SubscriptionRecord;
  /** By user id. */
  readonly members: Record<string, MemberRecord>;
  readonly createTime: string;
  updateTime: string;
}

export interface UserRecord extends Lifecycle {
  readonly id: string;
  readonly createTime: string;
  readonly updateTime: string;
}

export interface RoleRecord {
  readonly id: string;
  readonly sequence: number;
  readonly uniqueId: string;
  readonly displayName: string;
  readonly type: string;
  readonly description: string;
  readonly seatPolicy: string;
  readonly permissionSets: readonly string[];
  readonly default: boolean;
  readonly archived: boolean;
  readonly createTime: string;
  readonly updateTime: string;
}

export interface ConnectionRecord {
  readonly id: string;
  readonly displayName: string;
  readonly type: string;
  /** Start of the admin URL of an account; its external id follows. */
  readonly adminUrl: string;
  /** Start of the ids of accounts that UserHub creates there; absent where it cannot create any. */
  readonly newAccountPrefix?: string;
  readonly createTime: string;
  readonly updateTime: string;
}

/** Everything one UserHub tenant holds. */
export interface UserHubState {
  /** The last sequence number given out; it orders what was created within one second. */
  sequence: number;
  /** In order of creation. A list, since V8 is slow to enumerate an object of thousands of keys and every request would do so. */
  organizations: OrganizationRecord[];
  readonly users: readonly UserRecord[];
  readonly roles: readonly RoleRecord[];
  readonly connections: readonly ConnectionRecord[];
}

/** The state the vendor prints. Deletion hides the other states, so that undeleting brings the earlier one back. */
export function lifecycleState({ profile, archived, deleteTime }: Lifecycle): string {
  if (deleteTime !== undefined) return 'PENDING_DELETION';
  if (archived === true) return 'ARCHIVED';
  return profile.disabled === true ? 'DISABLED' : 'ACTIVE';
}

/** Gives out the next sequence number. */
export function nextSequence(state: UserHubState): number {
  state.sequence += 1;
  return state.sequence;
}
