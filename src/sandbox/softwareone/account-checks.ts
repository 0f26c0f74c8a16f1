import { isObject, type JsonObject } from './bodies.ts';
import { invalid } from './problems.ts';
import type { AccountType, Address, WritableAccount } from './state.ts';

export const accountTypes: readonly string[] = ['Client', 'Vendor', 'Operations'] satisfies AccountType[];
export const serviceLevels: readonly string[] = [
  'Express',
  'Elite',
  'Dsc',
  'Focus',
  'Runners',
  'Strategics',
  'NotApplicable',
];

/** What a body says of an account, checked member by member; cleared members are left out. */
export type GivenAccount = Partial<WritableAccount> & { readonly type?: AccountType };

/** Says what is wrong with a value that is present and not null. */
type Check = (value: unknown) => string | undefined;

function text(minimum: number, maximum: number, form?: RegExp): Check {
  return (value) => {
    if (typeof value !== 'string') return 'The JSON value could not be converted to a string.';
    const length = [...value].length;
    if (length < minimum) return `The value must be at least ${minimum} characters long.`;
    if (length > maximum) return `The value must be at most ${maximum} characters long.`;
    return form === undefined || form.test(value) ? undefined : 'The value is not in the right format.';
  };
}

function oneOf(values: readonly string[]): Check {
  return (value) =>
    typeof value === 'string' && values.includes(value) ? undefined : `The value must be one of ${values.join(', ')}.`;
}

const flag: Check = (value) =>
  typeof value === 'boolean' ? undefined : 'The JSON value could not be converted to a boolean.';

const members: Readonly<Record<string, Check | Readonly<Record<string, Check>>>> = {
  name: text(1, 500),
  type: oneOf(accountTypes),
  externalId: text(0, 250),
  serviceLevel: oneOf(serviceLevels),
  address: {
    addressLine1: text(1, 250),
    addressLine2: text(0, 250),
    postCode: text(1, 20),
    city: text(1, 200),
    state: text(1, 200),
    country: text(1, 2),
  },
  technicalSupportEmail: text(0, 320, /^[^\s@]+@[^\s@]+$/),
  website: text(0, 2000),
  description: text(0, 2000),
  eligibility: { client: flag, partner: flag },
  defaultLanguageCode: text(1, 35, /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/),
};

/** Members of the full shape that only the platform writes: accepted in a body, and without effect. */
const ignored = ['id', 'status', 'icon', 'externalName', 'externalIds', 'groups', 'revision', 'audit', '$meta'];

/** Reads and checks a body of the account shape. A member the shape does not have is refused, as its schema says. */
export function readAccount(body: JsonObject, required: readonly string[]): GivenAccount {
  const errors: Record<string, string[]> = {};
  const given: Record<string, unknown> = {};
  for (const name of required) {
    if (body[name] === undefined || body[name] === null) errors[name] = [`The ${name} field is required.`];
  }
  for (const [name, value] of Object.entries(body)) {
    if (ignored.includes(name)) continue;
    const check = Object.hasOwn(members, name) ? members[name] : undefined;
    if (check === undefined) errors[name] = [`The JSON property '${name}' could not be mapped.`];
    else if (value !== null) given[name] = member(name, check, value, errors);
  }
  if (Object.keys(errors).length > 0) throw invalid(errors);
  return given as GivenAccount; // every member passed its check
}

function member(
  name: string,
  check: Check | Readonly<Record<string, Check>>,
  value: unknown,
  errors: Record<string, string[]>,
): unknown {
  if (typeof check === 'function') {
    const error = check(value);
    if (error !== undefined) errors[name] = [error];
    return value;
  }
  if (!isObject(value)) {
    errors[name] = ['The JSON value could not be converted to an object.'];
    return value;
  }
  const kept: Record<string, unknown> = {};
  for (const [part, content] of Object.entries(value)) {
    const path = `${name}.${part}`;
    const partCheck = Object.hasOwn(check, part) ? check[part] : undefined;
    if (partCheck === undefined) errors[path] = [`The JSON property '${path}' could not be mapped.`];
    else if (content !== null) kept[part] = member(path, partCheck, content, errors);
  }
  return kept;
}

/** The writable members of a whole account: whatever the body leaves out, or gives as null, is unset. */
export function writable(given: GivenAccount & { readonly name: string }): WritableAccount {
  const { type: _, address, eligibility, ...rest } = given;
  const flags = eligibility && { client: eligibility.client ?? false, partner: eligibility.partner ?? false };
  return {
    ...rest,
    address: address ?? ({} satisfies Address),
    ...(flags === undefined ? {} : { eligibility: flags }),
  };
}
