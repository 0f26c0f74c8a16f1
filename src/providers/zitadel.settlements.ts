import { Buffer } from 'node:buffer';
import type { components, operations, WriteOperationId } from '../generated/types/zitadel.ts';
import { changedAsSent } from '../translation/as-sent.ts';
import type { Api, Steps } from '../translation/declare.ts';
import { applied, inconclusive, newId, notApplied, settlements, type Verdict } from '../translation/settlement.ts';

// Facts: upstreams/zitadel.md; the keys in brackets are its sources. A name or state that holds is what the caller asked for,
// whoever made it so; an organization that is there or is gone is ours only when it was not so before.
type Org = components['schemas']['Org'];
type Details = components['schemas']['ObjectDetails'];

/** Reads come from projections of the events that writes append; the vendor's own tests poll for a while [TEST, M]. */
const quietMs = 10_000;

const notShown = inconclusive('ZITADEL does not show the organization: it may be removed, or not to be seen yet.');

/** The organization, undefined for one that is not found or that is answered although it was removed (see the provider). */
function* existing(api: Api<operations, 'GetOrgByID'>, id: string): Steps<Org | undefined> {
  const found = yield* api.GetOrgByID({ path: { id } }, ['not-found']);
  const { state = 'ORG_STATE_UNSPECIFIED' } = found?.org ?? {};
  return state === 'ORG_STATE_UNSPECIFIED' || state === 'ORG_STATE_REMOVED' ? undefined : found?.org;
}

/** What a write on an organization answers: whom it acted on, and when as far as reads tell. */
const acted = ({ id, details }: Org): { readonly details: Details } => ({ details: { ...details, resourceOwner: id } });

interface Scoped {
  readonly header: { readonly 'x-zitadel-orgid': string };
}

/** The look for a verb that turns organizations from one state into the other. */
const turned = (from: Org['state'], to: Org['state']) =>
  function* ({ header }: Scoped, api: Api<operations, 'GetOrgByID'>): Steps<Verdict<ReturnType<typeof acted>>> {
    const org = yield* existing(api, header['x-zitadel-orgid']);
    if (org === undefined) return notShown;
    if (org.state === to) return applied(acted(org));
    return org.state === from ? notApplied : inconclusive(`The organization is ${org.state}.`);
  };

/** Values are bytes; only what they decode to counts. */
const sameBytes = (some: string, others = ''): boolean =>
  Buffer.from(some, 'base64').equals(Buffer.from(others, 'base64'));

export default settlements<operations, WriteOperationId>()({
  AddOrg: {
    quietMs,
    byDifference: true,
    *look({ body: { name } }, api) {
      const equal = { nameQuery: { name, method: 'TEXT_QUERY_METHOD_EQUALS' } } as const;
      const { result = [] } = yield* api.ListOrgs({ body: { queries: [equal] } });
      // Names are unique in the instance, so there is at most one.
      const org = result.find((each) => each.name === name);
      if (org !== undefined) return applied({ id: org.id, details: org.details });
      // A token without the right to read gets empty lists instead of refusals [TEST]; nobody sees none at all otherwise.
      const { result: all = [] } = yield* api.ListOrgs({ body: { query: { limit: 1 } } });
      return all.length > 0
        ? notApplied
        : inconclusive('The token sees no organizations; give it the right to read them.');
    },
    foresee: () => ({ id: newId }),
  },
  UpdateOrg: {
    quietMs,
    *look({ header, body }, api) {
      const org = yield* existing(api, header['x-zitadel-orgid']);
      return org === undefined ? notShown : changedAsSent(body, { name: org.name }, acted(org));
    },
  },
  DeactivateOrg: { quietMs, look: turned('ORG_STATE_ACTIVE', 'ORG_STATE_INACTIVE') },
  ReactivateOrg: { quietMs, look: turned('ORG_STATE_INACTIVE', 'ORG_STATE_ACTIVE') },
  RemoveOrg: {
    quietMs,
    byDifference: true,
    *look({ path }, api) {
      return (yield* existing(api, path.id)) === undefined ? applied({}) : notApplied;
    },
  },
  SetOrgMetadata: {
    quietMs,
    repeatable: true, // never refused because of the value that is there: what it leaves is the same, whatever was before
    *look({ path, header, body }, api) {
      const found = yield* api.GetOrgMetadata({ path, header }, ['not-found']);
      if (found !== undefined && sameBytes(body.value, found.metadata.value)) {
        return applied({ details: found.metadata.details });
      }
      const gone = found === undefined && (yield* existing(api, header['x-zitadel-orgid'])) === undefined;
      return gone ? notShown : notApplied;
    },
  },
  RemoveOrgMetadata: {
    quietMs,
    *look({ path, header }, api) {
      const found = yield* api.GetOrgMetadata({ path, header }, ['not-found']);
      if (found !== undefined) return notApplied;
      const org = yield* existing(api, header['x-zitadel-orgid']);
      return org === undefined ? notShown : applied(acted(org));
    },
  },
});
