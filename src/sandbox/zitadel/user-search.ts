import { type Choice, type Field, list, type Message, message, oneOf } from './decoding.ts';
import { choice, openChoice } from './enums.ts';
import { invalid, refusal, unknownError } from './errors.ts';
import { type Page, page, paging, textMatches, textMethod } from './listing.ts';
import { text } from './scalars.ts';
import type { User, ZitadelState } from './state.ts';

const sortKeys: Readonly<Record<string, (user: User) => string | number | undefined>> = {
  USER_FIELD_NAME_UNSPECIFIED: ({ id }) => id,
  USER_FIELD_NAME_USER_NAME: ({ username }) => username,
  USER_FIELD_NAME_FIRST_NAME: ({ human }) => human?.givenName,
  USER_FIELD_NAME_LAST_NAME: ({ human }) => human?.familyName,
  USER_FIELD_NAME_NICK_NAME: ({ human }) => human?.nickName,
  USER_FIELD_NAME_DISPLAY_NAME: ({ human }) => human?.displayName,
  USER_FIELD_NAME_EMAIL: ({ human }) => human?.email,
  USER_FIELD_NAME_STATE: ({ state }) => stateNumbers.indexOf(state),
  USER_FIELD_NAME_TYPE: ({ human }) => (human === undefined ? 2 : 1),
  USER_FIELD_NAME_CREATION_DATE: ({ creationDate }) => creationDate,
};

const stateNumbers: readonly string[] = [
  'UNSPECIFIED',
  'ACTIVE',
  'INACTIVE',
  'DELETED',
  'LOCKED',
  'SUSPEND',
  'INITIAL',
];

/** The deepest nesting of and, or and not that the vendor takes. */
const deepest = 20;

/** Queries by one property. v2 wants most of the texts filled, v1 does not. */
function plainQueries(least: number) {
  const value = text({ min: least, max: 200 });
  const method = textMethod();
  return {
    userNameQuery: message('UserNameQuery', { userName: value, method }),
    firstNameQuery: message('FirstNameQuery', { firstName: value, method }),
    lastNameQuery: message('LastNameQuery', { lastName: value, method }),
    nickNameQuery: message('NickNameQuery', { nickName: value, method }),
    displayNameQuery: message('DisplayNameQuery', { displayName: value, method }),
    emailQuery: message('EmailQuery', { emailAddress: text({ max: 200 }), method }),
    loginNameQuery: message('LoginNameQuery', { loginName: value, method }),
    typeQuery: message('TypeQuery', { type: choice(['TYPE_UNSPECIFIED', 'TYPE_HUMAN', 'TYPE_MACHINE']) }),
    inUserIdsQuery: message('InUserIDQuery', { userIds: list(text()) }),
    inUserEmailsQuery: message('InUserEmailsQuery', { userEmails: list(text()) }),
  };
}

function combinedQueries<Q>(query: Message<Q>) {
  return {
    orQuery: message('OrQuery', { queries: list(query) }),
    andQuery: message('AndQuery', { queries: list(query) }),
    notQuery: message('NotQuery', { query }),
  };
}

const v2Plain = {
  ...plainQueries(1),
  stateQuery: stateQuery(['ACTIVE', 'INACTIVE', 'DELETED', 'LOCKED', 'INITIAL']),
  organizationIdQuery: message('OrganizationIdQuery', { organizationId: text({ min: 1, max: 200 }) }),
  phoneQuery: message('PhoneQuery', { number: text({ max: 20 }), method: textMethod() }),
};

const v1Plain = {
  ...plainQueries(0),
  stateQuery: stateQuery(['ACTIVE', 'INACTIVE', 'DELETED', 'LOCKED', 'SUSPEND', 'INITIAL']),
};

function stateQuery(states: readonly string[]) {
  const state = choice<string>(['USER_STATE_UNSPECIFIED', ...states.map((name) => `USER_STATE_${name}`)]);
  return message('StateQuery', { state });
}

type Query = PlainQuery | CombinedQuery | 'none';
type PlainQuery = Choice<typeof v2Plain>;
type CombinedQuery =
  | { readonly kind: 'orQuery' | 'andQuery'; readonly value: { readonly queries: readonly Query[] } }
  | { readonly kind: 'notQuery'; readonly value: { readonly query: Query | undefined } };

const v2Query: Message<Query> = oneOf('SearchQuery', 'Query', () => ({ ...v2Plain, ...combinedQueries(v2Query) }));
const v1Query: Message<Query> = oneOf('SearchQuery', 'Query', () => ({ ...v1Plain, ...combinedQueries(v1Query) }));

function searchRequest(query: Message<Query>) {
  const [unspecified = '', ...columns] = Object.keys(sortKeys);
  const queries: Field<readonly Query[]> = list(query);
  return message('ListUsersRequest', {
    query: paging,
    sortingColumn: openChoice<string>([unspecified, ...columns]),
    queries,
  });
}

/** Request of the management service's list of users. */
export const v1UserSearchRequest = searchRequest(v1Query);

/** Request of the user service's list of users. */
export const v2UserSearchRequest = searchRequest(v2Query);

/** The users all queries match, of one organization when one is given. */
export function searchUsers(
  view: ZitadelState,
  request: ReturnType<typeof v2UserSearchRequest.parse>,
  organization?: string,
): Page<User> {
  const tests = request.queries.map((query) => test(query, 0));
  const found = Object.values(view.users).filter(
    (user) => (organization === undefined || user.organization === organization) && tests.every((fits) => fits(user)),
  );
  const key = sortKeys[request.sortingColumn] ?? (({ id }: User) => id);
  return page(found, request.query, key);
}

type Test = (user: User) => boolean;

function test(query: Query | undefined, level: number): Test {
  if (level > deepest) throw refusal('USER-zsQ97');
  if (query === undefined || query === 'none') throw invalid('List.Query.Invalid');
  switch (query.kind) {
    case 'orQuery': {
      const tests = some(query.value.queries).map((inner) => test(inner, level + 1));
      return (user) => tests.some((fits) => fits(user));
    }
    case 'andQuery': {
      const tests = some(query.value.queries).map((inner) => test(inner, level + 1));
      return (user) => tests.every((fits) => fits(user));
    }
    case 'notQuery': {
      const fits = test(query.value.query, level + 1);
      return (user) => !fits(user);
    }
    default:
      return plainTest(query);
  }
}

function plainTest(query: PlainQuery): Test {
  const by = (wanted: string, method: string, actual: (user: User) => string | undefined): Test => {
    return (user) => {
      const value = actual(user);
      return value !== undefined && textMatches(value, wanted, method);
    };
  };
  switch (query.kind) {
    case 'userNameQuery':
      return by(query.value.userName, query.value.method, ({ username }) => username);
    case 'loginNameQuery':
      return by(query.value.loginName, query.value.method, ({ username }) => username);
    case 'firstNameQuery':
      return by(query.value.firstName, query.value.method, ({ human }) => human?.givenName);
    case 'lastNameQuery':
      return by(query.value.lastName, query.value.method, ({ human }) => human?.familyName);
    case 'nickNameQuery':
      return by(query.value.nickName, query.value.method, ({ human }) => human?.nickName);
    case 'displayNameQuery':
      return by(query.value.displayName, query.value.method, ({ human }) => human?.displayName);
    case 'emailQuery':
      return by(query.value.emailAddress, query.value.method, ({ human }) => human?.email);
    case 'phoneQuery':
      return by(query.value.number, query.value.method, ({ human }) => human?.phone);
    case 'stateQuery':
      return ({ state }) => query.value.state === `USER_STATE_${state}`;
    case 'typeQuery':
      return ({ human }) => query.value.type === (human === undefined ? 'TYPE_MACHINE' : 'TYPE_HUMAN');
    case 'organizationIdQuery':
      return ({ organization }) => organization === query.value.organizationId;
    case 'inUserIdsQuery': {
      const ids = new Set(some(query.value.userIds));
      return ({ id }) => ids.has(id);
    }
    case 'inUserEmailsQuery': {
      const emails = new Set(some(query.value.userEmails));
      return ({ human }) => human !== undefined && emails.has(human.email);
    }
  }
}

/** inferred: an empty list fails in the vendor's query builder, whose error is none of its coded ones. */
function some<T>(values: readonly T[]): readonly T[] {
  if (values.length === 0) throw unknownError('values array must not be empty');
  return values;
}
