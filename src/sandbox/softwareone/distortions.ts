import type { Distortions } from '../emulator.ts';

const enums: Readonly<Record<string, { readonly known: readonly string[]; readonly unknown: string }>> = {
  status: { known: ['Active', 'Enabled', 'Disabled', 'Invited', 'InvitationExpired'], unknown: 'Quarantined' },
  type: { known: ['Client', 'Vendor', 'Operations'], unknown: 'Syndicate' },
  serviceLevel: {
    known: ['Express', 'Elite', 'Dsc', 'Focus', 'Runners', 'Strategics', 'NotApplicable'],
    unknown: 'Zen',
  },
};

/** Answers bent in ways that keep the vendor's shapes. */
export const distortions: Distortions = {
  unknownEnum: (body) =>
    parse(body, (name, value) => {
      const bent = enums[name];
      return bent?.known.includes(String(value)) === true ? bent.unknown : value;
    }),
  otherOrganization: (body) =>
    parse(body, (_name, value) =>
      typeof value === 'string' ? value.replaceAll(/ACC-\d{4}-\d{4}/g, 'ACC-0404-0404') : value,
    ),
};

function parse(body: object, change: (name: string, value: unknown) => unknown): object {
  return JSON.parse(JSON.stringify(body), change) as object;
}
