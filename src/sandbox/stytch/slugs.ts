import { Refused } from './answers.ts';
import { type Body, text } from './body.ts';
import { holderOfSlug } from './directory.ts';
import { newId } from './ids.ts';
import type { StytchState } from './state.ts';

/** The slug a request sends for the organization with this id. */
export function readSlug(state: StytchState, body: Body, id: string): string | undefined {
  const slug = text(body, 'organization_slug');
  if (slug === undefined) return undefined;
  if (!/^[A-Za-z0-9._~-]{2,128}$/.test(slug) || !/[A-Za-z0-9]/.test(slug)) {
    throw new Refused('invalid_organization_slug');
  }
  if ((holderOfSlug(state, slug) ?? id) !== id) throw new Refused('organization_slug_already_used');
  return slug;
}

/** A free slug for an organization created without one: from its name where that has Latin letters or digits. */
export function chooseSlug(state: StytchState, name: string): string {
  const stem = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 100)
    .replace(/^-|-$/g, '');
  if (stem.length >= 2 && holderOfSlug(state, stem) === undefined) return stem;
  const unique = newId('organization').slice(-12);
  return stem === '' ? `organization-${unique}` : `${stem}-${unique}`;
}
