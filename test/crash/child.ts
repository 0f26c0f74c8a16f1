import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A program that says one line when it is ready. */
export interface Child {
  /** The line, without its end. */
  readonly line: string;
  /** Ends it as a crash would, without a chance to do anything more. */
  kill(): void;
  /** Resolves when it has ended, with everything it wrote to standard error. */
  readonly ended: Promise<string>;
}

/** Starts a TypeScript program; rejects when it ends before it has said anything. */
export async function startChild(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Child> {
  const { PATH = '' } = process.env;
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(process.execPath, words, {
    // Nothing of the environment of the tests may configure what is tested.
    env: { PATH, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.on('exit', kill);
  let said = '';
  let complained = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complained += text;
  });
  // Writing to a child that was killed is no failure of the test.
  child.stdin.on('error', () => {});
  const ended = new Promise<string>((resolve) => {
    child.on('close', () => {
      process.off('exit', kill);
      resolve(complained);
    });
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [first, ...rest] = said.split('\n');
      if (first !== undefined && rest.length > 0) resolve(first);
    });
    void ended.then((text) => reject(new Error(`${words.join(' ')} ended before it was ready: ${text}`)));
  });
  return { line, kill, ended };
}
