import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { rules } from './rules.ts';

/** A change that somebody knows of and takes until a date. */
export interface AcceptedEntry {
  readonly provider: string;
  readonly rule: string;
  /** The operation's id in the curated document. */
  readonly operation: string;
  /** Where in the operation; absent for any place. */
  readonly pointer?: string;
  readonly reason: string;
  /** The last day on which it counts, as `2027-01-31`. */
  readonly expires: string;
  /** Where in the file, counted from 1. */
  readonly line: number;
}

/** One mistake in a file of accepted changes. */
export interface AcceptedFault {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** All mistakes of a file of accepted changes at once. */
export class AcceptedRefused extends Error {
  override readonly name = 'AcceptedRefused';
  readonly faults: readonly AcceptedFault[];

  constructor(faults: readonly AcceptedFault[]) {
    super(faults.map(({ line, message }) => `line ${line}: ${message}`).join('\n'));
    this.faults = faults;
  }
}

const members = {
  provider: 'one of the known providers',
  rule: 'the name of a rule, as the report gives it',
  operation: "an operation's id, as the report gives it",
  pointer: 'a JSON pointer, as the report gives it',
  reason: 'a text that says why this is all right',
  expires: 'a date such as 2027-01-31',
} as const;
type Member = keyof typeof members;

/**
 * Reads a file of accepted changes: a YAML or JSON list of maps with `provider`, `rule`, `operation`, `reason`, `expires` and, where
 * only one place is meant, `pointer`. Throws `AcceptedRefused` with every fault there is.
 */
export function readAccepted(text: string, providers: readonly string[]): readonly AcceptedEntry[] {
  const lines = new LineCounter();
  const { contents, errors } = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (node: Node | null | undefined): number => lines.linePos(node?.range?.[0] ?? 0).line;
  const faults: AcceptedFault[] = errors.map(({ message, pos }) => ({ line: lines.linePos(pos[0]).line, message }));
  if (faults.length > 0) throw new AcceptedRefused(faults);
  if (contents === null) return [];
  if (!isSeq<Node>(contents)) {
    throw new AcceptedRefused([{ line: lineOf(contents), message: 'must be a list of accepted changes' }]);
  }
  const entries = contents.items.map((item) => {
    const line = lineOf(item);
    const fault = (message: string, at = line): void => void faults.push({ line: at, message });
    if (!isMap(item)) {
      fault(`must be a map with ${Object.keys(members).join(', ')}`);
      return undefined;
    }
    const given = textsIn(item, lineOf, fault);
    for (const member of Object.keys(members) as Member[]) check(member, given.get(member), providers, fault);
    return { ...Object.fromEntries([...given].map(([name, { text: value }]) => [name, value])), line } as AcceptedEntry;
  });
  if (faults.length > 0) throw new AcceptedRefused(faults);
  return entries.filter((entry) => entry !== undefined);
}

interface Given {
  readonly text: string;
  readonly line: number;
}
type Fault = (message: string, line?: number) => void;

function textsIn(item: YAMLMap, lineOf: (node: Node) => number, fault: Fault): ReadonlyMap<string, Given> {
  const found = new Map<string, Given>();
  for (const { key, value } of item.items) {
    if (!isScalar(key)) continue;
    const [name, line] = [String(key.value), lineOf(key)];
    if (!Object.hasOwn(members, name))
      fault(`"${name}" is not known here; there are ${Object.keys(members).join(', ')}`, line);
    else found.set(name, { text: isScalar(value) && typeof value.value === 'string' ? value.value : '', line });
  }
  return found;
}

function check(member: Member, given: Given | undefined, providers: readonly string[], fault: Fault): void {
  if (given === undefined) {
    if (member !== 'pointer') fault(`lacks "${member}", ${members[member]}`);
  } else if (!isRight(member, given.text, providers)) {
    const known = member === 'provider' ? ` (${providers.join(', ')})` : '';
    fault(`"${member}" must be ${members[member]}${known}`, given.line);
  }
}

function isRight(member: Member, text: string, providers: readonly string[]): boolean {
  switch (member) {
    case 'provider':
      return providers.includes(text);
    case 'rule':
      return Object.hasOwn(rules, text);
    case 'pointer':
      return /^(?:\/|$)/.test(text);
    case 'expires':
      return isDate(text);
    default:
      return text.trim() !== '';
  }
}

/** A day that the calendar has. */
const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
