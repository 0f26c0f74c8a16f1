import type { Operation } from '../contract/document.ts';
import { refused } from './refusal.ts';

/** Whatever stands for an operation of a document. */
interface Described {
  readonly operation: Pick<Operation, 'method' | 'path'>;
}

/** What a path and a method stand for. */
export interface Matched<T> {
  readonly found: T;
  /** Decoded values of the path parameters, by name. */
  readonly path: Readonly<Record<string, string>>;
}

interface Template<T> {
  /** One for each segment, to match it decoded. */
  readonly segments: readonly RegExp[];
  /** How many characters of each segment are literal. */
  readonly literals: readonly number[];
  readonly names: readonly string[];
  readonly operations: Map<string, T>;
}

/**
 * Composes the paths of a document: what a path, as it was written, stands for. That is the most literal template that it matches,
 * whichever methods that knows: so no id can be written such that it reads as another template further on. HEAD is the head of what
 * the document says for GET. Throws `passthrough-refused` where the document has no such thing.
 */
export function documentedPaths<T extends Described>(
  described: readonly T[],
): (method: string, path: string) => Matched<T> {
  const templates = templatesOf(described);
  return (method, path) => {
    const segments = segmentsOf(path);
    const template = templates.find((each) => matches(each, segments));
    if (template === undefined) throw refused("The upstream's document has no such path.");
    const found = template.operations.get(method === 'HEAD' ? 'GET' : method);
    if (found === undefined) {
      const known = [...template.operations.keys()].join(', ');
      throw refused(`The upstream's document knows this path with ${known} only.`);
    }
    return { found, path: valuesOf(template, segments) };
  };
}

function templatesOf<T extends Described>(described: readonly T[]): readonly Template<T>[] {
  const templates = new Map<string, Template<T>>();
  for (const each of described) {
    const { path, method } = each.operation;
    const template = templates.get(path) ?? { ...templateOf(path), operations: new Map<string, T>() };
    template.operations.set(method, each);
    templates.set(path, template);
  }
  return [...templates.values()].sort(mostLiteralFirst);
}

type Shape = Omit<Template<unknown>, 'operations'>;

function templateOf(path: string): Shape {
  const segments = path.split('/').slice(1);
  return {
    segments: segments.map((segment) => new RegExp(`^${source(segment)}$`, 's')),
    literals: segments.map((each) => (each.includes('{') ? each.replaceAll(parameter, '').length : Infinity)),
    names: [...path.matchAll(parameter)].map(([, name = '']) => name),
  };
}

const parameter = /\{([^}]+)\}/g;

const source = (segment: string): string =>
  segment
    .split(parameter)
    .map((part, index) => (index % 2 === 1 ? '(.+)' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');

function mostLiteralFirst(one: Shape, other: Shape): number {
  const at = one.literals.findIndex((count, index) => count !== other.literals[index]);
  return at < 0 ? 0 : (other.literals[at] ?? 0) > (one.literals[at] ?? 0) ? 1 : -1;
}

const matches = ({ segments }: Shape, given: readonly string[]): boolean =>
  segments.length === given.length && segments.every((segment, index) => segment.test(given[index] ?? ''));

function valuesOf({ segments, names }: Shape, given: readonly string[]): Record<string, string> {
  const values = segments.flatMap((segment, index) => segment.exec(given[index] ?? '')?.slice(1) ?? []);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

/** What some server or intermediary takes for the end of a segment, or decodes a second time. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const treacherous = /[/\\\u0000-\u001f\u007f]|%[0-9a-f]{2}/i;

/** The segments of a path, decoded once. */
function segmentsOf(path: string): readonly string[] {
  return path.split('/').map((written) => {
    const segment = decoded(written);
    if (treacherous.test(segment)) {
      throw refused(
        'A segment of the path holds an encoded slash, a backslash, a control character or a second encoding.',
      );
    }
    if (segment === '.' || segment === '..') throw refused('The path has a dot segment.');
    return segment;
  });
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refused('The path is not valid percent-encoding of UTF-8.');
  }
}
