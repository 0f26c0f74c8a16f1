import type { UnifiedOperationId } from '../../../../src/translation/unified.ts';
import { type Expectation, nothing, unused, used } from './expectation.ts';

/** Everything that reads organizations; deleteOrganization and listMembers do to make sure that there is one. */
const organizations = [
  'listOrganizations',
  'createOrganization',
  'getOrganization',
  'updateOrganization',
  'deleteOrganization',
  'setExternalId',
  'deleteExternalId',
  'listMembers',
] as const satisfies UnifiedOperationId[];
const members = ['listMembers', 'addMember', 'getMember', 'updateMember', 'removeMember'] as const;
const all = [...organizations, 'addMember', 'getMember', 'updateMember', 'removeMember'] as const;

const schema = '/components/schemas';
const path = '/paths/~1v1~1b2b~1organizations';

export const stytch: readonly Expectation[] = [
  {
    name: 'a property of organizations may be missing',
    steps: [{ set: `${schema}/Organization/required`, to: ['organization_id', 'organization_name'] }],
    expected: used('breaking', organizations),
  },
  {
    name: 'a property that nobody reads is gone',
    steps: [{ remove: `${schema}/Organization/properties/mfa_policy` }],
    expected: unused('breaking'),
  },
  {
    name: 'a map that is taken as a whole becomes a list',
    steps: [{ set: `${schema}/Metadata`, to: { type: 'array', items: {} } }],
    expected: used('breaking', organizations),
  },
  {
    name: 'a map that is taken as a whole has fewer kinds of values',
    steps: [{ set: `${schema}/Metadata/additionalProperties`, to: { type: 'string' } }],
    expected: used('harmless', organizations),
  },
  {
    name: 'a map that callers fill takes fewer kinds of values',
    steps: [{ set: `${schema}/MetadataInput/additionalProperties`, to: { type: 'string' } }],
    expected: used('breaking', ['updateOrganization']),
  },
  {
    name: 'a property that only identity checks read is gone',
    steps: [
      { remove: `${schema}/OrganizationResponse/properties/status_code` },
      { set: `${schema}/OrganizationResponse/required`, to: ['request_id', 'organization'] },
    ],
    expected: used('breaking', [...organizations, 'removeMember']),
  },
  {
    name: 'a shared schema that only identity checks read changes its type',
    steps: [{ set: `${schema}/BodyStatusCode`, to: { type: 'string' } }],
    expected: used('breaking', all),
  },
  {
    name: 'the id that the check of a deletion reads has another name',
    steps: [
      { rename: `${schema}/DeleteMemberResponse/properties/member_id`, to: 'id' },
      { set: `${schema}/DeleteMemberResponse/required`, to: ['status_code', 'request_id', 'id'] },
    ],
    expected: used('breaking', ['removeMember']),
  },
  {
    name: 'an id that repeats what is read elsewhere is gone',
    steps: [
      { remove: `${schema}/MemberResponse/properties/member_id` },
      { set: `${schema}/MemberResponse/required`, to: ['status_code', 'request_id', 'member', 'organization'] },
    ],
    expected: unused('breaking'),
  },
  {
    name: 'the sources of roles, which only an update and settlements read, are gone',
    steps: [{ remove: `${schema}/MemberRole/properties/sources` }],
    expected: used('breaking', ['addMember', 'updateMember']),
  },
  {
    name: 'an open enum that is mapped gains a member',
    steps: [{ add: `${schema}/Member/properties/status/x-extensible-enum`, value: 'suspended' }],
    expected: used('risky', members),
  },
  {
    name: 'an open enum becomes a closed one',
    steps: [
      {
        set: `${schema}/Member/properties/status`,
        to: { type: 'string', enum: ['pending', 'invited', 'active', 'deleted'] },
      },
    ],
    expected: used('harmless', members),
  },
  {
    name: 'the cursor of the next page is gone',
    steps: [{ remove: `${schema}/ResultsMetadata/properties/next_cursor` }],
    expected: used('breaking', ['listOrganizations', 'listMembers']),
  },
  {
    name: 'a total that nobody reads is gone',
    steps: [{ remove: `${schema}/ResultsMetadata/properties/total` }, { remove: `${schema}/ResultsMetadata/required` }],
    expected: unused('breaking'),
  },
  {
    name: 'the largest page is smaller',
    steps: [{ set: `${schema}/SearchLimitInput/maximum`, to: 100 }],
    expected: used('breaking', ['listOrganizations', 'listMembers']),
  },
  {
    name: 'the largest page is larger',
    steps: [{ set: `${schema}/SearchLimitInput/maximum`, to: 5000 }],
    expected: used('harmless', ['listOrganizations', 'listMembers']),
  },
  {
    name: 'what callers write may not be as long, where it was not limited',
    steps: [{ set: `${schema}/MemberEmailAddressInput/maxLength`, to: 30 }],
    expected: used('breaking', ['addMember'], ['request/email']),
  },
  {
    name: 'a list that callers fill may not be as long',
    steps: [{ set: `${schema}/RoleIdsInput/maxItems`, to: 2 }],
    expected: used('breaking', ['addMember', 'updateMember'], ['request/roles']),
  },
  {
    name: 'a smallest length of what callers write is raised',
    steps: [{ set: `${schema}/OrganizationSlugInput/minLength`, to: 4 }],
    expected: used('breaking', ['createOrganization', 'updateOrganization'], ['request/slug']),
  },
  {
    name: 'a property that is sent is gone',
    steps: [{ remove: `${schema}/UpdateOrganizationRequest/properties/email_allowed_domains` }],
    expected: used('breaking', ['updateOrganization'], ['request/domains']),
  },
  {
    name: 'a property that is never sent is gone',
    steps: [{ remove: `${schema}/UpdateOrganizationRequest/properties/sso_default_connection_id` }],
    expected: unused('breaking'),
  },
  {
    name: 'a query parameter that only the settlement of a create sends is gone',
    steps: [{ remove: `${path}~1{organization_id}~1member/get/parameters/2` }],
    expected: used('breaking', ['addMember']),
  },
  {
    name: 'one of two success statuses is gone',
    steps: [{ remove: `${path}~1{organization_id}~1members/post/responses/201` }],
    expected: used('harmless', ['addMember']),
  },
  {
    name: 'the type of refusals is gone',
    steps: [{ remove: `${schema}/StytchErrorBody/properties/error_type` }],
    expected: used('breaking', all),
  },
  {
    name: 'the type of refusals is gone where none is told apart by it',
    steps: [{ remove: `${schema}/EdgeErrorBody/properties/error_type` }],
    expected: used('risky', all),
  },
  {
    name: 'another scheme of HTTP authentication',
    steps: [{ set: '/components/securitySchemes/basicAuth/scheme', to: 'bearer' }],
    expected: used('breaking', all),
  },
  {
    name: 'a second way to authenticate, beside the one in use',
    steps: [
      { set: '/components/securitySchemes/token', to: { type: 'http', scheme: 'bearer' } },
      { add: `${path}~1{organization_id}/get/security`, value: { token: [] } },
    ],
    expected: used('harmless', [...organizations, 'removeMember']),
  },
  {
    name: 'a text that may be null, written as alternatives',
    steps: [
      {
        set: `${schema}/Organization/properties/organization_external_id`,
        to: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
    ],
    expected: nothing,
  },
  {
    name: 'what was named is inlined',
    steps: [{ set: `${schema}/OrganizationResponse/properties/status_code`, to: { type: 'integer', format: 'int32' } }],
    expected: nothing,
  },
];
