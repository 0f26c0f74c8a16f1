import { type parseDocument, visit } from 'yaml';
import { isLoopback } from './addresses.ts';
import { pathOf } from './lines.ts';
import { type Loose, objectOf } from './loose.ts';
import { isReference } from './references.ts';

/** Where a configuration has texts without a reference in them: to be asked for before references are replaced. */
export function literalsIn(document: ReturnType<typeof parseDocument>): (path: readonly string[]) => boolean {
  const found = new Set<string>();
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || (typeof node.value === 'string' && isReference(node.value))) return;
      found.add(JSON.stringify(pathOf([...ancestors, node])));
    },
  });
  return (path) => found.has(JSON.stringify(path));
}

const advice = `must be a reference such as \${ENV_NAME} or \${file:/path}: a secret is not written into the file`;

/**
 * Reports secrets that are written out, in a gateway that reaches anything but private networks: a file with them is kept, copied
 * and shown like any other.
 */
export function checkLiterals(
  { connections, secretKey, database }: Loose,
  isLiteral: (path: readonly string[]) => boolean,
  fault: (path: readonly string[], message: string) => void,
): void {
  const faultIfLiteral = (...path: string[]): void => {
    if (isLiteral(path)) fault(path, advice);
  };
  const open = Object.entries(objectOf(connections)).filter(([, connection]) => isPublic(objectOf(connection)));
  for (const [id, connection] of open) {
    for (const name of Object.keys(objectOf(objectOf(connection).credentials))) {
      faultIfLiteral('connections', id, 'credentials', name);
    }
  }
  if (open.length === 0) return;
  if (secretKey !== undefined) faultIfLiteral('secretKey');
  if (hasPassword(objectOf(database).url)) faultIfLiteral('database', 'url');
}

const isPublic = ({ baseUrl, allowPrivateNetwork }: Loose): boolean =>
  allowPrivateNetwork !== true &&
  typeof baseUrl === 'string' &&
  URL.canParse(baseUrl) &&
  !isLoopback(new URL(baseUrl).hostname);

const hasPassword = (url: unknown): boolean =>
  typeof url === 'string' && URL.canParse(url) && new URL(url).password !== '';
