import type { Distortions } from '../emulator.ts';

const enumFields = ['state', 'gender', 'accessTokenType'];
const otherId = '399999999999999999';

/** Bends the vendor's shapes. */
export const distortions: Distortions = {
  unknownEnum: (body) =>
    change(body, (key, value) =>
      enumFields.includes(key) && typeof value === 'string' ? value.replace(/_[A-Z]+$/, '_FROZEN') : value,
    ),

  otherOrganization: (body) =>
    change(body, (key, value, owner) => {
      if (key === 'resourceOwner' || key === 'organizationId') return otherId;
      // users and errors have an id of their own
      const isOrganization = 'id' in owner && !('userName' in owner) && !('@type' in owner);
      if (isOrganization && key === 'id') return otherId;
      return isOrganization && key === 'name' ? 'Another organization' : value;
    }),
};

type Change = (key: string, value: unknown, owner: object) => unknown;

function change(body: object, replace: Change): object {
  if (Array.isArray(body)) return body.map((entry) => changed(entry, replace));
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, changed(replace(key, value, body), replace)]),
  );
}

function changed(value: unknown, replace: Change): unknown {
  return typeof value === 'object' && value !== null ? change(value, replace) : value;
}
