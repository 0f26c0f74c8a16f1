import { randomInt } from 'node:crypto';

/** Everything one emulated instance holds. All times are microseconds since the epoch, so that no two events share one. */
export interface ZitadelState {
  /** Id of the instance; the resource owner of a removed organization. */
  readonly instance: string;
  /** Suffix of every generated organization domain. */
  readonly instanceDomain: string;
  /** The organization that must not be deleted. */
  defaultOrganization: string;
  /** The organization that owns the project ZITADEL itself lives in; it must not be deleted either. */
  projectOrganization: string;
  /** The service account behind the sandbox's token, and the organization it lives in. */
  caller: { user: string; organization: string };
  /** How the caller proves itself to the token endpoint, and the tokens it got there. */
  oauth: TokenIssuer;
  /** Time of the latest event. */
  latestEvent: number;
  organizations: Record<string, Organization>;
  users: Record<string, User>;
  /** Unique constraint on names: lower-case name to organization id. */
  names: Record<string, string>;
  /** Unique constraint on verified domains: domain to organization id. */
  domains: Record<string, string>;
  /** Removed organizations: id to the time of removal. Their ids are never free again. */
  removed: Record<string, number>;
}

/** The part of the vendor that issues access tokens, for the one service user there is. */
export interface TokenIssuer {
  secret: string;
  /** Public keys in PEM, by their ids. */
  keys: Record<string, string>;
  tokenLifetimeSeconds: number;
  /** Issued tokens, with the time they end in milliseconds, and whether they are for the vendor's APIs. */
  tokens: Record<string, { readonly ends: number; readonly forApi: boolean }>;
}

/** What an event stream's read model always carries. */
export interface Recorded {
  readonly creationDate: number;
  changeDate: number;
  sequence: number;
}

export interface Organization extends Recorded {
  readonly id: string;
  name: string;
  state: 'ACTIVE' | 'INACTIVE';
  primaryDomain: string;
  /** Verified domains, the primary one among them. */
  domains: string[];
  /** Sequence of the organization's latest event; metadata and members have events that leave `sequence` alone. */
  events: number;
  metadata: Record<string, Metadata>;
}

export interface Metadata extends Recorded {
  /** Standard base64 with padding. */
  value: string;
}

export interface User extends Recorded {
  readonly id: string;
  readonly organization: string;
  state: 'ACTIVE' | 'INACTIVE' | 'DELETED' | 'LOCKED' | 'SUSPEND' | 'INITIAL';
  username: string;
  human?: Human;
  machine?: Machine;
}

export interface Human {
  givenName: string;
  familyName: string;
  nickName: string;
  displayName: string;
  preferredLanguage: string;
  gender: 'UNSPECIFIED' | 'FEMALE' | 'MALE' | 'DIVERSE';
  email: string;
  emailVerified: boolean;
  phone: string;
  phoneVerified: boolean;
  passwordChangeRequired: boolean;
  passwordChanged?: number;
}

export interface Machine {
  name: string;
  description: string;
  hasSecret: boolean;
  accessTokenType: 'BEARER' | 'JWT';
}

/** The time of a new event: now, and later than every event before it. */
export function nextEvent(state: ZitadelState): number {
  const now = Date.now() * 1000 + randomInt(1000);
  state.latestEvent = Math.max(now, state.latestEvent + 1);
  return state.latestEvent;
}
