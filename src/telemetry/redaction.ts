import { anchorLength, formsOf, piecesOf, type SecretForms } from './secret-forms.ts';

/** Takes secrets out of texts that leave the gateway. */
export interface Redactor {
  /** The text with every known secret masked, in whatever encoding it stands there. */
  redact(text: string): string;
  /** The same for every text within a value of plain data. */
  redactIn<T>(value: T): T;
  /** Makes the secrets of a configuration known. Those of the one before stay so: calls under it may be under way. */
  configure(secrets: readonly string[]): void;
  /** Makes a secret known that was fetched at run time. Of these, the latest are remembered. */
  learn(secret: string): void;
}

const mask = '***';
const remembered = 100;
/**
 * The password in a URL, what an Authorization header holds, and an API key of the gateway's own: secrets by how they look. Each is
 * only looked for where a part of it shows, because most texts hold none.
 */
const byLook: readonly (readonly [RegExp, RegExp, string])[] = [
  [/:\/\//, /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'<>\\]{0,200}):[^\s@/"'<>\\]{1,500}@/gi, `$1:${mask}@`],
  [/bearer|basic/i, /\b(bearer|basic) +[\w.~+/=-]{8,}/gi, `$1 ${mask}`],
  [/orgway_/, /\borgway_[0-9A-Z]{10}_[0-9A-Za-z]{20,}/g, `orgway_${mask}`],
];

/** Composes a redactor that knows no secrets yet. */
export function createRedactor(): Redactor {
  let before: readonly string[] = [];
  let configured: readonly string[] = [];
  let fetched: readonly string[] = [];
  let find = finderOf([]);
  const compose = (): void => {
    find = finderOf([...before, ...configured, ...fetched]);
  };
  const redact = (text: string): string => {
    let told = find.maybe(text) ? text.replace(find.pattern(), mask) : text;
    for (const [part, look, masked] of byLook) if (part.test(told)) told = told.replace(look, masked);
    return told;
  };
  return {
    redact,
    redactIn: (value) => within(value, redact),
    configure(secrets) {
      before = configured;
      configured = secrets;
      compose();
    },
    learn(secret) {
      fetched = [...fetched.filter((each) => each !== secret), secret].slice(-remembered);
      compose();
    },
  };
}

function within<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((each) => within(each, redact)) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [redact(name), within(each, redact)])) as T;
}

const secretName = /authorization|password|secret|cookie|session|assertion|token|api-?_?key/i;
/** Members of such names, whose texts are secrets whatever they hold. */
const secretMember = new RegExp(`("(?:[\\w-]{0,40}(?:${secretName.source})[\\w-]{0,20})":)"(?:[^"\\\\]|\\\\.)*"`, 'gi');

/** Lines to a destination, without the secrets in them: by value, and by the names that they stand under. */
export const redacting = (
  destination: { write(line: string): void },
  { redact }: Redactor,
): { write(line: string): void } => ({
  write: (line) => destination.write(redact(secretName.test(line) ? line.replace(secretMember, `$1"${mask}"`) : line)),
});

interface Finder {
  /** Whether the text may hold a secret. Never false where it does. */
  maybe(text: string): boolean;
  /** Composed when it is first needed, which may be never. */
  pattern(): RegExp;
}

function finderOf(secrets: readonly string[]): Finder {
  const forms = [...new Set(secrets.flatMap(piecesOf))].map(formsOf);
  const anchors = forms.flatMap((each) => each.anchors ?? []);
  let composed: RegExp | undefined;
  return {
    maybe: forms.some((each) => each.anchors === undefined) ? () => true : holdsOneOf(anchors),
    pattern: () => (composed ??= patternOf(forms)),
  };
}

/** Of those that begin at the same place, the longest is taken. */
function patternOf(forms: readonly SecretForms[]): RegExp {
  const patterns = forms.flatMap((each) => each.patterns).sort((one, other) => other.length - one.length);
  return new RegExp(`(?:${patterns.join('|')})+`, 'g');
}

const bits = 18;
/** With every character it moves the hash on by as much as lets go of the one that stands `anchorLength` before. */
const shift = bits / anchorLength;
const reach = (1 << bits) - 1;

/** Composes the search for any of many texts of `anchorLength` in one pass, which costs next to nothing where there is none. */
function holdsOneOf(anchors: readonly string[]): (text: string) => boolean {
  const exact = new Set(anchors);
  const likely = new Uint8Array(1 << bits);
  for (const anchor of exact) {
    let hash = 0;
    for (let at = 0; at < anchorLength; at += 1) hash = ((hash << shift) ^ anchor.charCodeAt(at)) & reach;
    likely[hash] = 1;
  }
  return (text) => {
    let hash = 0;
    for (let at = 0; at < text.length; at += 1) {
      hash = ((hash << shift) ^ text.charCodeAt(at)) & reach;
      if (likely[hash] === 1 && exact.has(text.slice(Math.max(0, at + 1 - anchorLength), at + 1))) return true;
    }
    return false;
  };
}
