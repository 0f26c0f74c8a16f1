import { isDeepStrictEqual } from 'node:util';
import type { components, operations, WriteOperationId } from '../generated/types/softwareone.ts';
import { changedAsSent } from '../translation/as-sent.ts';
import type { Api, Steps } from '../translation/declare.ts';
import { applied, inconclusive, notApplied, settlements, untellable, type Verdict } from '../translation/settlement.ts';

// Facts: upstreams/softwareone.md; the keys in brackets (O4, CAN, DOC ...) are its sources.
type Schemas = components['schemas'];
type Account = Schemas['Account'];
type AccountUser = Schemas['AccountUser'];

/** Nothing is published on how late reads are; the end-to-end tests of the vendor's client read at once [PC, M]. */
const quietMs = 2_000;
const audited = { select: 'audit' };
/** The largest page that lists answer [DOC]. */
const pageSize = 100;
const mostPages = 20;

const hidden = inconclusive('SoftwareOne does not show the account, which can never be deleted: check the token.');

// ---- accounts ----
function* shownAccount(api: Api<operations, 'GetAccount'>, accountId: string): Steps<Account | undefined> {
  return yield* api.GetAccount({ path: { accountId }, query: audited }, ['not-found']);
}

/** The look for a verb; those of an account that already is so are refused (inferred), so only a difference counts. */
const turned = (from: readonly string[], to: readonly string[]) =>
  function* (asked: { readonly path: { readonly accountId: string } }, api: Api<operations, 'GetAccount'>) {
    const account = yield* shownAccount(api, asked.path.accountId);
    if (account === undefined) return hidden;
    if (to.includes(account.status)) return applied(account);
    return from.includes(account.status) ? notApplied : inconclusive(`The account is ${account.status}.`);
  };
const working = ['Active', 'Enabled'];
const disabled = ['Disabled'];

const objectOf = (value: unknown): object | undefined =>
  typeof value === 'object' && value !== null ? value : undefined;

/** Whether a value is shown as it was sent; nothing is shown as null, as an object without values, or not at all [DOC, CAN]. */
function shows(shown: unknown, sent: unknown): boolean {
  const parts = objectOf(sent);
  if (parts !== undefined) {
    const within = objectOf(shown) ?? {};
    return Object.entries(parts).every(([name, part]) => part === undefined || shows(Reflect.get(within, name), part));
  }
  const whole = objectOf(shown);
  if (whole !== undefined) return Object.values(whole).every((part) => shows(part, sent ?? null));
  return (shown ?? null) === (sent ?? null);
}

/** Members that some vintages do not have. One of them that is not shown may have been taken and not stored. */
const ofSomeVintages: readonly string[] = ['serviceLevel', 'eligibility', 'defaultLanguageCode'];

/**
 * A PUT stores all of what it is sent or is refused, and the whole account was sent, most of which had been so before. The
 * request does not tell what: but something had not, or nothing would have been sent. So when everything is shown as sent, the
 * write has taken effect; and when a member that SoftwareOne stores for certain is not, it has not, or has been overwritten
 * since: either way what was asked for does not hold, and reading, merging and writing again is safe.
 */
function compared(body: Schemas['AccountUpdate'], account: Account): Verdict<Account> {
  const sent = Object.entries(body).filter(([, value]) => value !== undefined);
  const withheld = sent.filter(([member]) => account.$meta?.omitted?.includes(member));
  if (withheld.length > 0) return inconclusive(`Withheld: ${withheld.map(([member]) => member)}.`);
  const unlike = sent.filter(([member, value]) => !shows(Reflect.get(account, member), value));
  if (unlike.length === 0) return applied(account);
  return unlike.some(([member, value]) => isOther(member, value, Reflect.get(account, member)))
    ? notApplied
    : inconclusive(`Not shown as sent, and maybe not stored so: ${unlike.map(([member]) => member)}.`);
}

/** Whether a member is shown otherwise for certain: neither rewritten nor left out by a vintage that does not have it. */
function isOther(member: string, sent: unknown, shown: unknown): boolean {
  const untold = ofSomeVintages.includes(member) && shows(shown, null);
  const found = untold ? undefined : (shown ?? null);
  return changedAsSent({ [member]: sent }, { [member]: found }, null).outcome === 'not_applied';
}

/** What has no place in a quoted RQL text, because how to escape it is not documented (see the provider). */
const unquotable = /["\\\p{Cc}\p{Cs}]/u;

/** Whether a first page is the whole list. */
const isWhole = ({ $meta, data }: Schemas['AccountList']): boolean => {
  const total = $meta?.pagination?.total;
  return typeof total === 'number' ? total <= data.length : data.length < pageSize;
};

// ---- members ----
/** The person is under `user`, or flat at the top level [O4, DOC users]; addresses differ in no more than case. */
const isCalled = ({ email, user }: AccountUser, wanted: string): boolean =>
  [email, typeof user === 'object' ? user?.email : undefined].some(
    (each) => each?.toLowerCase() === wanted.toLowerCase(),
  );

const idsOf = (groups: readonly { readonly id: string }[]): ReadonlySet<string> => new Set(groups.map(({ id }) => id));

/** Whether a member has just these groups; undefined where groups are not shown. */
function hasGroups(sent: readonly { readonly id: string }[], from: AccountUser): boolean | undefined {
  const shown = from.groups ?? from.group;
  return shown ? isDeepStrictEqual(idsOf(shown), idsOf(sent)) : undefined;
}

const otherGroups = inconclusive('The person is a member, but of other groups than were sent.');

export default settlements<operations, WriteOperationId>()({
  CreateAccount: {
    quietMs,
    // External IDs are not unique [CAN BR-009], and nothing shows which call made an account. What a difference proves is that
    // an account of this name, type and external ID came to be in between; should somebody else have made the very same one at
    // that moment, it cannot be told from ours. Members that were not stored as sent are for the provider to warn of.
    byDifference: true,
    *look({ body: { name, type, externalId } }, api) {
      if (!externalId)
        return inconclusive('Without an external ID nothing tells a new account from others of its name.');
      if (unquotable.test(externalId))
        return inconclusive('No filter takes this external ID; look for the account by hand.');
      const rql = `eq(externalId,"${externalId}")`;
      const list = yield* api.ListAccounts({ query: { limit: pageSize, offset: 0, order: 'id', ...audited, rql } });
      const candidates = list.data.filter((each) => each.externalId === externalId && each.type === type);
      const verdicts = candidates.map((each) => changedAsSent({ name }, { name: each.name }, each));
      const [verdict, another] = verdicts.filter(({ outcome }) => outcome !== 'not_applied');
      if (!isWhole(list) || another !== undefined) return inconclusive('Several accounts have this external ID.');
      return verdict ?? notApplied;
    },
  },
  // Twice the same PUT leaves the same account, but a late second one would undo what others changed in between.
  UpdateAccount: {
    quietMs,
    *look({ path, body }, api) {
      const account = yield* shownAccount(api, path.accountId);
      return account === undefined ? hidden : compared(body, account);
    },
  },
  EnableAccount: { quietMs, look: turned(disabled, working) },
  DisableAccount: { quietMs, look: turned(working, disabled) },
  AddAccountUser: {
    quietMs,
    byDifference: true,
    *look({ path, body }, api) {
      const email = body.user?.email ?? body.email;
      if (email === undefined) return inconclusive('The request does not name the person by e-mail address.');
      for (let page = 0, offset = 0; page < mostPages; page += 1) {
        const query = { limit: pageSize, offset, order: 'id', ...audited };
        const list = yield* api.ListAccountUsers({ path, query }, ['not-found']);
        if (list === undefined) return hidden;
        const found = list.data.find((each) => isCalled(each, email));
        if (found !== undefined) return hasGroups(body.groups, found) === false ? otherGroups : applied(found);
        offset += list.data.length;
        if (list.data.length === 0 || offset === list.$meta?.pagination?.total) return notApplied;
      }
      return inconclusive('The account has too many members to look through; look for the person by hand.');
    },
  },
  UpdateAccountUser: untellable('Orgway changes members with ReplaceAccountUserGroups and never sends this.'),
  RemoveAccountUser: {
    quietMs,
    byDifference: true,
    *look({ path }, api) {
      if ((yield* api.GetAccountUser({ path }, ['not-found'])) !== undefined) return notApplied;
      // Everything in an account that the token does not see is not found either [CAN section 2].
      return (yield* shownAccount(api, path.accountId)) === undefined ? hidden : applied(null);
    },
  },
  ReplaceAccountUserGroups: {
    quietMs,
    repeatable: true,
    *look({ path, body }, api) {
      const found = yield* api.GetAccountUser({ path, query: audited }, ['not-found']);
      if (found === undefined) return inconclusive('SoftwareOne does not show the member any more.');
      const has = hasGroups(body, found);
      if (has === undefined) return inconclusive('SoftwareOne does not show the groups of the member.');
      return has ? applied(found) : notApplied;
    },
  },
});
