import type { Exchange, Route } from '../emulator.ts';
import { Refused } from './answers.ts';
import { type Body, externalId, field, readBody, text } from './body.ts';
import { addOrganization, changeOrganization, holderOfExternalId, removeOrganization } from './directory.ts';
import { newId, timestamp } from './ids.ts';
import { organizationOf, presentMembers } from './lookup.ts';
import { mergedMetadata } from './metadata.ts';
import { param, route } from './route.ts';
import { actorOf, endSessions, permit } from './sessions.ts';
import { checkSettings, hasAuthSettings, readConnectionSettings, readSettings } from './settings.ts';
import { chooseSlug, readSlug } from './slugs.ts';
import { blankOrganization, type Organization, type OrganizationEntry, type StytchState } from './state.ts';

function create({ request, state }: Exchange<StytchState>): object {
  const body = readBody(request);
  const name = readName(body);
  if (name === undefined) throw new Refused('organization_name_missing');
  const id = newId('organization');
  const slug = readSlug(state, body, id) ?? chooseSlug(state, name);
  const organization: Organization = {
    ...blankOrganization(id, name, slug, timestamp()),
    ...readIdentity(state, body, id),
    ...(hasAuthSettings(body) ? { email_invites: 'NOT_ALLOWED' } : {}),
    ...readSettings(body),
    trusted_metadata: mergedMetadata(body, 'trusted_metadata', {}) ?? {},
  };
  checkSettings(organization);
  state.sequence += 1;
  addOrganization(state, { sequence: state.sequence, organization, members: {} });
  return { organization };
}

function update(exchange: Exchange<StytchState>): object {
  const { request, state } = exchange;
  const { entry, organization } = addressed(exchange);
  const body = readBody(request);
  const actor = actorOf(request, state);
  permit(actor, entry);
  if (actor !== undefined && field(body, 'trusted_metadata') !== undefined) {
    throw new Refused('cannot_update_trusted_metadata');
  }
  const id = organization.organization_id;
  const name = readName(body);
  const slug = readSlug(state, body, id);
  const metadata = mergedMetadata(body, 'trusted_metadata', organization.trusted_metadata);
  const changes: Partial<Organization> = {
    ...(name === undefined ? {} : { organization_name: name }),
    ...(slug === undefined ? {} : { organization_slug: slug }),
    ...readIdentity(state, body, id),
    ...readSettings(body),
    ...readConnectionSettings(body, organization),
    ...(metadata === undefined ? {} : { trusted_metadata: metadata }),
  };
  checkSettings({ ...organization, ...changes });
  changeOrganization(state, organization, { ...changes, updated_at: timestamp() });
  return { organization };
}

function remove(exchange: Exchange<StytchState>): object {
  const { request, state } = exchange;
  const { entry, organization } = addressed(exchange);
  permit(actorOf(request, state), entry);
  removeOrganization(state, organization);
  endSessions(state, organization.organization_id);
  return { organization_id: organization.organization_id };
}

function removeExternalId(exchange: Exchange<StytchState>): object {
  const { request, state } = exchange;
  const { entry, organization } = addressed(exchange);
  permit(actorOf(request, state), entry);
  // inferred: removing an external id that is not there succeeds and changes nothing.
  if (organization.organization_external_id !== null) {
    changeOrganization(state, organization, { organization_external_id: null, updated_at: timestamp() });
  }
  return { organization };
}

function get(exchange: Exchange<StytchState>): object {
  return { organization: organizationOf(exchange.view, param(exchange, 'organization')).organization };
}

function metrics(exchange: Exchange<StytchState>): object {
  const entry = organizationOf(exchange.view, param(exchange, 'organization'));
  // inferred: deleted members do not count.
  return { member_count: presentMembers(entry).length };
}

/** No Connected App is ever installed here. */
function connectedApps(exchange: Exchange<StytchState>): object {
  permit(actorOf(exchange.request, exchange.state), organizationOf(exchange.view, param(exchange, 'organization')));
  return { connected_apps: [] };
}

function connectedApp(exchange: Exchange<StytchState>): object {
  connectedApps(exchange);
  throw new Refused('connected_app_not_found');
}

/** The organization a write is addressed to. */
function addressed(exchange: Exchange<StytchState>): { entry: OrganizationEntry; organization: Organization } {
  const entry = organizationOf(exchange.state, param(exchange, 'organization'));
  return { entry, organization: entry.organization };
}

function readName(body: Body): string | undefined {
  const name = text(body, 'organization_name');
  if (name !== undefined && (name === '' || [...name].length > 128)) throw new Refused('invalid_organization_name');
  return name;
}

function readIdentity(state: StytchState, body: Body, id: string): Partial<Organization> {
  const logo = text(body, 'organization_logo_url');
  const external = externalId(body, 'organization_external_id');
  if (external !== undefined && (holderOfExternalId(state, external) ?? id) !== id) {
    throw new Refused('duplicate_organization_external_id');
  }
  return {
    ...(logo === undefined ? {} : { organization_logo_url: logo }),
    ...(external === undefined ? {} : { organization_external_id: external }),
  };
}

/** The organization routes, to be matched after those for search. */
export const organizationRoutes: readonly Route<StytchState>[] = [
  route('POST', '', 'write', create),
  route('GET', '/{organization}', 'read', get),
  route('PUT', '/{organization}', 'write', update),
  route('DELETE', '/{organization}', 'write', remove),
  route('GET', '/{organization}/metrics', 'read', metrics),
  route('GET', '/{organization}/connected_apps', 'read', connectedApps),
  route('GET', '/{organization}/connected_apps/{connected_app}', 'read', connectedApp),
  route('DELETE', '/{organization}/external_id', 'write', removeExternalId),
];
