import { freshId } from './ids.ts';
import type { State, UserGroup } from './state.ts';

/** Modules the sandbox's groups grant. */
export const modules = {
  accountManagement: { id: 'MOD-1756', name: 'Account Management' },
  accessManagement: { id: 'MOD-0478', name: 'Access Management' },
  billing: { id: 'MOD-9042', name: 'Billing' },
} as const;

/** The group every account gets with its creation and keeps for its life. */
export function administrators(id: string): UserGroup {
  return {
    id,
    name: 'Administrators',
    description: 'Members with all rights in the account',
    isDefault: true,
    modules: [{ ...modules.accountManagement }, { ...modules.accessManagement }],
  };
}

/** The default group of a new account, under a free id. */
export function defaultGroup(state: State): UserGroup {
  const taken = new Set(Object.values(state.accounts).flatMap((account) => account.groups.map(({ id }) => id)));
  return administrators(freshId('UGR', (id) => taken.has(id)));
}
