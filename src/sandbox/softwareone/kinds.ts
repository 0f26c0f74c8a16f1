import { accountTypes, serviceLevels } from './account-checks.ts';
import type { Kind } from './listing.ts';
import type { Field, Schema } from './rql/schema.ts';

const text = { kind: 'text' } as const;

function auditField(...events: string[]): Field {
  const members = {
    at: { kind: 'moment' },
    by: { kind: 'object', members: { id: text, name: text } },
    of: { kind: 'object', members: { id: text, name: text } },
  } satisfies Schema;
  return { kind: 'object', members: Object.fromEntries(events.map((name) => [name, { kind: 'object', members }])) };
}

const groupMembers: Schema = {
  id: text,
  name: text,
  description: text,
  isDefault: { kind: 'flag' },
  modules: { kind: 'list', members: { id: text, name: text } },
};

/** The account resource. */
export const accounts: Kind = {
  schema: {
    id: text,
    name: text,
    type: { kind: 'enum', values: accountTypes },
    status: { kind: 'enum', values: ['Active', 'Enabled', 'Disabled'] },
    externalId: text,
    externalName: text,
    externalIds: { kind: 'object', members: { pyraTenantId: text } },
    serviceLevel: { kind: 'enum', values: serviceLevels },
    address: {
      kind: 'object',
      members: { addressLine1: text, addressLine2: text, postCode: text, city: text, state: text, country: text },
    },
    technicalSupportEmail: text,
    website: text,
    description: text,
    icon: text,
    eligibility: { kind: 'object', members: { client: { kind: 'flag' }, partner: { kind: 'flag' } } },
    defaultLanguageCode: text,
    revision: { kind: 'number' },
    groups: { kind: 'list', members: groupMembers },
    audit: auditField('created', 'updated'),
  },
  omitted: ['groups', 'audit'],
};

const membershipStatus: Field = { kind: 'enum', values: ['Invited', 'Active', 'InvitationExpired'] };

/** The account-user resource, as the account-scoped paths show it: under the user's id. */
export const accountUsers: Kind = {
  schema: {
    id: text,
    status: membershipStatus,
    user: {
      kind: 'object',
      members: {
        id: text,
        name: text,
        email: text,
        firstName: text,
        lastName: text,
        status: { kind: 'enum', values: ['Invited', 'Active'] },
        phone: { kind: 'object', members: { prefix: text, number: text } },
        settings: { kind: 'object', members: {} },
      },
    },
    groups: { kind: 'list', members: groupMembers },
    modules: { kind: 'list', members: { id: text, name: text } },
    account: {
      kind: 'object',
      members: {
        id: text,
        name: text,
        icon: text,
        type: { kind: 'enum', values: accountTypes },
        status: { kind: 'enum', values: ['Active', 'Enabled', 'Disabled'] },
      },
    },
    invitation: { kind: 'object', members: { status: membershipStatus, url: text, notes: text } },
    lastLoginAt: { kind: 'moment' },
    revision: { kind: 'number' },
    audit: auditField('created', 'updated', 'invited', 'joined'),
  },
  omitted: ['audit'],
};
