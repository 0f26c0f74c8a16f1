import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

/** How a command ended and everything it wrote. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `orgway` as a process of its own, in an empty folder, on free ports unless told otherwise. */
export interface Running {
  /** What it has written to standard output once it matches; rejects when the process ends before. */
  says(pattern: RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Of the process; 0 when it could not be started. */
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

export function startOrgway(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
  const folder = mkdtempSync(join(tmpdir(), 'orgway-command-'));
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [main, ...words], {
    cwd: folder,
    // Nothing of the environment of the tests may configure what is tested.
    env: { PATH, NODE_COMPILE_CACHE, PORT: '0', SANDBOX_PORT: '0', ORGWAY_DATA: join(folder, 'data'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (status, signal) => {
      rmSync(folder, { recursive: true });
      resolve({ status, signal, ...written });
    });
  });
  return {
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(written.stdout)) resolve(written.stdout);
        };
        child.stdout.on('data', look);
        look();
        void ended.then(({ status, stderr }) => reject(new Error(`ended with ${status} and said: ${stderr}`)));
      }),
    signal: (signal) => {
      child.kill(signal);
    },
    pid: child.pid ?? 0,
    ended,
  };
}

/** Runs a command that ends by itself. */
export const runOrgway = (words: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended> =>
  startOrgway(words, environment).ended;
