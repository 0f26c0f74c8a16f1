import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import ts from 'typescript';
import { root } from '../type-safety/compile.ts';

/** One change to a source, as Stryker's mutators make it. */
export interface Mutant {
  /** By which the instrumented source knows it. */
  readonly id: string;
  /** From the root of the project. */
  readonly path: string;
  readonly mutator: string;
  /** Counted from 1. */
  readonly line: number;
  /** The names of what it is in, from the outside: `operations getMember`. */
  readonly within: string;
  /** Its line, with what it changes as `⟦before→after⟧`. */
  readonly change: string;
  /** The whole source with the change. */
  text(): string;
}

/** Sources with all their mutants in them, each behind a switch. */
export interface Instrumented {
  readonly mutants: readonly Mutant[];
  /** By path. */
  readonly texts: ReadonlyMap<string, string>;
}

const silent = () => undefined;
const off = () => false;
const logger: ConstructorParameters<typeof Instrumenter>[0] = {
  isTraceEnabled: off,
  isDebugEnabled: off,
  isInfoEnabled: off,
  isWarnEnabled: off,
  isErrorEnabled: off,
  isFatalEnabled: off,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
};

/** Puts every mutant into its source. Paths count from the root of the project. */
export async function instrument(paths: readonly string[]): Promise<Instrumented> {
  const sources = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  const files = [...sources].map(([name, content]) => ({ name, content, mutate: true }));
  const options = { plugins: null, excludedMutations: [], ignorers: [] };
  const instrumented = await new Instrumenter(logger).instrument(files, options);
  const parsed = new Map([...sources].map(([path, text]) => [path, parse(path, text)]));
  return {
    texts: new Map(instrumented.files.map(({ name, content }) => [name, content])),
    mutants: instrumented.mutants.map(({ id, fileName, mutatorName, replacement, location }) => {
      const source = parsed.get(fileName);
      if (source === undefined) throw new Error(`${fileName} was not asked for`);
      const start = source.getPositionOfLineAndCharacter(location.start.line, location.start.column);
      const end = source.getPositionOfLineAndCharacter(location.end.line, location.end.column);
      const [before, original, after] = [
        source.text.slice(0, start),
        source.text.slice(start, end),
        source.text.slice(end),
      ];
      const lineStart = before.slice(before.lastIndexOf('\n') + 1);
      const lineEnd = after.split('\n', 1)[0] ?? '';
      return {
        id,
        path: fileName,
        mutator: mutatorName,
        line: location.start.line + 1,
        within: namesAround(source, start).join(' '),
        change: `${lineStart}⟦${short(original)}→${short(replacement)}⟧${lineEnd}`.trim(),
        text: () => before + replacement + after,
      };
    }),
  };
}

const parse = (path: string, text: string): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);

/** The names of the functions, constants and members around a place. */
function namesAround(source: ts.SourceFile, position: number): readonly string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (position < node.getStart(source) || position >= node.getEnd()) return;
    const named = ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node) || ts.isObjectLiteralElement(node);
    if (named && node.name !== undefined && position >= node.name.getEnd()) names.push(node.name.getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** On one line, and no more of it than shows what is meant. */
function short(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ');
  return line.length <= 90 ? line : `${line.slice(0, 60)} … ${line.slice(-25)}`;
}
