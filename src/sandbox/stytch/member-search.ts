import type { Exchange, Route } from '../emulator.ts';
import { Refused } from './answers.ts';
import { type Body, field, isObject, isTexts, readBody, texts } from './body.ts';
import { checkEmail } from './domains.ts';
import { organizationOf } from './lookup.ts';
import { memberAnswer } from './roles.ts';
import { route } from './route.ts';
import { anyOf, type Filters, oneOf, page, readSearch } from './search.ts';
import { actorOf, permit } from './sessions.ts';
import type { MemberEntry, OrganizationEntry, StytchState } from './state.ts';

const statuses = ['pending', 'invited', 'active', 'deleted'];

const filters: Filters<MemberEntry> = {
  subject: 'member',
  filters: {
    member_ids: {
      expects: 'strings',
      compile(values) {
        const internal = values.filter((value) => /^member-(test|live)-/.test(value));
        if (internal.length > 0 && internal.length < values.length) {
          throw new Refused('member_search_cannot_mix_internal_and_external_member_ids');
        }
        const wanted = new Set(values);
        return ({ member }) => wanted.has(member.member_id) || wanted.has(member.external_id ?? '');
      },
    },
    member_emails: anyOf(({ member }) => [member.email_address], checkEmail),
    statuses: {
      expects: 'strings',
      compile(values) {
        if (values.some((value) => !statuses.includes(value))) throw new Refused('search_invalid_status_filter');
        return ({ member }) => values.includes(member.status);
      },
    },
    member_phone_numbers: oneOf(({ member }) => member.mfa_phone_number),
    member_email_fuzzy: {
      expects: 'fuzzy',
      tooShort: 'member_search_member_email_fuzzy_too_short',
      texts: ({ member }) => [member.email_address],
    },
    member_phone_number_fuzzy: {
      expects: 'fuzzy',
      tooShort: 'member_search_member_mfa_phone_number_fuzzy_too_short',
      texts: ({ member }) => [member.mfa_phone_number],
    },
    member_is_breakglass: {
      expects: 'boolean',
      compile:
        (wanted) =>
        ({ member }) =>
          member.is_breakglass === wanted,
    },
  },
};

function search({ request, state, view }: Exchange<StytchState>): object {
  const body = readBody(request);
  const entries = searched(view, body);
  const actor = actorOf(request, state);
  for (const entry of entries.values()) permit(actor, entry);
  const wanted = readSearch(body, filters);
  const withDeleted = asksForDeleted(body);
  const members = [...entries.values()]
    .flatMap((entry) => Object.values(entry.members))
    .filter(({ member }) => withDeleted || member.status !== 'deleted')
    .sort((one, other) => one.sequence - other.sequence);
  const { items, results_metadata } = page(members, wanted, view.search_totals_disabled);
  const answers: object[] = [];
  const organizations: Record<string, object> = {};
  for (const item of items) {
    const organization = entries.get(item.member.organization_id)?.organization;
    if (organization === undefined) continue;
    answers.push(memberAnswer(item, organization));
    organizations[organization.organization_id] = organization;
  }
  return { members: answers, organizations, results_metadata };
}

/** The organizations to search, by id; any of them that does not exist fails the search (inferred). */
function searched(view: StytchState, body: Body): Map<string, OrganizationEntry> {
  const references = texts(body, 'organization_ids') ?? [];
  if (references.length === 0) throw new Refused('member_search_organization_ids_empty');
  const entries = references.map((reference) => organizationOf(view, reference));
  return new Map(entries.map((entry) => [entry.organization.organization_id, entry]));
}

/** Whether an operand names the status `deleted`; without that no deleted member is found. */
function asksForDeleted(body: Body): boolean {
  const query = field(body, 'query');
  const operands = isObject(query) ? field(query, 'operands') : undefined;
  if (!Array.isArray(operands)) return false;
  return operands.some(
    (operand: unknown) =>
      isObject(operand) &&
      operand.filter_name === 'statuses' &&
      isTexts(operand.filter_value) &&
      operand.filter_value.includes('deleted'),
  );
}

/** The search over members. */
export const memberSearchRoutes: readonly Route<StytchState>[] = [route('POST', '/members/search', 'read', search)];
