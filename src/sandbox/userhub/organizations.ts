import type { Route } from '../emulator.ts';
import { invalid, refusal } from './errors.ts';
import { isUniqueId, organizationFields } from './fields.ts';
import { freshId } from './ids.ts';
import { jsonBody, readFields } from './input.ts';
import { type Orders, page } from './listing.ts';
import { changeableOrganizationOf, findOrganization, organizationOf, organizationOfUniqueId } from './lookups.ts';
import { type Query, queryFlag, readQuery, textFilter } from './query.ts';
import { organizationBody, type View } from './rendering.ts';
import { pathParameter, paths, route, type UserHubExchange } from './routing.ts';
import { nextSequence, type OrganizationRecord, type Profile, type UserHubState } from './state.ts';
import { now } from './times.ts';

/** Listing, creating, reading and updating organizations. */
export const organizationRoutes: readonly Route<UserHubState>[] = [
  route('GET', paths.organizations, list),
  route('POST', paths.organizations, create),
  route('GET', paths.organization, get),
  route('PATCH', paths.organization, update),
];

const parameters = ['displayName', 'email', 'pageSize', 'pageToken', 'orderBy', 'showDeleted', 'view'];

const orders: Orders<OrganizationRecord> = {
  'displayName asc': ({ profile }) => profile.displayName?.toLowerCase(),
  'email asc': ({ profile }) => profile.email?.toLowerCase(),
  // Signup times come from clients and may have fractions of a second: spelt out, they compare as text.
  'signupTime desc': ({ profile }) =>
    profile.signupTime === undefined ? undefined : new Date(profile.signupTime).toISOString(),
  'createTime desc': ({ createTime }) => createTime,
  'deleteTime desc': ({ deleteTime }) => deleteTime,
};

function list({ request, view: state }: UserHubExchange): object {
  const query = readQuery(request, parameters);
  const showDeleted = queryFlag(query, 'showDeleted');
  const view = viewOf(query);
  const named = textFilter(query, 'displayName');
  const mailed = textFilter(query, 'email');
  const matching = state.organizations.filter(
    ({ profile, deleteTime }) =>
      (showDeleted || deleteTime === undefined) && named(profile.displayName) && mailed(profile.email),
  );
  // inferred: newest first, the order of the documented sample.
  const { items, ...tokens } = page(matching, request, query, orders, 'createTime desc');
  return { organizations: items.map((organization) => organizationBody(state, organization, view)), ...tokens };
}

function viewOf(query: Query): View {
  const view = query.get('view') ?? 'BASIC';
  if (view !== 'BASIC' && view !== 'FULL') throw invalid('view', 'view must be BASIC or FULL');
  return view;
}

function create({ request, state }: UserHubExchange): object {
  readQuery(request, []);
  const profile = readFields<Profile>(jsonBody(request), organizationFields, 'organization');
  return organizationBody(state, add(state, profile), 'FULL');
}

function get(exchange: UserHubExchange): object {
  readQuery(exchange.request, []);
  const state = exchange.view;
  return organizationBody(state, organizationOf(state, pathParameter(exchange, 'organizationId')), 'FULL');
}

function update(exchange: UserHubExchange): object {
  const { request, state } = exchange;
  const allowMissing = queryFlag(readQuery(request, ['allowMissing']), 'allowMissing');
  const patch = readFields<Profile>(jsonBody(request), organizationFields, 'organization');
  const id = pathParameter(exchange, 'organizationId');
  if (allowMissing && findOrganization(state, id) === undefined) {
    return organizationBody(state, addMissing(state, id, patch), 'FULL');
  }
  const organization = changeableOrganizationOf(state, id);
  assertFree(state, patch.uniqueId, organization);
  Object.assign(organization.profile, patch);
  organization.updateTime = now();
  return organizationBody(state, organization, 'FULL');
}

function addMissing(state: UserHubState, id: string, patch: Partial<Profile>): OrganizationRecord {
  if (!isUniqueId(id)) throw invalid('organizationId', 'A missing organization is created by its unique identifier');
  // inferred: a body that names another unique id than the path contradicts itself.
  if (Object.hasOwn(patch, 'uniqueId') && patch.uniqueId !== id) {
    throw invalid('organization.uniqueId', 'organization.uniqueId must equal the identifier in the path');
  }
  return add(state, { ...patch, uniqueId: id });
}

function add(state: UserHubState, profile: Profile): OrganizationRecord {
  assertFree(state, profile.uniqueId);
  const time = now();
  const organization: OrganizationRecord = {
    id: freshId('org_'),
    sequence: nextSequence(state),
    // Samples of fresh resources carry their creation time as signup time.
    profile: { signupTime: time, ...profile },
    accounts: [],
    members: {},
    createTime: time,
    updateTime: time,
  };
  state.organizations.push(organization);
  return organization;
}

function assertFree(state: UserHubState, uniqueId: string | undefined, owner?: OrganizationRecord): void {
  if (uniqueId === undefined) return;
  const holder = organizationOfUniqueId(state, uniqueId);
  if (holder === undefined || holder === owner) return;
  throw refusal('ALREADY_EXISTS', 'The unique identifier is already in use', {
    reason: 'ORGANIZATION_ALREADY_EXISTS',
    param: 'organization.uniqueId',
  });
}
