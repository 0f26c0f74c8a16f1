/** What AJV tells of a broken keyword; all of these members come from the schema, none from the value. */
interface Told {
  readonly type?: string | readonly string[];
  readonly allowedValues?: readonly unknown[];
  readonly allowedValue?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly limit?: number;
  readonly multipleOf?: number;
}

const limits: Readonly<Record<string, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'more than',
  exclusiveMaximum: 'less than',
  minLength: 'at least',
  maxLength: 'at most',
  minItems: 'at least',
  maxItems: 'at most',
  minProperties: 'at least',
  maxProperties: 'at most',
};
const others: Readonly<Record<string, string>> = {
  required: 'present',
  dependentRequired: 'present',
  additionalProperties: 'no such property',
  unevaluatedProperties: 'no such property',
  propertyNames: 'another name',
  anyOf: 'one of several forms',
  oneOf: 'one of several forms',
  uniqueItems: 'no item twice',
};
/** An enumeration may list hundreds. */
const longest = 500;

/** What a schema wants by the keyword that was broken, in few words; undefined for a keyword of which there is nothing to say. */
export function expectationOf(keyword: string, told: Told): string | undefined {
  const text = wanted(keyword, told);
  return text === undefined || text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function wanted(keyword: string, told: Told): string | undefined {
  if (keyword === 'type') return [told.type ?? []].flat().join(' or ');
  if (keyword === 'enum') return told.allowedValues?.map(word).join(', ');
  if (keyword === 'const') return word(told.allowedValue);
  if (keyword === 'format') return told.format;
  if (keyword === 'pattern') return told.pattern;
  if (keyword === 'multipleOf') return `a multiple of ${told.multipleOf}`;
  const limit = limits[keyword];
  return limit === undefined ? others[keyword] : `${limit} ${told.limit}`;
}

const word = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
