import type { UnifiedOperationId } from '../../../../src/translation/unified.ts';
import { type Expectation, nothing, unused, used } from './expectation.ts';

/** Everything that reads organizations; listMembers does when a first page is empty. */
const organizations = [
  'listOrganizations',
  'createOrganization',
  'getOrganization',
  'updateOrganization',
  'activateOrganization',
  'deactivateOrganization',
  'setExternalId',
  'deleteExternalId',
  'listMembers',
] as const satisfies UnifiedOperationId[];
/** Everything that reads, writes or removes the metadata that keeps the external ID. */
const metadata = [
  'createOrganization',
  'getOrganization',
  'updateOrganization',
  'activateOrganization',
  'deactivateOrganization',
  'setExternalId',
  'deleteExternalId',
] as const;
const members = ['listMembers', 'getMember'] as const;
const all = [...organizations, 'deleteOrganization', 'getMember'] as const;

const schema = '/components/schemas';
const parameter = '/components/parameters';
const management = '/paths/~1management~1v1';
const admin = '/paths/~1admin~1v1~1orgs';

export const zitadel: readonly Expectation[] = [
  {
    name: 'a property that only identity checks read is gone',
    steps: [{ remove: `${schema}/ObjectDetails/properties/resourceOwner` }],
    expected: used('breaking', [...metadata, ...members]),
  },
  {
    name: 'a property that nobody reads is gone',
    steps: [{ remove: `${schema}/Org/properties/primaryDomain` }],
    expected: unused('breaking'),
  },
  {
    name: 'the name of organizations may be null',
    steps: [{ set: `${schema}/Org/properties/name/type`, to: ['string', 'null'] }],
    expected: used('breaking', organizations),
  },
  {
    name: 'the state, which the settlement of a removal reads too, changes its type',
    steps: [{ set: `${schema}/Org/properties/state`, to: { type: 'integer' } }],
    expected: used('breaking', [...organizations, 'deleteOrganization']),
  },
  {
    name: 'the open enum of states gains a member',
    steps: [{ add: `${schema}/Org/properties/state/x-extensible-enum`, value: 'ORG_STATE_SUSPENDED' }],
    expected: used('risky', [...organizations, 'deleteOrganization']),
  },
  {
    name: 'a property of a nested object is gone',
    steps: [{ remove: `${schema}/HumanProfile/properties/displayName` }],
    expected: used('breaking', members, ['member/displayName']),
  },
  {
    name: 'a property of a nested object that nobody reads is gone',
    steps: [{ remove: `${schema}/HumanProfile/properties/nickName` }],
    expected: unused('breaking'),
  },
  {
    name: 'a flag may be null',
    steps: [{ set: `${schema}/HumanEmail/properties/isVerified/type`, to: ['boolean', 'null'] }],
    expected: used('breaking', members, ['member/emailVerified']),
  },
  {
    name: 'the total that tells whether there are more pages is gone',
    steps: [{ remove: `${schema}/ListDetails/properties/totalResult` }],
    expected: used('breaking', ['listOrganizations']),
  },
  {
    name: 'the metadata key that is sent does not fit the pattern any more',
    steps: [{ set: `${parameter}/MetadataKey/schema/pattern`, to: '^[a-z]+$' }],
    expected: used('breaking', metadata),
  },
  {
    name: 'the metadata key that is sent fits a narrower pattern',
    steps: [{ set: `${parameter}/MetadataKey/schema/pattern`, to: '^[a-z_]+$' }],
    expected: used('harmless', metadata),
  },
  {
    name: 'the metadata key that is sent is shorter than the new longest length',
    steps: [{ set: `${parameter}/MetadataKey/schema/maxLength`, to: 100 }],
    expected: used('harmless', metadata),
  },
  {
    name: 'the header that names the organization takes less',
    steps: [{ set: `${parameter}/OrgIdHeader/schema/maxLength`, to: 50 }],
    expected: used('breaking', metadata),
  },
  {
    name: 'the way to compare names that is sent is gone; the settlement of a create sends it too',
    steps: [{ remove: `${schema}/TextQueryMethod/enum/0` }],
    expected: used('breaking', ['listOrganizations', 'createOrganization']),
  },
  {
    name: 'a way to compare names that is never sent is gone',
    steps: [{ remove: `${schema}/TextQueryMethod/enum/4` }],
    expected: used('harmless', ['listOrganizations', 'createOrganization']),
  },
  {
    name: 'the sorting column that is sent is gone',
    steps: [{ remove: `${schema}/ListOrgsRequest/properties/sortingColumn/enum/1` }],
    expected: used('breaking', ['listOrganizations']),
  },
  {
    name: 'a state that a filter is mapped to is gone',
    steps: [{ remove: `${schema}/OrgStateQuery/properties/state/enum/2` }],
    expected: used('breaking', ['listOrganizations']),
  },
  {
    name: 'an alternative that is sent is gone',
    steps: [{ remove: `${schema}/OrgQuery/anyOf/2` }],
    expected: used('breaking', ['listOrganizations']),
  },
  {
    name: 'an operation that settlements need as well takes a new required parameter',
    steps: [
      {
        set: `${management}~1metadata~1{key}/get/parameters`,
        to: [{ name: 'view', in: 'query', required: true, schema: { type: 'string' } }],
      },
    ],
    expected: used('breaking', metadata),
  },
  {
    name: 'a longest length of a value that is made of what callers write is lowered',
    steps: [{ set: `${schema}/SetOrgMetadataRequest/properties/value/maxLength`, to: 40 }],
    expected: used('breaking', ['createOrganization', 'setExternalId']),
  },
  {
    name: 'a property becomes required that is never sent',
    steps: [{ set: `${schema}/ListUsersRequest/required`, to: ['sortingColumn'] }],
    expected: used('breaking', members),
  },
  {
    name: 'a property becomes required that only one of two operations sends',
    steps: [{ set: `${schema}/ListUsersRequest/required`, to: ['query'] }],
    expected: used('breaking', ['getMember']),
  },
  {
    name: 'a property becomes required that is always sent',
    steps: [{ set: `${schema}/ListUsersRequest/required`, to: ['queries'] }],
    expected: used('harmless', members),
  },
  {
    name: 'the id of the place that raised an error is gone',
    steps: [{ remove: `${schema}/ErrorDetail/properties/id` }],
    expected: used('breaking', all),
  },
  {
    name: 'the one success status is another one',
    steps: [{ rename: `${admin}~1{id}/delete/responses/200`, to: '204' }],
    expected: used('breaking', ['deleteOrganization']),
  },
  {
    name: 'an operation is deprecated',
    steps: [{ set: '/paths/~1v2~1users/post/deprecated', to: true }],
    expected: used('risky', members),
  },
  {
    name: 'another method',
    steps: [{ rename: '/paths/~1management~1v1~1orgs~1me/put', to: 'patch' }],
    expected: used('breaking', ['updateOrganization']),
  },
  {
    name: 'a new optional property of answers',
    steps: [{ set: `${schema}/Metadata/properties/revision`, to: { type: 'integer' } }],
    expected: unused('harmless'),
  },
  {
    name: 'descriptions and examples are others',
    steps: [
      { set: `${schema}/Org/description`, to: 'An organization, told otherwise.' },
      { set: `${schema}/Org/properties/name/example`, to: 'Bakery' },
    ],
    expected: nothing,
  },
];
