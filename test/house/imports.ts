import { posix } from 'node:path';
import ts from 'typescript';

/** Source texts by path from the root of the repository, with forward slashes. */
export type Files = ReadonlyMap<string, string>;

/** One file's use of another module. */
export interface Import {
  readonly from: string;
  /** Relative: `src/…`, or `/…` for anything else in the repository. Otherwise the specifier; `(computed)` when it is no literal. */
  readonly to: string;
  /** Whether it is gone at run time: `import type`, `export type … from` or a type `import('…')`. */
  readonly typeOnly: boolean;
  /** The names used at run time; `*` for everything. */
  readonly names: readonly string[];
}

export const parsed = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

/** A node and every node in it, parents first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

/** Every import of a file, in any form the language has. */
export function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean, names: readonly string[]): void => {
    const literal = specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
    found.push({ from: path, to: target(path, literal), typeOnly, names });
  };
  for (const node of nodesOf(parsed(path, text))) {
    if (ts.isImportDeclaration(node)) {
      // With `verbatimModuleSyntax` an import of inline types only still runs the module; `import type` does not.
      add(node.moduleSpecifier, node.importClause?.isTypeOnly === true, importedNames(node.importClause));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node.moduleSpecifier, node.isTypeOnly, exportedNames(node));
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node.moduleReference.expression, node.isTypeOnly, ['*']);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true, []);
    } else if (ts.isCallExpression(node) && loads(node.expression)) {
      add(node.arguments[0], false, ['*']);
    }
  }
  return found;
}

const loads = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');

function target(from: string, specifier: string | undefined): string {
  if (specifier === undefined) return '(computed)';
  if (!specifier.startsWith('.')) return specifier;
  return posix.join('/', posix.dirname(from), specifier).replace(/^\/src\//, 'src/');
}

function importedNames(clause: ts.ImportClause | undefined): readonly string[] {
  if (clause === undefined) return ['*'];
  if (clause.isTypeOnly) return [];
  const { name, namedBindings } = clause;
  return [...(name === undefined ? [] : ['default']), ...bound(namedBindings)];
}

const exportedNames = ({ exportClause, isTypeOnly }: ts.ExportDeclaration): readonly string[] =>
  isTypeOnly ? [] : exportClause === undefined ? ['*'] : bound(exportClause);

function bound(bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): readonly string[] {
  if (bindings === undefined) return [];
  if (ts.isNamespaceImport(bindings) || ts.isNamespaceExport(bindings)) return ['*'];
  return [...bindings.elements]
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ name, propertyName }) => (propertyName ?? name).text);
}

/** Every import of a set of files. */
export const allImports = (files: Files): readonly Import[] =>
  [...files].flatMap(([path, text]) => importsOf(path, text));
