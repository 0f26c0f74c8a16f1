import { type Comparison, type Constant, type Expression, QueryMistake } from './expression.ts';
import { type Field, type Resolved, resolve, type Schema, valueAt } from './schema.ts';

export type Predicate = (record: object) => boolean;
type Scalar = string | number | boolean;

/**
 * Checks a filter against a resource and makes it a predicate. Throws a `QueryMistake`.
 * `isOutOfScope` tells members that may only be filtered by while they are selected.
 */
export function compileFilter(
  expression: Expression,
  schema: Schema,
  isOutOfScope: (member: string) => boolean = () => false,
): Predicate {
  const compile = (item: Expression) => compileFilter(item, schema, isOutOfScope);
  const find = (path: string): Resolved => {
    const found = resolve(schema, path);
    if (isOutOfScope(found.names[0] ?? '')) throw new QueryMistake(path, 'Filtering is not permitted.');
    return found;
  };
  switch (expression.kind) {
    case 'and': {
      const items = expression.items.map(compile);
      return (record) => items.every((item) => item(record));
    }
    case 'or': {
      const items = expression.items.map(compile);
      return (record) => items.some((item) => item(record));
    }
    case 'not': {
      const item = compile(expression.item);
      return (record) => !item(record);
    }
    case 'compare':
      return compare(expression.operator, expression.path, find(expression.path), expression.value);
    case 'list': {
      const { names, field } = find(expression.path);
      const values = expression.values.map((value) => convert(expression.path, field, value));
      const wanted = expression.operator === 'in';
      return (record) => {
        const actual = comparable(field, valueAt(record, names));
        return values.some((value) => value === actual) === wanted;
      };
    }
    case 'collection':
      return overCollection(expression.operator, expression.path, find(expression.path), expression.item);
  }
}

function overCollection(
  operator: 'any' | 'all',
  path: string,
  { names, field }: Resolved,
  item: Expression | undefined,
): Predicate {
  if (field.kind !== 'list') throw new QueryMistake(path, 'Collection property has incompatible type.');
  const test = item === undefined ? () => true : compileFilter(item, field.members);
  return (record) => {
    const elements = (valueAt(record, names) ?? []) as readonly object[];
    return operator === 'any' ? elements.some(test) : elements.every(test);
  };
}

function compare(operator: Comparison, path: string, { names, field }: Resolved, value: Constant): Predicate {
  if (value === null) {
    if (operator === 'eq') return (record) => valueAt(record, names) === null;
    if (operator === 'ne') return (record) => valueAt(record, names) !== null;
    throw new QueryMistake(path, 'Null values are not supported.');
  }
  if (operator === 'like' || operator === 'ilike') {
    if (field.kind !== 'text') throw new QueryMistake(path, `Operator '${operator}' is not permitted`);
    const pattern = wildcards(value.text, operator === 'ilike');
    return (record) => {
      const actual = valueAt(record, names);
      return typeof actual === 'string' && pattern.test(actual);
    };
  }
  const wanted = convert(path, field, value);
  const holds = tests[operator];
  return (record) => {
    const actual = comparable(field, valueAt(record, names));
    return actual === null ? operator === 'ne' : holds(actual, wanted);
  };
}

const tests: Readonly<Record<Exclude<Comparison, 'like' | 'ilike'>, (actual: Scalar, wanted: Scalar) => boolean>> = {
  eq: (actual, wanted) => actual === wanted,
  ne: (actual, wanted) => actual !== wanted,
  gt: (actual, wanted) => actual > wanted,
  ge: (actual, wanted) => actual >= wanted,
  lt: (actual, wanted) => actual < wanted,
  le: (actual, wanted) => actual <= wanted,
};

/** A member's value in the form that comparing and ordering work on. */
export function comparable(field: Field, value: unknown): Scalar | null {
  if (value === null) return null;
  if (field.kind === 'moment') return Date.parse(String(value));
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

const idForm = /^[A-Z]{3,4}(-\d{4})+$/;
const momentForm = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

function convert(path: string, field: Field, { text, quoted }: NonNullable<Constant>): Scalar {
  switch (field.kind) {
    case 'text':
      // An id without quotes matches nothing: the vendor warns of it. NaN equals nothing and compares to nothing.
      return !quoted && idForm.test(text) ? Number.NaN : text;
    case 'enum': {
      const member = field.values.find((each) => each.toLowerCase() === text.toLowerCase());
      if (member !== undefined) return member;
      break;
    }
    case 'number':
      if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
      break;
    case 'flag':
      if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
      break;
    case 'moment':
      if (momentForm.test(text) && !Number.isNaN(Date.parse(text))) return Date.parse(text);
      break;
    default:
      break;
  }
  throw new QueryMistake(path, `Cannot convert value: '${text}'.`);
}

/** `*` stands for any characters, `\*` for itself. Without a wildcard the whole value has to match. */
function wildcards(pattern: string, ignoreCase: boolean): RegExp {
  const source = pattern
    .split(/(\\\*|\*)/)
    .map((part) => (part === '*' ? '.*' : literal(part === '\\*' ? '*' : part)))
    .join('');
  return new RegExp(`^${source}$`, ignoreCase ? 'isu' : 'su');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
