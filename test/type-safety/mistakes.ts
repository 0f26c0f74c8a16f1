import type { Edit, ProviderId } from './variants.ts';

/** A mistake that somebody could make in a provider, and what the compiler has to say of it. */
export interface Mistake {
  readonly title: string;
  readonly provider: ProviderId;
  readonly edit: Edit;
  /** Words without which nobody would understand what is wrong. */
  readonly says: readonly string[];
  /** A part of the line to complain about, where that is the declaration and not the edited line. */
  readonly at?: string;
}

const mistake = (title: string, provider: ProviderId, edit: Edit, says: readonly string[], at?: string): Mistake => ({
  title,
  provider,
  edit,
  says,
  ...(at === undefined ? {} : { at }),
});

/** The mistakes with which the design of the types was tried out. */
export const seeded: readonly Mistake[] = [
  mistake(
    'unified operation omitted',
    'zitadel',
    '⟦disconnectExternalAccount: unsupported(noThirdSystems),→⟧',
    ["'disconnectExternalAccount' is missing"],
    '  operations: {',
  ),
  mistake(
    'unified operation unknown',
    'zitadel',
    "⟦→reviveOrganization: unsupported(''),\n    ⟧restoreOrganization: unsupported(",
    ["'reviveOrganization' does not exist"],
  ),
  mistake('upstream operation misspelt', 'zitadel', "'RemoveOrg⟦→anization⟧',", [
    '"RemoveOrganization"',
    '"RemoveOrg"',
  ]),
  mistake('path parameter misnamed', 'zitadel', '({ path: { ⟦id→orgId⟧: path.organization } })', ["'orgId'", 'id']),
  mistake('path parameter missing', 'zitadel', '({ path: {⟦ id: path.organization →⟧} })', ["'id' is missing"]),
  mistake('query parameter misnamed', 'userhub', 'query: ⟦windowOf(at.page)→{ size: 20 }⟧ }),', [
    "'size' does not exist",
  ]),
  mistake('body field misnamed', 'stytch', '⟦organization_slug→slug⟧: body.slug', [
    'NotDocumented<"slug"',
    '"organization_slug"',
  ]),
  mistake('body missing', 'zitadel', 'api.AddOrg({⟦ body: { name: displayName } →⟧})', ["'body' is missing"]),
  mistake('body field of the wrong type', 'zitadel', 'api.AddOrg({ body: { name: ⟦displayName→42⟧ } })', [
    "'number' is not assignable to type 'string'",
  ]),
  mistake('channel unknown', 'zitadel', '({ path: { id: path.organization }⟦→, cookie: {}⟧ })', [
    'NotDocumented<"cookie", "path">',
  ]),
  mistake(
    'enumeration member missing',
    'userhub',
    "⟦ARCHIVED: 'archived', →⟧",
    ['"ARCHIVED"', 'is not assignable'],
    'stateOf(from.state)',
  ),
  mistake(
    "enumeration member not upstream's",
    'userhub',
    "ARCHIVED: 'archived', ⟦→SUSPENDED: 'inactive', ⟧",
    ['NotDocumented<"SUSPENDED"'],
    'stateOf(from.state)',
  ),
  mistake(
    'enumeration target not ours',
    'userhub',
    "ARCHIVED: '⟦archived→shelved⟧', ",
    ['"shelved"', '"archived"'],
    'stateOf(from.state)',
  ),
  mistake('optional upstream field into a required unified field', 'zitadel', 'displayName: from.name⟦ ?? null→⟧,', [
    "'undefined' is not assignable to type 'string | null'",
  ]),
  mistake(
    'unified field missing',
    'userhub',
    '⟦roles: [from.role.id],→⟧',
    ["'roles' is missing", "'MemberRecord'"],
    'const toMember = (from',
  ),
  mistake('unified field unknown', 'userhub', 'time⟦Z→z⟧one: from.timeZone || null', [
    "'timezone' does not exist in type 'OrganizationRecord'",
  ]),
  mistake('upstream field that does not exist', 'userhub', 'from.⟦imageUrl→logoUrl⟧ ||', ["'logoUrl' does not exist"]),
  mistake('page of the wrong shape', 'userhub', '({ ⟦members→items⟧: body.members', [
    "'members' is missing",
    "'MemberPage'",
  ]),
  mistake('input field that does not exist', 'zitadel', '({ path: { id: path.organi⟦z→s⟧ation } })', [
    "'organisation' does not exist",
  ]),
  mistake(
    'error status missing',
    'userhub',
    "⟦499: byCode('upstream-error'),→⟧",
    ["'499' is missing", "'ErrorMap<"],
    '  errors: {',
  ),
  mistake('error status not documented', 'userhub', "⟦→418: 'rate-limited',\n    ⟧499: byCode(", [
    "'418' does not exist in type 'ErrorMap<",
  ]),
  mistake('error code unknown', 'userhub', "429: '⟦rate-limited→too-many-requests⟧'", [
    '"too-many-requests"',
    'Refusal',
  ]),
];

/** What else the types refuse. */
export const further: readonly Mistake[] = [
  mistake(
    'body field read that `fields` does not declare',
    'zitadel',
    '{ body: { displayName, externalId⟦→, email⟧ } }',
    ["'email' does not exist", '"externalId"'],
  ),
  mistake('filter read that `filters` does not declare', 'zitadel', '{ query: { displayName, state⟦→, externalId⟧ }', [
    "'externalId' does not exist",
  ]),
  mistake(
    'entry of `fields` that the unified document does not have',
    'zitadel',
    "['displayName', 'external⟦Id→ID⟧'],",
    ['"externalID"', '"externalId"'],
  ),
  mistake('entry of `filters` that is not a filter', 'zitadel', "filters: ['displayName', 'state'⟦→, 'email'⟧],", [
    '"email"',
    '"displayName"',
  ]),
  mistake('mutation facts missing', 'userhub', 'at.body.externalId)⟦, repeatable→⟧)', ['FactsMissing<MutationFacts']),
  mistake('one mutation fact missing', 'zitadel', '{ reversible: true, ⟦idempotent: false, →⟧note: notUnique }', [
    "'idempotent' is missing",
  ]),
  mistake('mutation fact unknown', 'zitadel', '{ reversible: true, idempotent: false, not⟦e→a⟧: notUnique }', [
    'NotDocumented<"nota"',
  ]),
  mistake(
    'fact of a mutation said of a read',
    'zitadel',
    '{ note: noRoles⟦→, destroys: []⟧ },\n    ),\n    getMember',
    ['NotDocumented<"destroys"'],
  ),
  mistake(
    'filters of a list missing',
    'stytch',
    "⟦{ filters: ['externalId'] },→⟧",
    ['FactsMissing<'],
    'listOrganizations:',
  ),
  mistake(
    'identity check missing',
    'zitadel',
    "⟦RemoveOrg: anonymous('details.resourceOwner is the instance, not the organization'),→⟧",
    ["'RemoveOrg' is missing", "'IdentityChecks<operations>'"],
    '  identity: {',
  ),
  mistake(
    'identity check of an unknown operation',
    'zitadel',
    "⟦→RemovOrg: anonymous(''),\n    ⟧RemoveOrg: anonymous(",
    ["'RemovOrg' does not exist"],
  ),
  mistake('composed operation that uses an upstream operation it does not name', 'zitadel', 'api.⟦Re→De⟧activateOrg(', [
    "'DeactivateOrg' does not exist",
    '"ReactivateOrg"',
  ]),
  mistake(
    'composed operation that hands on more than it names',
    'zitadel',
    "calls(['GetOrgByID'⟦, 'GetOrgMetadata'→⟧], (",
    ["'GetOrgMetadata' is missing"],
  ),
  mistake('refusal that cannot be handed back', 'zitadel', "path: { id } }, ['not-f⟦o→⟧und'])", ['"not-fund"']),
  mistake('reply used although it may have been refused', 'userhub', 'found⟦?→⟧.uniqueId === externalId', [
    "'found' is possibly 'undefined'",
  ]),
  mistake('code that the upstream does not document', 'zitadel', "{ 'AUTH-Bs7D⟦s→z⟧': 'not-found' }", ["'AUTH-Bs7Dz'"]),
  mistake('member of a provider that does not exist', 'zitadel', 'max⟦→imum⟧PageSize: 200', ["'maximumPageSize'"]),
];

/** Names that TypeScript alone lets pass, because the object is returned, spread or kept in a variable first. */
export const unknownNames: readonly Mistake[] = [
  mistake('in the query of a composed operation', 'userhub', "v⟦i→⟧ew: 'FULL'", ['NotDocumented<"vew"', '"view"']),
  mistake('in the body of a composed operation', 'userhub', "body: { uniq⟦u→⟧eId: id ?? '' }", [
    "'uniqeId'",
    'uniqueId',
  ]),
  mistake(
    'two levels down in a body',
    'zitadel',
    '(offsetOf(page)), lim⟦i→⟧t: page.size',
    ['NotDocumented<"limt"', '"limit"'],
    'query: listQuery(page),',
  ),
  mistake('in an element of a list in a body', 'zitadel', '{ userIds: [path.member]⟦→, userId: 1⟧ }', [
    'NotDocumented<"userId", "userIds">',
  ]),
  mistake('in the answer of `response`', 'zitadel', '() => ({ deleted: true⟦→, warning: []⟧ })', [
    'NotDocumented<"warning", keyof OrganizationDeleted>',
  ]),
  mistake(
    'in the answer of a function that serves as `response`',
    'userhub',
    '({ organization: toOrganization(body), changed: true⟦→, warning: []⟧ })',
    ['NotDocumented<"warning", keyof OrganizationChanged>'],
    '      changed,',
  ),
  mistake('in a page', 'userhub', 'body.members.map(toMember), next⟦→Page⟧Cursor: ', [
    'NotDocumented<"nextPageCursor", keyof MemberPage>',
  ]),
  mistake(
    'in the answer of a generator',
    'zitadel',
    'return { organization: { ...before, externalId }, ⟦→warning: [], ⟧changed:',
    ['NotDocumented<"warning", keyof OrganizationChanged>'],
    'setExternalId: calls(',
  ),
  mistake(
    'in an organization within the answer of a generator',
    'zitadel',
    'return { organization: { ...before, external⟦Id→ID: externalId⟧ }, changed:',
    ['NotDocumented<"externalID", keyof OrganizationRecord>'],
    'setExternalId: calls(',
  ),
  mistake(
    'in a page that a generator returns',
    'zitadel',
    "return { members: result.map(toMember), ⟦→nextPageToken: '', ⟧",
    ['NotDocumented<"nextPageToken", keyof MemberPage>'],
    'listMembers: calls(',
  ),
];

/** What looks unusual but is right, so that nothing may be said of it. */
export const right: readonly Mistake[] = [
  mistake(
    'an answer of `response` written in place',
    'userhub',
    "getMember: call('GetMember', memberAt, ⟦toMember→({ user }) => ({ id: user.id, displayName: null, state: 'active', roles: [], raw: {} })⟧),",
    [],
  ),
  mistake(
    'an answer of a generator written in place',
    'userhub',
    "getOrganization: ⟦call('GetOrganization', organizationAt, toOrganization)→calls(['GetOrganization'], function* (at, api) { const { id } = yield* api.GetOrganization(organizationAt(at)); return { id, displayName: null, state: 'active', stateSource: 'native', domains: ['a.example'], raw: {} }; })⟧,",
    [],
  ),
  mistake('a query without its optional parameters', 'userhub', 'query: ⟦windowOf(at.page)→{}⟧ }),', []),
  mistake(
    'a mutation with more facts than it needs',
    'zitadel',
    "idempotent: false, ⟦→destroys: ['x'], ⟧note: notUnique",
    [],
  ),
];
