import { LineCounter, parseDocument, visit } from 'yaml';
import { escaped } from '../contract/violation.ts';
import { isLoopback } from './addresses.ts';
import { lineOf, pathOf } from './lines.ts';
import type { ConfigFault } from './load.ts';
import { type Loose, objectOf } from './loose.ts';
import { dereferenced, referencedFiles } from './references.ts';
import { isOpenToAll } from './secret.ts';

type Report = (path: readonly string[], message: string) => void;

/** What works in a configuration text, but is weak. A text that cannot be read as YAML has faults enough. */
export function weaknessesOf(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): readonly ConfigFault[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) return [];
  const found: ConfigFault[] = [];
  const weak: Report = (path, message) => {
    const pointer = path.map((name) => `/${escaped(name)}`).join('');
    found.push({ line: lineOf(document, path, lines), pointer, message });
  };
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string') return;
      for (const file of referencedFiles(node.value).filter(isExposed)) {
        weak(pathOf([...ancestors, node]), `${file} is open to every user of this machine: run "chmod o= ${file}"`);
      }
      node.value = resolved(node.value, environment);
    },
  });
  const written = writtenIn(document);
  weakDatabase(written, environment, weak);
  weakConnections(written, weak);
  return found;
}

/** A reference that leads nowhere is a fault, told of elsewhere. */
function resolved(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  try {
    return dereferenced(text, environment);
  } catch {
    return text;
  }
}

/** Aliases without an anchor are a fault, told of elsewhere. */
function writtenIn(document: ReturnType<typeof parseDocument>): Loose {
  try {
    return objectOf(document.toJS());
  } catch {
    return {};
  }
}

/** A file that is not there is a fault, told of elsewhere. */
function isExposed(file: string): boolean {
  try {
    return isOpenToAll(file);
  } catch {
    return false;
  }
}

function weakDatabase(
  { database, secretKey }: Loose,
  { DATABASE_URL }: Readonly<Record<string, string | undefined>>,
  weak: Report,
): void {
  const { url = DATABASE_URL } = objectOf(database);
  if (typeof url !== 'string') return;
  if (secretKey === undefined) {
    const advice = 'replicas that share the database must share it, and what it has sealed is lost with it';
    weak(['secretKey'], `is not set, so it comes from the data folder: ${advice}`);
  }
  const parsed = URL.parse(url);
  const encrypted = /^(?:require|verify-ca|verify-full)$/.test(parsed?.searchParams.get('sslmode') ?? '');
  if (parsed === null || parsed.hostname === '' || isLoopback(parsed.hostname) || encrypted) return;
  weak(['database', 'url'], 'does not ask for TLS to a database on another machine: add ?sslmode=verify-full');
}

function weakConnections({ connections }: Loose, weak: Report): void {
  for (const [id, connection] of Object.entries(objectOf(connections))) {
    const { baseUrl, validation } = objectOf(connection);
    const url = typeof baseUrl === 'string' ? URL.parse(baseUrl) : null;
    if (url?.protocol === 'http:' && !isLoopback(url.hostname)) {
      weak(['connections', id, 'baseUrl'], 'is http: credentials and data travel in the clear; use https');
    }
    if (objectOf(validation).response === 'off') {
      const effect = 'answers that break the upstream document are passed on, and nobody learns of it';
      weak(['connections', id, 'validation', 'response'], `is off: ${effect}; use report`);
    }
  }
}
