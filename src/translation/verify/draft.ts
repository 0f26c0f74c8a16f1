import type { BodyOf } from '../unified.ts';

type Field = keyof BodyOf<'updateOrganization'>;

/**
 * A value for every field of an organization, as plain as values can be, so that no upstream has a reason of its own to refuse or
 * rewrite it. `marker` makes those that must be unique, and what is written for others to see.
 */
export const draftOf = (marker: string): Required<Pick<BodyOf<'updateOrganization'>, Field>> => ({
  displayName: `${marker} renamed`,
  slug: `${marker}-renamed`,
  description: 'Made by orgway contract verify, which removes it.',
  email: `${marker}@example.com`,
  phoneNumber: '+12125550123',
  website: 'https://example.com',
  logoUrl: 'https://example.com/logo.png',
  address: {
    lines: ['1 Example Street', 'Floor 2'],
    city: 'New York',
    region: 'NY',
    postalCode: '10001',
    countryCode: 'US',
  },
  currencyCode: 'USD',
  languageCode: 'en-US',
  regionCode: 'US',
  timeZone: 'America/New_York',
  domains: [`${marker}.example.com`],
  metadata: { orgway: 'verify' },
});
