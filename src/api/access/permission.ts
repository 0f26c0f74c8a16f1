import unified from '../../generated/documents/orgway.json' with { type: 'json' };

/** One right of a caller, as `x-permissions` of the unified document lists them. */
export type Permission = keyof (typeof unified)['x-permissions'];

/** Every permission there is. */
export const permissions = Object.keys(unified['x-permissions']) as readonly Permission[];

/** The permissions among some words; others mean nothing here. */
export const permissionsAmong = (words: readonly string[]): ReadonlySet<Permission> =>
  new Set(permissions.filter((each) => words.includes(each)));
