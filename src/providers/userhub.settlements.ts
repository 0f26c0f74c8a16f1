import type { components, operations, WriteOperationId } from '../generated/types/userhub.ts';
import { changedAsSent, createdAsSent } from '../translation/as-sent.ts';
import type { Api, Steps } from '../translation/declare.ts';
import { applied, inconclusive, notApplied, settlements } from '../translation/settlement.ts';

type Schemas = components['schemas'];
interface Organization extends Readonly<Schemas['Organization']> {}
interface Member extends Readonly<Schemas['Member']> {}
type Reads = Api<operations, keyof operations>;
type Header = { readonly 'UserHub-Api-Version'?: string };
type AtOrganization = { readonly path: { readonly organizationId: string }; readonly header?: Header };
type AtMember = AtOrganization & { readonly path: { readonly userId: string } };

// Inferred: no source speaks of reads that lag behind, nor says that there are none.
const quietMs = 2000;
// Exactly what the official clients repeat by themselves after a server error (JS adminapi.ts) is safe to send again.
const repeatable = true;

const gone = inconclusive('UserHub does not have the organization any more, so nothing shows whether this was done.');

/** For an organization that does not show the change: a state that nobody knows yet may be on the way to it. */
const unchanged = ({ state }: Organization) =>
  ['ACTIVE', 'DISABLED', 'ARCHIVED', 'PENDING_DELETION'].includes(state) ? notApplied : unclear(state);
const unclear = (state: Organization['state']) =>
  inconclusive(`UserHub shows the organization as ${state}, which tells nothing of this change.`);

/** The organization; undefined where there is none. Also finds what is marked for deletion (document). */
const organizationOf = (api: Reads, { path, header }: AtOrganization): Steps<Organization | undefined> =>
  api.GetOrganization({ path: { organizationId: path.organizationId }, header }, ['not-found']);

const memberOf = (api: Reads, { path, header }: AtMember): Steps<Member | undefined> =>
  api.GetMember({ path: { organizationId: path.organizationId, userId: path.userId }, header }, ['not-found']);

const accountOf = ({ accountConnections = [] }: Organization, connectionId: string) =>
  accountConnections.find(({ connection }) => connection?.id === connectionId);

type Sent = Schemas['UpdateOrganizationRequest'];

/** The fields that Orgway sends; editions print what is not set as absent, as null or as an empty text (document). */
const shownOf = (from: Organization) => ({
  uniqueId: from.uniqueId || null,
  displayName: from.displayName || null,
  email: from.email || null,
  phoneNumber: from.phoneNumber || null,
  imageUrl: from.imageUrl || null,
  address: whole(from.address),
  currencyCode: from.currencyCode || null,
  languageCode: from.languageCode || null,
  regionCode: from.regionCode || null,
  timeZone: from.timeZone || null,
  // Left out where it is false (document), which the state then confirms; once marked for deletion nothing does.
  disabled: from.disabled ?? (from.state === 'DISABLED' || (from.state === 'ACTIVE' ? false : undefined)),
});

/** The same for what was sent: an empty text clears a field. */
const sentOf = (body: Sent): Sent => {
  const fields = Object.entries(body).map(([name, value]) => [name, value === '' ? null : value]);
  return { ...Object.fromEntries(fields), ...(body.address === undefined ? {} : { address: whole(body.address) }) };
};

/** An address without its unset parts; none at all is one where nothing is set. */
function whole(address: Schemas['Address'] | null | undefined): Schemas['AddressRequest'] {
  const { lines = [], city, state, postalCode, country } = address ?? {};
  const parts = { lines: lines.length > 0 && [...lines], city, state, postalCode, country };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part));
}

/** A role can be named by its unique id as well, as the samples do. */
const hasRole = ({ role }: Member, roleId: string): boolean => role.id === roleId || role.uniqueId === roleId;

export default settlements<operations, WriteOperationId>()({
  CreateOrganization: {
    quietMs,
    byDifference: true,
    *look({ body, header }, api) {
      const { uniqueId } = body;
      if (!uniqueId) return inconclusive('Without an external ID nothing tells the new organization from any other.');
      // That a uniqueId is found in place of an id is inferred (document, OrganizationId).
      const found = yield* organizationOf(api, { path: { organizationId: uniqueId }, header });
      if (found === undefined) return notApplied;
      return found.uniqueId === uniqueId
        ? createdAsSent(sentOf(body), shownOf(found), found)
        : inconclusive('UserHub found an organization with another external ID than the one asked for.');
    },
  },
  // Only what differs from a read in the same run is sent.
  UpdateOrganization: {
    quietMs,
    repeatable,
    *look(asked, api) {
      const found = yield* organizationOf(api, asked);
      return found === undefined ? gone : changedAsSent(sentOf(asked.body), shownOf(found), found);
    },
  },
  // Sent only after a read in the same run showed no mark for deletion.
  DeleteOrganization: {
    quietMs,
    repeatable,
    *look(asked, api) {
      const found = yield* organizationOf(api, asked);
      if (found === undefined) return gone;
      return found.state === 'PENDING_DELETION' ? applied(found) : unchanged(found);
    },
  },
  // Sent only after a read in the same run showed the mark for deletion.
  UndeleteOrganization: {
    quietMs,
    repeatable,
    *look(asked, api) {
      const found = yield* organizationOf(api, asked);
      if (found === undefined) return gone;
      if (found.state === 'ACTIVE' || found.state === 'DISABLED') return applied(found);
      return found.state === 'PENDING_DELETION' ? notApplied : unclear(found.state);
    },
  },
  PurgeOrganization: {
    quietMs,
    byDifference: true,
    *look(asked, api) {
      const found = yield* organizationOf(api, asked);
      return found === undefined ? applied({}) : unchanged(found);
    },
  },
  // Sent only after a read in the same run showed no such account.
  ConnectOrganization: {
    quietMs,
    *look(asked, api) {
      const { connectionId, externalId } = asked.body;
      const found = yield* organizationOf(api, asked);
      if (found === undefined) return gone;
      const account = accountOf(found, connectionId);
      if (account === undefined) return notApplied;
      // Without an external ID UserHub makes the account, and any is the right one.
      return !externalId || account.externalId === externalId
        ? applied(found)
        : inconclusive('The connection is there, but with another account than the one that was sent.');
    },
  },
  // Without a look before: "applied" says that the account is not connected, be it that it had not been connected before.
  DisconnectOrganization: {
    quietMs,
    // Whether the account in the other system was deleted as well cannot be seen here; UserHub only tries to (document).
    *look(asked, api) {
      const found = yield* organizationOf(api, asked);
      if (found === undefined) return gone;
      return accountOf(found, asked.body.connectionId) === undefined ? applied(found) : notApplied;
    },
  },
  // Sent only after a read in the same run showed no active member with that role.
  AddMember: {
    quietMs,
    *look({ path, header, body: { userId, roleId } }, api) {
      const found = yield* memberOf(api, { path: { ...path, userId }, header });
      if (found === undefined) return notApplied;
      if (found.state !== 'ACTIVE') return inconclusive(`UserHub shows the member as ${found.state}.`);
      return roleId === undefined || hasRole(found, roleId)
        ? applied(found)
        : inconclusive('The user is a member, but with another role than the one that was sent.');
    },
  },
  UpdateMember: {
    quietMs,
    repeatable,
    *look(asked, api) {
      const { roleId } = asked.body;
      const found = yield* memberOf(api, asked);
      if (found === undefined) return inconclusive('The user is not a member any more.');
      if (roleId === undefined) return inconclusive('No role was sent, so none can be looked for.');
      return hasRole(found, roleId) ? applied(found) : notApplied;
    },
  },
  RemoveMember: {
    quietMs,
    byDifference: true,
    *look(asked, api) {
      const found = yield* memberOf(api, asked);
      if (found?.state === 'ACTIVE') return notApplied;
      // What the word means for a membership is not published (document, Member).
      if (found !== undefined) return inconclusive(`UserHub shows the member as ${found.state}.`);
      // Not found is also what is said of a member whose organization is gone.
      return (yield* organizationOf(api, asked)) === undefined ? gone : applied({});
    },
  },
});
