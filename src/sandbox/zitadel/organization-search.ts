import { list, message, oneOf } from './decoding.ts';
import { message as encode, readDetails } from './encoding.ts';
import { choice, openChoice } from './enums.ts';
import { type Page, page, paging, textMatches, textMethod } from './listing.ts';
import { text } from './scalars.ts';
import type { Organization, ZitadelState } from './state.ts';

function commonQueries(prefix: 'Org' | 'Organization', states: 'ORG_STATE' | 'ORGANIZATION_STATE', least: number) {
  const value = text({ min: least, max: 200 });
  const state = choice<string>([
    `${states}_UNSPECIFIED`,
    `${states}_ACTIVE`,
    `${states}_INACTIVE`,
    `${states}_REMOVED`,
  ]);
  return {
    nameQuery: message(`${prefix}NameQuery`, { name: value, method: textMethod() }),
    domainQuery: message(`${prefix}DomainQuery`, { domain: value, method: textMethod() }),
    stateQuery: message(`${prefix}StateQuery`, { state }),
    idQuery: message(`${prefix}IDQuery`, { id: value }),
  };
}

const v1Query = oneOf('OrgQuery', 'Query', () => commonQueries('Org', 'ORG_STATE', 0));

const v2Query = oneOf('SearchQuery', 'Query', () => ({
  ...commonQueries('Organization', 'ORGANIZATION_STATE', 1),
  defaultQuery: message('DefaultOrganizationQuery', {}),
}));

/** Request of the admin service's list. */
export const v1SearchRequest = message('ListOrgsRequest', {
  query: paging,
  sortingColumn: openChoice(['ORG_FIELD_NAME_UNSPECIFIED', 'ORG_FIELD_NAME_NAME']),
  queries: list(v1Query),
});

/** Request of the organization service's list. */
export const v2SearchRequest = message('ListOrganizationsRequest', {
  query: paging,
  sortingColumn: openChoice([
    'ORGANIZATION_FIELD_NAME_UNSPECIFIED',
    'ORGANIZATION_FIELD_NAME_NAME',
    'ORGANIZATION_FIELD_NAME_CREATION_DATE',
  ]),
  queries: list(v2Query),
});

type SearchRequest = ReturnType<typeof v1SearchRequest.parse> | ReturnType<typeof v2SearchRequest.parse>;
type Query = ReturnType<typeof v2Query.parse>;

/** The organizations all queries match. */
export function searchOrganizations(view: ZitadelState, request: SearchRequest): Page<Organization> {
  const queries: readonly Query[] = request.queries;
  const found = Object.values(view.organizations).filter((organization) =>
    queries.every((query) => matches(organization, query, view.defaultOrganization)),
  );
  // inferred: without a column the vendor names no order; by creation keeps pages stable
  const byName = request.sortingColumn.endsWith('_NAME_NAME');
  return page(found, request.query, ({ name, creationDate }) => (byName ? name : creationDate));
}

function matches(organization: Organization, query: Query, defaultOrganization: string): boolean {
  if (query === 'none') return true;
  switch (query.kind) {
    case 'nameQuery':
      return textMatches(organization.name, query.value.name, query.value.method);
    case 'domainQuery':
      return organization.domains.some((domain) => textMatches(domain, query.value.domain, query.value.method));
    case 'stateQuery':
      return query.value.state.endsWith(`_STATE_${organization.state}`);
    case 'idQuery':
      return organization.id === query.value.id;
    case 'defaultQuery':
      return organization.id === defaultOrganization;
  }
}

/** An organization as v1 (`ORG_STATE`) or v2 (`ORGANIZATION_STATE`) shows it; the two differ in the state's prefix only. */
export function showOrganization(organization: Organization, states: 'ORG_STATE' | 'ORGANIZATION_STATE'): object {
  return encode({
    id: organization.id,
    details: readDetails(organization, organization.id),
    state: `${states}_${organization.state}`,
    name: organization.name,
    primaryDomain: organization.primaryDomain,
  });
}
