import type { UnifiedOperationId } from '../../../../src/translation/unified.ts';
import { type Expectation, nothing, unused, used } from './expectation.ts';

const organizations = [
  'listOrganizations',
  'createOrganization',
  'getOrganization',
  'updateOrganization',
  'activateOrganization',
  'deactivateOrganization',
  'setExternalId',
  'deleteExternalId',
] as const satisfies UnifiedOperationId[];
/** Those that read, merge and write a whole account. */
const rewriting = ['updateOrganization', 'setExternalId', 'deleteExternalId'] as const;
const members = ['listMembers', 'addMember', 'getMember', 'updateMember'] as const;
const all = [...organizations, ...members, 'removeMember'] as const;
/** Lists: the settlements of creates look through them as well. */
const lists = ['listOrganizations', 'createOrganization', 'listMembers', 'addMember'] as const;

const schema = '/components/schemas';
const parameter = '/components/parameters';
const path = '/paths/~1public~1v1~1accounts~1accounts';
const users = `${path}~1{accountId}~1users`;

export const softwareone: readonly Expectation[] = [
  {
    name: 'a property of accounts that is shown is gone',
    steps: [{ remove: `${schema}/Account/properties/website` }],
    expected: used('breaking', organizations),
  },
  {
    name: 'a property whose name may be looked at, but never its value, changes its type',
    steps: [{ set: `${schema}/Account/properties/logo/type`, to: 'integer' }],
    expected: unused('breaking'),
  },
  {
    name: 'a property that is read only to be written back has a wider type',
    steps: [{ set: `${schema}/Account/properties/serviceLevel`, to: { type: ['string', 'integer', 'null'] } }],
    expected: used('breaking', rewriting),
  },
  {
    name: 'a property that is read to be written back, and by the settlement of a create, is gone',
    steps: [
      { remove: `${schema}/Account/properties/type` },
      { set: `${schema}/Account/required`, to: ['id', 'name', 'status'] },
    ],
    expected: used('breaking', ['createOrganization', ...rewriting]),
  },
  {
    name: 'an open enum that is mapped gains a member',
    steps: [{ add: `${schema}/Account/properties/status/x-extensible-enum`, value: 'Closed' }],
    expected: used('risky', organizations),
  },
  {
    name: 'a part of a nested object is gone',
    steps: [{ remove: `${schema}/Address/properties/addressLine2` }],
    expected: used('breaking', organizations),
  },
  {
    name: 'the id of accounts, which the settlement of a removal checks too, changes its type',
    steps: [{ set: `${schema}/Account/properties/id/type`, to: 'integer' }],
    expected: used('breaking', [...organizations, 'removeMember']),
  },
  {
    name: 'the time of events on accounts and members is gone',
    steps: [{ remove: `${schema}/AuditEvent/properties/at` }],
    expected: used('breaking', [...organizations, ...members]),
  },
  {
    name: 'an address that one of two forms of a member has is gone',
    steps: [{ remove: `${schema}/AccountUser/properties/email` }],
    expected: used('breaking', members),
  },
  {
    name: 'a property of members that nobody reads is gone',
    steps: [{ remove: `${schema}/AccountUser/properties/notes` }],
    expected: unused('breaking'),
  },
  {
    name: 'the total of a list, which the settlements of creates read too, is gone',
    steps: [{ remove: `${schema}/Pagination/properties/total` }],
    expected: used('breaking', lists),
  },
  {
    name: 'a property that nobody reads may be missing',
    steps: [{ set: `${schema}/Pagination/required`, to: ['limit'] }],
    expected: unused('breaking'),
  },
  {
    name: 'the largest page is smaller',
    steps: [{ set: `${parameter}/Limit/schema/maximum`, to: 50 }],
    expected: used('breaking', lists),
  },
  {
    name: 'the selection that is sent is the only one left',
    steps: [{ set: `${parameter}/Select/schema/enum`, to: ['audit'] }],
    expected: used('harmless', all),
  },
  {
    name: 'the selection that is sent is not taken any more',
    steps: [{ set: `${parameter}/Select/schema/enum`, to: ['none'] }],
    expected: used('breaking', all),
  },
  {
    name: 'the order that is sent is not taken any more',
    steps: [{ set: `${parameter}/Order/schema/enum`, to: ['name', '-name'] }],
    expected: used('breaking', lists),
  },
  {
    name: 'the filter of accounts is gone',
    steps: [{ remove: `${path}/get/parameters/4` }],
    expected: used('breaking', ['listOrganizations', 'createOrganization']),
  },
  {
    name: 'the filter of members, which is never sent, is gone',
    steps: [{ remove: `${users}/get/parameters/4` }],
    expected: unused('breaking'),
  },
  {
    name: 'the type of account that is created is gone',
    steps: [{ remove: `${schema}/AccountCreate/properties/type/enum/0` }],
    expected: used('breaking', ['createOrganization']),
  },
  {
    name: 'a type of account that is never created is gone',
    steps: [{ remove: `${schema}/AccountCreate/properties/type/enum/1` }],
    expected: used('harmless', ['createOrganization']),
  },
  {
    name: 'the ids of groups have another form',
    steps: [{ set: `${schema}/UserGroupIdInput/properties/id/pattern`, to: '^GRP-[0-9]{4}-[0-9]{4}$' }],
    expected: used('breaking', ['addMember', 'updateMember'], ['request/roles']),
  },
  {
    name: 'an operation that is never asked for is gone',
    steps: [{ remove: `${users}~1{userId}/put` }],
    expected: unused('breaking'),
  },
  {
    name: 'a property that is written back is gone',
    steps: [{ remove: `${schema}/AccountUpdate/properties/eligibility` }],
    expected: used('breaking', rewriting),
  },
  {
    name: 'a property that is never written is gone',
    steps: [{ remove: `${schema}/AccountUpdate/properties/icon` }],
    expected: unused('breaking'),
  },
  {
    name: 'a property becomes required that callers may leave out',
    steps: [{ add: `${schema}/AccountCreate/required`, value: 'externalId' }],
    expected: used('breaking', ['createOrganization']),
  },
  {
    name: 'a property becomes required that is always sent',
    steps: [{ add: `${schema}/AccountUserCreate/required`, value: 'invitation' }],
    expected: used('harmless', ['addMember']),
  },
  {
    name: 'the status that invitations are sent with is gone',
    steps: [{ remove: `${schema}/InvitationInput/properties/status/enum/0` }],
    expected: used('breaking', ['addMember']),
  },
  {
    name: 'the code of refusals is gone, by which none is told apart',
    steps: [{ remove: `${schema}/ProblemDetails/properties/type` }],
    expected: used('risky', all),
  },
  {
    name: 'the one success status is another one',
    steps: [{ rename: `${users}~1{userId}/delete/responses/204`, to: '200' }],
    expected: used('breaking', ['removeMember']),
  },
  {
    name: 'requests are not JSON any more',
    steps: [{ remove: `${path}/post/requestBody/content/application~1json` }],
    expected: used('breaking', ['createOrganization']),
  },
  {
    name: 'a schema is split in two',
    steps: [
      {
        set: `${schema}/PaginationTotal`,
        to: { type: 'object', properties: { total: { type: ['integer', 'null'], format: 'int32' } } },
      },
      {
        set: `${schema}/Pagination`,
        to: {
          type: 'object',
          required: ['offset', 'limit'],
          properties: { offset: { type: 'integer', format: 'int32' }, limit: { type: 'integer', format: 'int32' } },
          allOf: [{ $ref: '#/components/schemas/PaginationTotal' }],
        },
      },
    ],
    expected: nothing,
  },
];
