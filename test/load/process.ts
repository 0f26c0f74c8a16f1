import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** A program that runs until it is stopped. */
export interface Program {
  readonly pid: number;
  /** The first line it said. */
  readonly line: string;
  /** Whether it still runs. */
  readonly alive: boolean;
  /** Memory in RAM, in MiB. */
  residentMiB(): number;
  /** Open files and sockets. */
  descriptors(): number;
  stop(): Promise<void>;
}

/** Starts a command; rejects when it ends before it has said anything. Standard error goes to a file. */
export async function startProgram(
  command: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  errorFile: string,
): Promise<Program> {
  const { PATH = '' } = process.env;
  const child = spawn(command, words, {
    env: { PATH, ...environment },
    stdio: ['pipe', 'pipe', openSync(errorFile, 'a')],
  }) as ChildProcessByStdio<Writable, Readable, null>;
  const { pid = 0, stdout } = child;
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.on('exit', kill);
  let alive = true;
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => {
      alive = false;
      process.off('exit', kill);
      resolve();
    });
  });
  const line = await Promise.race([
    new Promise<string>((resolve) => {
      let said = '';
      stdout.setEncoding('utf8').on('data', (more: string) => {
        said += more;
        const [first, ...rest] = said.split('\n');
        if (first !== undefined && rest.length > 0) resolve(first);
      });
    }),
    ended.then(() => Promise.reject(new Error(`${words.join(' ')} ended: ${readFileSync(errorFile, 'utf8')}`))),
  ]);
  return {
    pid,
    line,
    get alive() {
      return alive;
    },
    residentMiB: () =>
      Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1_024,
    descriptors: () => readdirSync(`/proc/${pid}/fd`).length,
    async stop() {
      child.stdin.end();
      child.kill('SIGTERM');
      const patience = setTimeout(kill, 10_000);
      await ended;
      clearTimeout(patience);
    },
  };
}
