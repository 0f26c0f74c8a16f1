import ts from 'typescript';
import { importsOf, nodesOf, parsed } from './imports.ts';

/** Modules that open or accept connections. */
const sockets =
  /^(?:undici|http-proxy-middleware|httpxy|@opentelemetry\/exporter-[a-z-]+|(?:node:)?(?:http|https|http2|net|tls|dgram|dns))(?:\/|$)/;
/** What they hold that touches no connection. */
const harmless = new Set(['BlockList', 'isIP', 'isIPv4', 'isIPv6', 'METHODS', 'STATUS_CODES']);
/** Globals that open connections, and ways to modules that imports do not show. */
const hidden = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'require', 'createRequire', 'getBuiltinModule'];
const globals = ['globalThis', 'global', 'process'];

/** Whatever a file uses to open connections, as `undici Pool`, `fetch` and the like; types do not count. */
export function connectionsOpened(path: string, text: string): readonly string[] {
  const imported = importsOf(path, text).flatMap(({ to, typeOnly, names }) =>
    sockets.test(to) && !typeOnly
      ? names.filter((name) => !harmless.has(name) && name !== 'createServer').map((name) => `${to} ${name}`)
      : [],
  );
  const references = referencesOf(path, text);
  return [...imported, ...hidden.filter((name) => references.has(name))];
}

/** Whatever a file uses to accept connections. */
export function serversCreated(path: string, text: string): readonly string[] {
  const imported = importsOf(path, text).flatMap(({ to, names }) =>
    sockets.test(to) ? names.filter((name) => name === 'createServer' || name === 'Server' || name === '*') : [],
  );
  return [...imported, ...(callsMethod(path, text, 'listen') ? ['.listen()'] : [])];
}

/** The names a file refers to: its own and the global ones, but not those of members of its objects. */
export function referencesOf(path: string, text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of nodesOf(parsed(path, text))) {
    if (ts.isIdentifier(node) && !isMemberName(node)) found.add(node.text);
    if (
      ts.isElementAccessExpression(node) &&
      isGlobal(node.expression) &&
      ts.isStringLiteral(node.argumentExpression)
    ) {
      found.add(node.argumentExpression.text);
    }
  }
  return found;
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node && !isGlobal(parent.expression);
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) || ts.isTypeElement(parent) || ts.isClassElement(parent)) && parent.name === node
  );
}

const isGlobal = (node: ts.Expression): boolean => ts.isIdentifier(node) && globals.includes(node.text);

function callsMethod(path: string, text: string, name: string): boolean {
  return [...nodesOf(parsed(path, text))].some(
    (node) =>
      ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === name,
  );
}
