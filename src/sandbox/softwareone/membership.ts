import { randomBytes } from 'node:crypto';
import { accountIn } from './accounts.ts';
import { event } from './actor.ts';
import { notFound } from './problems.ts';
import { type Account, entry, type Membership, type State, type User, type UserGroup } from './state.ts';

const invitationDays = 7;

/** A membership with what it belongs to. */
export interface Found {
  readonly account: Account;
  readonly user: User;
  readonly membership: Membership;
}

/** The membership that a path's account and user ids mean, or the vendor's 404. */
export function membershipIn(state: State, params: Readonly<Record<string, string>>): Found {
  const account = accountIn(state, params.accountId);
  const membership = entry(state.members[account.id] ?? {}, params.userId ?? '');
  const user = membership && entry(state.users, membership.userId);
  if (membership === undefined || user === undefined) throw notFound();
  return { account, user, membership };
}

/** All memberships of an account, in order of creation. */
export function membershipsOf(state: State, account: Account): Found[] {
  return Object.values(state.members[account.id] ?? {}).flatMap((membership) => {
    const user = entry(state.users, membership.userId);
    return user === undefined ? [] : [{ account, user, membership }];
  });
}

/** An invitation lapses by itself seven days after it was issued or renewed. */
export function statusOf({ status, invitation }: Membership): 'Invited' | 'Active' | 'InvitationExpired' {
  const lapsed = invitation !== undefined && Date.parse(invitation.expiresAt) <= Date.now();
  return status === 'Invited' && lapsed ? 'InvitationExpired' : status;
}

/** A fresh invitation, issued now. */
export function invitation(): NonNullable<Membership['invitation']> {
  return {
    code: randomBytes(16).toString('hex').toUpperCase(),
    expiresAt: new Date(Date.now() + invitationDays * 86_400_000).toISOString(),
  };
}

/** Marks a membership as changed now. */
export function touch(membership: Membership): void {
  membership.revision += 1;
  membership.audit.updated = event();
}

/** The membership as answers carry it, before projection. Modules follow from the groups. */
export function present({ account, user, membership }: Found): object {
  const { id, name, icon, type, status } = account;
  const groups = account.groups.filter((group) => membership.groupIds.includes(group.id));
  const { phone, settings, email, firstName, lastName } = user;
  const standing = statusOf(membership);
  const { code } = membership.invitation ?? {};
  return {
    id: user.id,
    status: standing,
    user: {
      id: user.id,
      name: `${firstName} ${lastName}`,
      email,
      firstName,
      lastName,
      status: user.status,
      phone: phone ?? null,
      settings: settings ?? null,
    },
    groups: groups.map(({ modules: _, ...group }) => group),
    modules: modulesOf(groups),
    account: { id, name, icon, type, status },
    invitation: {
      status: standing,
      url: standing === 'Invited' ? `https://portal.softwareone.example/accept-invite?code=${code}` : null,
      notes: membership.notes ?? null,
    },
    lastLoginAt: membership.lastLoginAt ?? null,
    revision: membership.revision,
    audit: membership.audit,
  };
}

function modulesOf(groups: readonly UserGroup[]): { id: string; name: string }[] {
  return [...new Map(groups.flatMap((group) => group.modules).map((module) => [module.id, module])).values()];
}
