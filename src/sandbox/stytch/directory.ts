import type { Organization, OrganizationEntry, StytchState } from './state.ts';

/** Who holds which alias and claims which email domain, so that no request has to go through thousands of organizations. */
interface Directory {
  readonly externalIds: Map<string, string>;
  readonly slugs: Map<string, string>;
  readonly claims: Map<string, Set<string>>;
}

/** Kept outside the state, which is plain data that the control interface hands out and takes in. */
const directories = new WeakMap<StytchState, Directory>();

function directoryOf(state: StytchState): Directory {
  const known = directories.get(state);
  if (known !== undefined) return known;
  const directory: Directory = { externalIds: new Map(), slugs: new Map(), claims: new Map() };
  for (const { organization } of Object.values(state.organizations)) enter(directory, organization);
  directories.set(state, directory);
  return directory;
}

function enter({ externalIds, slugs, claims }: Directory, organization: Organization): void {
  const id = organization.organization_id;
  slugs.set(organization.organization_slug, id);
  if (organization.organization_external_id !== null) externalIds.set(organization.organization_external_id, id);
  for (const domain of organization.claimed_email_domains) {
    const key = domain.toLowerCase();
    claims.set(key, (claims.get(key) ?? new Set()).add(id));
  }
}

function strike({ externalIds, slugs, claims }: Directory, organization: Organization): void {
  slugs.delete(organization.organization_slug);
  externalIds.delete(organization.organization_external_id ?? '');
  for (const domain of organization.claimed_email_domains) {
    claims.get(domain.toLowerCase())?.delete(organization.organization_id);
  }
}

/** The id of the organization that has this slug. */
export function holderOfSlug(state: StytchState, slug: string): string | undefined {
  return directoryOf(state).slugs.get(slug);
}

/** The id of the organization that has this external id. */
export function holderOfExternalId(state: StytchState, externalId: string): string | undefined {
  return directoryOf(state).externalIds.get(externalId);
}

/** The ids of the organizations that claim this email domain. */
export function claimantsOf(state: StytchState, domain: string): ReadonlySet<string> {
  return directoryOf(state).claims.get(domain.toLowerCase()) ?? new Set();
}

/** Adds an organization. */
export function addOrganization(state: StytchState, entry: OrganizationEntry): void {
  enter(directoryOf(state), entry.organization);
  state.organizations[entry.organization.organization_id] = entry;
}

/** Changes fields of an organization in place. */
export function changeOrganization(
  state: StytchState,
  organization: Organization,
  changes: Partial<Organization>,
): void {
  const directory = directoryOf(state);
  strike(directory, organization);
  Object.assign(organization, changes);
  enter(directory, organization);
}

/** Removes an organization with its members. */
export function removeOrganization(state: StytchState, organization: Organization): void {
  strike(directoryOf(state), organization);
  delete state.organizations[organization.organization_id];
}
