import { join } from 'node:path';
import ts from 'typescript';

export const root = join(import.meta.dirname, '..', '..');

/** What the compiler says of one place in a file. Lines count from 1. */
export interface Complaint {
  readonly line: number;
  readonly message: string;
}

/** The settings of the project, and the files it consists of. */
export function project(): ts.ParsedCommandLine {
  const path = join(root, 'tsconfig.json');
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile);
  if (error !== undefined) throw new Error(`${error.messageText}`);
  return ts.parseJsonConfigFileContent(config, ts.sys, root);
}

/**
 * Type-checks files that exist only in memory (by their paths from the root of the project) amid the real ones. All of
 * them go into one program, so that the types they share are worked out once.
 */
export function complaintsOf(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly Complaint[]> {
  const { options } = project();
  const texts = new Map([...files].map(([path, text]) => [join(root, path), text]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  const program = ts.createProgram([...texts.keys()], options, host);
  return new Map([...files.keys()].map((path) => [path, complaints(program, join(root, path))]));
}

function complaints(program: ts.Program, path: string): readonly Complaint[] {
  const source = program.getSourceFile(path);
  if (source === undefined) throw new Error(`The program lacks ${path}`);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ start = 0, messageText }) => ({
      line: source.getLineAndCharacterOfPosition(start).line + 1,
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }),
  );
}
