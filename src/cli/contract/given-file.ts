import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { DescriptionRefused } from '../../contract/description/refused.ts';
import { registry } from '../../generated/registry.ts';
import type { Registered } from '../../translation/registered.ts';

/** The provider of this id; ends the process with status 2 where there is none. */
export function registeredAs(id: string, command: Command): Promise<Registered> {
  const listed = registry.find((each) => each.id === id);
  const known = registry.map((each) => each.id);
  return (
    listed?.load() ??
    command.error(`error: there is no provider '${id}'; there are ${known.join(', ')}`, { exitCode: 2 })
  );
}

/** The text of a file, `-` for standard input; ends the process with status 2 where it cannot be read. */
export function textOf(file: string, command: Command): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    return command.error(`error: ${file} cannot be read: ${(error as Error).message}`, { exitCode: 2 });
  }
}

/** What is read from a file; ends the process with status 2 and every reason, one to a line, where it is refused. */
export function orRefused<T>(file: string, command: Command, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DescriptionRefused)) throw error;
    return refused(file, error.reasons, command);
  }
}

/** Ends the process with status 2 and says what is wrong with a file, one reason to a line. */
export function refused(
  file: string,
  reasons: readonly { readonly detail: string; readonly line?: number }[],
  command: Command,
): never {
  const lines = reasons.map(({ detail, line }) => `error: ${file}${line === undefined ? '' : `:${line}`}: ${detail}`);
  return command.error(lines.join('\n'), { exitCode: 2 });
}
