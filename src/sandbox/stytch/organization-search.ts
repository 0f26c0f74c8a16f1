import type { Exchange, Route } from '../emulator.ts';
import { readBody } from './body.ts';
import { checkEmail } from './domains.ts';
import { presentMembers } from './lookup.ts';
import { route } from './route.ts';
import { anyOf, type Filters, oneOf, page, readSearch } from './search.ts';
import type { OrganizationEntry, StytchState } from './state.ts';

const emails = (entry: OrganizationEntry) => presentMembers(entry).map(({ member }) => member.email_address);

const filters: Filters<OrganizationEntry> = {
  subject: 'organization',
  filters: {
    organization_ids: oneOf(({ organization }) => organization.organization_id),
    organization_slugs: oneOf(({ organization }) => organization.organization_slug),
    member_emails: anyOf(emails, checkEmail),
    allowed_domains: anyOf(({ organization }) => organization.email_allowed_domains),
    claimed_email_domains: anyOf(({ organization }) => organization.claimed_email_domains),
    organization_slug_fuzzy: {
      expects: 'fuzzy',
      tooShort: 'organization_search_organization_slug_fuzzy_too_short',
      texts: ({ organization }) => [organization.organization_slug],
    },
    organization_name_fuzzy: {
      expects: 'fuzzy',
      tooShort: 'organization_search_organization_name_fuzzy_too_short',
      texts: ({ organization }) => [organization.organization_name],
    },
    member_email_fuzzy: {
      expects: 'fuzzy',
      tooShort: 'organization_search_member_email_fuzzy_too_short',
      texts: emails,
    },
    allowed_domain_fuzzy: {
      expects: 'fuzzy',
      tooShort: 'organization_search_allowed_domain_fuzzy_too_short',
      texts: ({ organization }) => organization.email_allowed_domains,
    },
    has_active_sso_connection: {
      expects: 'boolean',
      compile:
        (wanted) =>
        ({ organization }) =>
          organization.sso_active_connections.length > 0 === wanted,
    },
    sso_connection_id: {
      expects: 'string',
      compile:
        (wanted) =>
        ({ organization }) =>
          organization.sso_active_connections.some(({ connection_id }) => connection_id === wanted),
    },
  },
};

function search({ request, view }: Exchange<StytchState>): object {
  const wanted = readSearch(readBody(request), filters);
  const { items, results_metadata } = page(Object.values(view.organizations), wanted, view.search_totals_disabled);
  return { organizations: items.map(({ organization }) => organization), results_metadata };
}

/** The search over organizations. */
export const organizationSearchRoutes: readonly Route<StytchState>[] = [route('POST', '/search', 'read', search)];
