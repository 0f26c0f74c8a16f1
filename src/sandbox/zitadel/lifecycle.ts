import { refusal } from './errors.ts';
import { newId } from './ids.ts';
import { checkFree, generatedDomain, trimmedName } from './names.ts';
import { lookup, put } from './records.ts';
import { nextEvent, type Organization, type ZitadelState } from './state.ts';

/** Adds an organization under a free name. Its stream starts with four events: added, domain added, verified, made primary. */
export function createOrganization(
  state: ZitadelState,
  request: { readonly name: string; readonly id?: string | undefined },
  blank: 'EVENT-Mf9sd' | 'ORG-mruNY',
): Organization {
  const name = trimmedName(request.name, blank);
  const domain = generatedDomain(name, state.instanceDomain);
  const id = request.id ?? newId();
  // inferred: the id of a removed organization stays taken, because its events stay
  const idTaken = lookup(state.organizations, id) !== undefined || lookup(state.removed, id) !== undefined;
  if (idTaken) throw refusal('V3-DKcYh');
  checkFree(state, name, domain, id);
  const time = nextEvent(state);
  const organization: Organization = {
    id,
    name,
    state: 'ACTIVE',
    primaryDomain: domain,
    domains: [domain],
    creationDate: time,
    changeDate: time,
    sequence: 4,
    events: 4,
    metadata: {},
  };
  put(state.organizations, id, organization);
  put(state.names, name.toLowerCase(), id);
  put(state.domains, domain, id);
  return organization;
}

/** Renames; the generated domain follows the name. `sameName` says what an unchanged name does. */
export function renameOrganization(
  state: ZitadelState,
  id: string,
  requested: string,
  sameName: 'refuse' | 'accept',
): Organization {
  const name = trimmedName(requested, 'EVENT-Mf9sd');
  const organization = lookup(state.organizations, id);
  if (organization === undefined) throw refusal('ORG-1MRds');
  if (organization.name === name) {
    if (sameName === 'accept') return organization;
    throw refusal('ORG-4VSdf');
  }
  const oldDomain = generatedDomain(organization.name, state.instanceDomain);
  const newDomain = generatedDomain(name, state.instanceDomain);
  checkFree(state, name, newDomain, id);
  delete state.names[organization.name.toLowerCase()];
  put(state.names, name.toLowerCase(), id);
  organization.name = name;
  const moved = oldDomain !== newDomain && organization.domains.includes(oldDomain);
  if (moved) moveDomain(state, organization, oldDomain, newDomain);
  // changed, and where the domain moves: added, verified, made primary, removed
  recordEvents(organization, moved ? 5 : 1, nextEvent(state));
  return organization;
}

function moveDomain(state: ZitadelState, organization: Organization, from: string, to: string): void {
  delete state.domains[from];
  put(state.domains, to, organization.id);
  organization.domains = [...organization.domains.filter((domain) => domain !== from && domain !== to), to];
  if (organization.primaryDomain === from) organization.primaryDomain = to;
}

/** ACTIVE to INACTIVE, and nothing else. */
export function deactivateOrganization(state: ZitadelState, id: string): Organization {
  const organization = lookup(state.organizations, id);
  if (organization === undefined) throw refusal('ORG-oL9nT');
  if (organization.state === 'INACTIVE') throw refusal('EVENT-Dbs2g');
  organization.state = 'INACTIVE';
  recordEvents(organization, 1, nextEvent(state));
  return organization;
}

/** INACTIVE to ACTIVE, and nothing else. */
export function reactivateOrganization(state: ZitadelState, id: string): Organization {
  const organization = lookup(state.organizations, id);
  if (organization === undefined) throw refusal('ORG-Dgf3g');
  if (organization.state === 'ACTIVE') throw refusal('EVENT-bfnrh');
  organization.state = 'ACTIVE';
  recordEvents(organization, 1, nextEvent(state));
  return organization;
}

/** What a removal leaves to tell. */
export interface Removal {
  readonly sequence: number;
  readonly time: number;
}

/** Removes an organization with its users and frees its name and domains; `undefined` when there is none by this id. */
export function removeOrganization(state: ZitadelState, id: string): Removal | undefined {
  if (id === state.defaultOrganization) throw refusal('COMMA-wG9p1');
  if (id === state.projectOrganization) throw refusal('COMMA-AF3JW');
  const organization = lookup(state.organizations, id);
  if (organization === undefined) return undefined;
  const time = nextEvent(state);
  delete state.organizations[id];
  delete state.names[organization.name.toLowerCase()];
  for (const domain of organization.domains) delete state.domains[domain];
  for (const user of Object.values(state.users)) {
    if (user.organization === id) delete state.users[user.id];
  }
  put(state.removed, id, time);
  return { sequence: organization.events + 1, time };
}

function recordEvents(organization: Organization, count: number, time: number): void {
  organization.events += count;
  organization.sequence = organization.events;
  organization.changeDate = time;
}
