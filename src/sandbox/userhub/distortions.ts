import type { Distortions } from '../emulator.ts';

const enums = ['code', 'seatPolicy', 'state', 'type', 'view'];

/** How a good UserHub answer can be bent. */
export const distortions: Distortions = {
  unknownEnum: (body) => withUnknownEnums(body) as object,
  otherOrganization(body) {
    if (!('id' in body) || typeof body.id !== 'string' || !body.id.startsWith('org_')) return body;
    return { ...body, id: 'org_0therCust0mer9', uniqueId: 'another-customer', displayName: 'Another customer' };
  },
};

function withUnknownEnums(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknownEnums);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      // The `state` of an address is a province.
      if (name === 'address') return [name, inner];
      return [name, enums.includes(name) && typeof inner === 'string' ? 'ORGWAY_UNKNOWN' : withUnknownEnums(inner)];
    }),
  );
}
