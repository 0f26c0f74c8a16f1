import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');
const execute = promisify(execFile);

/** The unified document, as users of generators have it. */
export const document = join(root, 'openapi', 'orgway.yaml');

/** How one generator is used: what it writes, and the programs over it. */
export interface Generator {
  readonly name: string;
  /** File name and command line of the generator, run in an empty folder. */
  readonly command: readonly [bin: string, ...words: string[]];
  /** What the generator's own code needs beyond the strict settings that every client is compiled with. */
  readonly compilerOptions: object;
  /** The file with the generated types. */
  readonly types: string;
  /** Code to follow `preamble`, by why it must not compile. */
  readonly mistakes: Readonly<Record<string, string>>;
  readonly preamble: string;
}

/** A client as generated and compiled, and the program over it. */
export interface Client {
  /** The generator's output, for people to read. */
  readonly types: string;
  /** What the compiler found wrong, by mistake; everything else is under `''`. */
  readonly diagnostics: ReadonlyMap<string, readonly string[]>;
  /** Runs one step of the program and parses what it prints. */
  run(step: string, input: object): Promise<unknown>;
  remove(): void;
}

/**
 * Generates a client, compiles the program of the same name over it, and every mistake for itself. Lives in a folder of its own
 * within the repository, where packages are found, but outside of everything that other tests read.
 */
export async function build({ name, command, compilerOptions, types, mistakes, preamble }: Generator): Promise<Client> {
  mkdirSync(join(root, '.tmp'), { recursive: true });
  const folder = mkdtempSync(join(root, '.tmp', `${name}-`));
  const config = { ...strict, ...compilerOptions, rootDir: '.', outDir: 'dist' };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: config, include: ['**/*.ts'] }));
  const [bin, ...words] = command;
  await execute(process.execPath, [join(root, 'node_modules', bin), ...words], { cwd: folder });
  copyFileSync(join(import.meta.dirname, 'programs', `${name}.ts`), join(folder, 'main.ts'));
  mkdirSync(join(folder, 'mistakes'));
  const files = new Map(Object.keys(mistakes).map((why, index) => [join('mistakes', `${index}.ts`), why]));
  for (const [file, why] of files) writeFileSync(join(folder, file), `${preamble}\n${mistakes[why]}\n`);
  // The preamble itself must compile, or every mistake would be found for the wrong reason.
  writeFileSync(join(folder, 'mistakes', 'none.ts'), preamble);
  return {
    types: ts.sys.readFile(join(folder, types)) ?? '',
    diagnostics: compile(folder, files),
    run: async (step, input) => {
      const { stdout } = await execute(process.execPath, [
        join(folder, 'dist', 'main.js'),
        step,
        JSON.stringify(input),
      ]);
      return JSON.parse(stdout);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const strict = {
  target: 'es2024',
  lib: ['es2024'],
  types: ['node'],
  module: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
};

function compile(folder: string, mistakes: ReadonlyMap<string, string>): Map<string, string[]> {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const program = ts.createProgram({ rootNames: fileNames, options });
  const found = new Map<string, string[]>();
  for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
    const path = file === undefined ? '' : relative(folder, file.fileName);
    const why = mistakes.get(path) ?? '';
    found.set(why, [...(found.get(why) ?? []), `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`]);
  }
  program.emit();
  return found;
}
