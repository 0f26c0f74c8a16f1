import type { UnifiedOperationId } from '../../../../src/translation/unified.ts';
import { type Expectation, nothing, unused, used } from './expectation.ts';

/** Everything that makes a unified organization of an answer. */
const organizations = [
  'listOrganizations',
  'createOrganization',
  'getOrganization',
  'updateOrganization',
  'deleteOrganization',
  'activateOrganization',
  'deactivateOrganization',
  'restoreOrganization',
  'purgeOrganization',
  'setExternalId',
  'deleteExternalId',
  'connectExternalAccount',
  'disconnectExternalAccount',
] as const satisfies UnifiedOperationId[];
const members = [
  'listMembers',
  'addMember',
  'getMember',
  'updateMember',
  'removeMember',
] as const satisfies UnifiedOperationId[];
const all = [...organizations, 'listExternalAccounts', ...members] as const;
/** GetOrganization: create and removeMember only look it up to tell what became of their writes. */
const lookups = [...organizations, 'listExternalAccounts', 'removeMember'] as const;
/** Those that send CreateOrganization or UpdateOrganization, whose settlements compare what is shown with what was sent. */
const compared = [
  'createOrganization',
  'updateOrganization',
  'activateOrganization',
  'deactivateOrganization',
  'setExternalId',
  'deleteExternalId',
] as const;

const schema = '/components/schemas';
const parameter = '/components/parameters';
const path = '/paths/~1admin~1v1~1organizations';
const one = `${path}~1{organizationId}`;

export const userhub: readonly Expectation[] = [
  {
    name: 'a property of organizations that is shown is gone',
    steps: [{ remove: `${schema}/Organization/properties/memberCount` }],
    expected: used('breaking', organizations, ['organization/memberCount']),
  },
  {
    name: 'a property that only raw shows is gone',
    steps: [{ remove: `${schema}/Organization/properties/signupTime` }],
    expected: unused('breaking'),
  },
  {
    name: 'a property that only settlements read changes its type',
    steps: [{ set: `${schema}/Organization/properties/disabled/type`, to: 'string' }],
    expected: used('breaking', compared),
  },
  {
    name: 'a property that only settlements read may be missing',
    steps: [{ set: `${schema}/Role/required`, to: ['id'] }],
    expected: used('breaking', ['addMember', 'updateMember']),
  },
  {
    name: 'a property that identity checks read, a looked-up organization included, changes its type',
    steps: [{ set: `${schema}/Organization/properties/id`, to: { type: 'integer' } }],
    expected: used('breaking', lookups),
  },
  {
    name: 'a part of a nested object may be null',
    steps: [{ set: `${schema}/Address/properties/city/type`, to: ['string', 'null'] }],
    expected: used('breaking', organizations),
  },
  {
    name: 'a property of the items of a nested list is gone',
    steps: [{ remove: `${schema}/AccountConnection/properties/currencyCode` }],
    expected: used('breaking', [...organizations, 'listExternalAccounts']),
  },
  {
    name: 'a property of the items of a nested list that nobody reads is gone',
    steps: [{ remove: `${schema}/AccountConnection/properties/pushTime` }],
    expected: unused('breaking'),
  },
  {
    name: 'an open enum that is mapped gains a member',
    steps: [{ add: `${schema}/Organization/properties/state/x-extensible-enum`, value: 'SUSPENDED' }],
    expected: used('risky', organizations),
  },
  {
    name: 'an open enum that is mapped loses a member',
    steps: [{ remove: `${schema}/Member/properties/state/x-extensible-enum/1` }],
    expected: used('risky', members),
  },
  {
    name: 'an optional property becomes required',
    steps: [{ add: `${schema}/Organization/required`, value: 'displayName' }],
    expected: used('harmless', organizations),
  },
  {
    name: 'the constant that is sent is no member any more',
    steps: [{ remove: `${parameter}/View/schema/enum/1` }],
    expected: used('breaking', ['listOrganizations']),
  },
  {
    name: 'another member than the constant that is sent is gone',
    steps: [{ remove: `${parameter}/View/schema/enum/0` }],
    expected: used('harmless', ['listOrganizations']),
  },
  {
    name: 'the pattern does not take the order that is sent any more',
    steps: [{ set: `${parameter}/OrganizationOrderBy/schema/pattern`, to: '^(displayName asc|email asc)$' }],
    expected: used('breaking', ['listOrganizations']),
  },
  {
    name: 'the pattern is narrower, and takes the order that is sent',
    steps: [{ set: `${parameter}/OrganizationOrderBy/schema/pattern`, to: '^(displayName asc|createTime desc)$' }],
    expected: used('harmless', ['listOrganizations']),
  },
  {
    name: 'the edition that every call names is not taken any more',
    steps: [{ set: `${parameter}/ApiVersion/schema`, to: { type: 'string', enum: ['2026-01-01'] } }],
    expected: used('breaking', all),
  },
  {
    name: 'a new query parameter is required',
    steps: [
      {
        add: `${one}~1members/get/parameters`,
        value: { name: 'tenant', in: 'query', required: true, schema: { type: 'string' } },
      },
    ],
    expected: used('breaking', ['listMembers']),
  },
  {
    name: 'a longest length of what callers write is lowered',
    steps: [{ set: `${schema}/CreateOrganizationRequest/properties/displayName/maxLength`, to: 100 }],
    expected: used('breaking', ['createOrganization'], ['request/displayName']),
  },
  {
    name: 'a property that two transitions send is gone',
    steps: [{ remove: `${schema}/UpdateOrganizationRequest/properties/disabled` }],
    expected: used('breaking', ['activateOrganization', 'deactivateOrganization']),
  },
  {
    name: 'a property that is never sent is gone',
    steps: [{ remove: `${schema}/CreateOrganizationRequest/properties/emailVerified` }],
    expected: unused('breaking'),
  },
  {
    name: 'a property that callers may leave out becomes required',
    steps: [{ add: `${schema}/AddMemberRequest/required`, value: 'roleId' }],
    expected: used('breaking', ['addMember']),
  },
  {
    name: 'a property becomes required that is always sent, because nothing is sent without it',
    steps: [{ set: `${schema}/UpdateMemberRequest/required`, to: ['roleId'] }],
    expected: used('harmless', ['updateMember']),
  },
  {
    name: 'the code of refusals is gone',
    steps: [{ remove: `${schema}/ErrorStatus/properties/code` }],
    expected: used('breaking', all),
  },
  {
    name: 'a new success status',
    steps: [{ set: `${one}/delete/responses/202`, to: { description: 'Accepted' } }],
    expected: used('breaking', ['deleteOrganization']),
  },
  {
    name: 'a new error status',
    steps: [{ set: `${path}/post/responses/422`, to: { $ref: '#/components/responses/BadRequest' } }],
    expected: used('risky', ['createOrganization']),
  },
  {
    name: 'an error status is gone',
    steps: [{ remove: `${one}~1members~1{userId}/delete/responses/404` }],
    expected: used('risky', ['removeMember']),
  },
  {
    name: 'the answer is not JSON any more',
    steps: [{ rename: `${one}~1members/get/responses/200/content/application~1json`, to: 'application/xml' }],
    expected: used('breaking', ['listMembers']),
  },
  {
    name: 'another way to authenticate',
    steps: [{ set: '/components/securitySchemes/adminKey', to: { type: 'apiKey', in: 'header', name: 'X-Admin-Key' } }],
    expected: used('breaking', all),
  },
  {
    name: 'an operation is gone',
    steps: [{ remove: `${one}:undelete` }],
    expected: used('breaking', ['restoreOrganization']),
  },
  {
    name: 'an operation that settlements need as well is gone',
    steps: [{ remove: `${one}/get` }],
    expected: used('breaking', lookups),
  },
  {
    name: 'an operation has another path',
    steps: [{ rename: `${one}:purge`, to: '/admin/v1/organizations/{organizationId}/purge' }],
    expected: used('breaking', ['purgeOrganization']),
  },
  {
    name: 'the server has another address',
    steps: [{ set: '/servers/0/url', to: 'https://eu.api.userhub.com' }],
    expected: used('risky', all),
  },
  {
    name: 'a path parameter has another name',
    steps: [
      { set: `${parameter}/UserId/name`, to: 'memberUserId' },
      { rename: `${one}~1members~1{userId}`, to: '/admin/v1/organizations/{organizationId}/members/{memberUserId}' },
    ],
    expected: nothing,
  },
];
