export type AccountType = 'Client' | 'Vendor' | 'Operations';
export type AccountStatus = 'Active' | 'Enabled' | 'Disabled';

export interface Address {
  addressLine1?: string;
  addressLine2?: string;
  postCode?: string;
  city?: string;
  state?: string;
  country?: string;
}

export interface AuditEvent {
  at: string;
  by?: { id: string; name: string };
  of?: { id: string; name: string };
}

export interface Audit {
  created: AuditEvent;
  updated?: AuditEvent;
}

export interface UserGroup {
  id: string;
  name: string;
  description?: string;
  isDefault: boolean;
  modules: { id: string; name: string }[];
}

/** The members of an account that a client may write. */
export interface WritableAccount {
  name: string;
  externalId?: string;
  serviceLevel?: string;
  address: Address;
  technicalSupportEmail?: string;
  website?: string;
  description?: string;
  eligibility?: { client: boolean; partner: boolean };
  defaultLanguageCode?: string;
}

/** An account as answers carry it, before projection. */
export interface Account extends WritableAccount {
  id: string;
  type: AccountType;
  status: AccountStatus;
  externalName?: string;
  externalIds: { pyraTenantId?: string };
  icon: string;
  groups: UserGroup[];
  revision: number;
  audit: Audit;
}

export interface User {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  phone?: object;
  settings?: object;
  status: 'Invited' | 'Active';
}

/** A user's membership of one account. Expiry is not stored: it follows from the time. */
export interface Membership {
  userId: string;
  groupIds: string[];
  status: 'Invited' | 'Active';
  invitation?: { code: string; expiresAt: string };
  notes?: string;
  lastLoginAt?: string;
  revision: number;
  audit: Audit & { invited?: AuditEvent; joined?: AuditEvent };
}

export interface State {
  accounts: Record<string, Account>;
  users: Record<string, User>;
  /** By account id, then by user id. */
  members: Record<string, Record<string, Membership>>;
}

/** The entry under an id that came from outside; safe for names that every object inherits. */
export function entry<Value>(record: Readonly<Record<string, Value>>, id: string): Value | undefined {
  return Object.hasOwn(record, id) ? record[id] : undefined;
}
