import ts from 'typescript';
import { nodesOf, parsed } from './imports.ts';

/** Endings of names that do not say what a thing is. */
const empty = /(?:^|[a-z0-9])(?:Utils?|Helpers?|Managers?|Impl|Services?)$/;

/**
 * Places that switch the type checker off, as `line: word`. `reasoned` passes an `any` over that has its reason in a
 * comment to the linter on the line above.
 */
export function uncheckedPlaces(path: string, text: string, reasoned = false): readonly string[] {
  const source = parsed(path, text);
  const lines = text.split('\n');
  const line = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  const explained = (node: ts.Node): boolean =>
    reasoned && /biome-ignore lint\/suspicious\/noExplicitAny: \w/.test(lines[line(node.getStart(source)) - 2] ?? '');
  const types = [...nodesOf(source)]
    .filter((node) => node.kind === ts.SyntaxKind.AnyKeyword && !explained(node))
    .map((node) => `${line(node.getStart(source))}: any`);
  const comments = [...text.matchAll(/(?:\/\/|\/\*)[^\n]*(@ts-(?:ignore|nocheck|expect-error))/g)].map(
    (match) => `${line(match.index)}: ${match[1]}`,
  );
  return [...types, ...comments];
}

/** Names that a file declares, or its own, that end in an empty word. */
export function emptyNames(path: string, text: string): readonly string[] {
  const stems = path.split('/').map((part) => part.replace(/\..*$/, ''));
  const declared = [...nodesOf(parsed(path, text))].flatMap((node) =>
    ts.isIdentifier(node) && declares(node) ? [node.text] : [],
  );
  return [...stems.map(capitalized), ...declared.map(capitalized)].filter((name) => empty.test(name));
}

const declares = ({ parent }: ts.Identifier): boolean =>
  ts.isVariableDeclaration(parent) ||
  ts.isFunctionDeclaration(parent) ||
  ts.isClassDeclaration(parent) ||
  ts.isInterfaceDeclaration(parent) ||
  ts.isTypeAliasDeclaration(parent);

/** `user-service` and `userService` as `UserService`. */
const capitalized = (name: string): string =>
  name.replace(/(?:^|[-_])([a-z])/g, (_, letter: string) => letter.toUpperCase());
