import type { ExternalAccount, Member, Organization } from '../unified.ts';
import type { Findings } from './findings.ts';

/** What reading has shown so far, for later steps to start from. */
export interface Shown {
  /** The answer that listed them. */
  listedBy: ReturnType<Findings['last']>;
  organizations: readonly Organization[];
  /** Organizations of different kinds. */
  samples: readonly Organization[];
  /** An organization that has members, and some of them. */
  staffed: { readonly organization: string; readonly members: readonly Member[] } | undefined;
  externalAccount: { readonly organization: string; readonly account: ExternalAccount } | undefined;
}

export const noOrganizations = 'the account has no organizations that could be read';
export const noMembers = 'the account has no members that could be read';
