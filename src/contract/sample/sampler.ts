import type { OpenAPIV3_1 } from 'openapi-types';
import { another } from './another.ts';
import { type KnownValues, knownValuesOf, placeName } from './known-values.ts';
import { type Form, formsOf } from './merged-schema.ts';

/** One place of a sample. */
export interface SamplePlace {
  /** Names and indices from the root of the sample. */
  readonly path: readonly string[];
  /** As `Organization/state`: the component it is written in, and the way from there. */
  readonly name: string;
  readonly form: Form;
  /** Whether it may be left out. */
  readonly optional: boolean;
  /** Ways in which a value there may look otherwise, by their numbers. */
  readonly otherForms: readonly number[];
}

/** A value as a document describes it, with everything in it that the document knows. */
export interface Sample {
  readonly value: unknown;
  /** Parents before their children. */
  readonly places: readonly SamplePlace[];
}

/** Chosen forms, by the path of the place joined with slashes. */
export type Choices = Readonly<Record<string, number>>;

export type Sampler = (schema: object | undefined, name: string, choices?: Choices) => Sample;

/** How often a schema may stand within itself before its optional parts are left out. */
const recursion = 1;

/**
 * Makes samples of a document's schemas. Values are those of the document's examples where it has any. With `other`, every free
 * text and number is another one, so that what stays the same in two samples does not depend on what was given.
 */
export function samplerOf(document: OpenAPIV3_1.Document, other = false): Sampler {
  const known = knownValuesOf(document);
  return (schema, name, choices = {}) => {
    const places: SamplePlace[] = [];
    const fill = (
      given: object | undefined,
      at: Omit<SamplePlace, 'form' | 'otherForms'>,
      above: readonly string[],
    ): unknown => {
      const forms = formsOf(document, given);
      const chosen = choices[at.path.join('/')] ?? 0;
      const form = forms[chosen] ?? forms[0];
      if (form === undefined) return null;
      const otherForms = forms.map((_, index) => index).filter((index) => index !== chosen);
      places.push({ ...at, form, otherForms });
      const within = form.component === undefined ? above : [...above, form.component];
      if (form.types[0] === 'array') {
        return [fill(form.items, { path: [...at.path, '0'], name: at.name, optional: false }, within)];
      }
      if (form.types[0] === 'object' && form.properties.size > 0) {
        return Object.fromEntries(
          [...form.properties].flatMap(([property, inner]) => {
            const optional = !form.required.has(property);
            if (optional && circular(document, inner, within)) return [];
            const name = placeName(at.name, form.component, property);
            return [[property, fill(inner, { path: [...at.path, property], name, optional }, within)]];
          }),
        );
      }
      return leaf(form, at.name, known, other);
    };
    return { value: fill(schema, { path: [], name, optional: false }, []), places };
  };
}

/** Whether a value would stand in one of its own kind once more than is needed to see what it is. */
function circular(document: object, schema: object, above: readonly string[]): boolean {
  const inner = formsOf(document, schema).flatMap((form) =>
    form.items === undefined ? [form] : formsOf(document, form.items),
  );
  return inner.some(
    ({ component }) => component !== undefined && above.filter((each) => each === component).length >= recursion,
  );
}

function leaf(form: Form, name: string, known: KnownValues, other: boolean): unknown {
  const { members, examples, types } = form;
  const fitting = [...(known.get(name) ?? []), ...examples].filter((value) => fits(value, types[0]));
  if (members !== undefined) return fitting.find((value) => members.includes(value)) ?? members[0];
  const value = fitting[0] ?? invented(form, name);
  // Three times, as once and twice is what variants of the value and of these are.
  return other && typeof value !== 'boolean' ? another(another(another(value))) : value;
}

const fits = (value: unknown, type: string | undefined): boolean =>
  type === undefined ||
  (type === 'integer'
    ? Number.isInteger(value)
    : type === 'object'
      ? typeof value === 'object'
      : typeof value === type);

const byFormat: Readonly<Record<string, string>> = {
  'date-time': '2026-11-20T09:12:44.001Z',
  date: '2026-11-20',
  email: 'ada@example.com',
  uri: 'https://example.com/logo.png',
};

function invented({ types, format = '', minimum = 7 }: Form, name: string): unknown {
  switch (types[0]) {
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return minimum;
    case 'object':
      return { plan: `${name} a` };
    default:
      return byFormat[format] ?? `${name.replaceAll('/', ' ')} a`;
  }
}
