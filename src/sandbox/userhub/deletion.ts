import type { Route } from '../emulator.ts';
import { refusal } from './errors.ts';
import { jsonBody, readFields } from './input.ts';
import { changeableOrganizationOf, organizationOf } from './lookups.ts';
import { readQuery } from './query.ts';
import { organizationBody } from './rendering.ts';
import { pathParameter, paths, route, type UserHubExchange, verbPath } from './routing.ts';
import type { OrganizationRecord, UserHubState } from './state.ts';
import { now } from './times.ts';

/** Marking organizations for deletion, taking the mark back and removing them for good. */
export const deletionRoutes: readonly Route<UserHubState>[] = [
  route('DELETE', paths.organization, markForDeletion),
  route('POST', verbPath('undelete'), undelete),
  route('POST', verbPath('purge'), purge),
];

function markForDeletion(exchange: UserHubExchange): object {
  readQuery(exchange.request, []);
  // inferred: deleting twice is refused like any other change of an organization marked for deletion.
  const organization = changeableOrganizationOf(exchange.state, pathParameter(exchange, 'organizationId'));
  organization.deleteTime = now();
  organization.updateTime = organization.deleteTime;
  return organizationBody(exchange.state, organization, 'FULL');
}

function undelete(exchange: UserHubExchange): object {
  const organization = deleted(exchange);
  delete organization.deleteTime;
  organization.updateTime = now();
  return organizationBody(exchange.state, organization, 'FULL');
}

function purge(exchange: UserHubExchange): object {
  const purged = deleted(exchange);
  exchange.state.organizations = exchange.state.organizations.filter((organization) => organization !== purged);
  return {};
}

/** The organization in the path. inferred: it is refused unless it is marked for deletion, for undelete just as for purge. */
function deleted(exchange: UserHubExchange): OrganizationRecord {
  readQuery(exchange.request, []);
  readFields<Record<never, never>>(jsonBody(exchange.request), {}, '');
  const organization = organizationOf(exchange.state, pathParameter(exchange, 'organizationId'));
  if (organization.deleteTime !== undefined) return organization;
  throw refusal('FAILED_PRECONDITION', 'The organization is not marked for deletion', {
    reason: 'ORGANIZATION_NOT_PENDING_DELETION',
    param: 'organizationId',
  });
}
