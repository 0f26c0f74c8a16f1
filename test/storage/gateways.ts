import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { postmasterOf } from '../../src/storage/postmaster.ts';

/** A process that uses the built-in PostgreSQL of a folder. */
export interface Gateway {
  readonly url: string;
  /** Ends it in order, and its database server with it if it was the last user. */
  stop(): Promise<void>;
  /** Ends it at once: with `group` also every process that Ctrl-C would reach. */
  kill(signal: NodeJS.Signals, group?: 'group'): Promise<void>;
}

/** A folder for a database that is not there yet; whatever still runs in it is ended with the test. */
export function databaseFolder(owner = process.getuid?.() ?? 0): string {
  const parent = mkdtempSync(join(tmpdir(), 'orgway-embedded-'));
  chownSync(parent, owner, process.getgid?.() ?? 0);
  const folder = join(parent, 'data', 'postgres');
  onTestFinished(() => {
    signalServer(folder, 'SIGKILL');
    rmSync(parent, { recursive: true, maxRetries: 10 });
  });
  return folder;
}

/** The process id of the server that runs on a folder. */
export function serverOf(folder: string): number | undefined {
  try {
    return postmasterOf(join(folder, 'data'))?.pid;
  } catch {
    return undefined;
  }
}

export function signalServer(folder: string, signal: NodeJS.Signals): void {
  const pid = serverOf(folder);
  if (pid !== undefined) process.kill(pid, signal);
}

/** Starts a gateway; rejects with what it says when it ends instead. */
export async function startGateway(folder: string, uid?: number): Promise<Gateway> {
  const program = join(import.meta.dirname, 'embedded-gateway.ts');
  const child = spawn(process.execPath, [program, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'close');
  let said = '';
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.endsWith('\n')) resolve(said.trim());
    });
    void ended.then(() => reject(new Error(complaint)));
  });
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      if (said !== `${url}\nstopped\n` || complaint !== '') throw new Error(`said ${said} and ${complaint}`);
    },
    kill: async (signal, group) => {
      process.kill(group === undefined ? pidOf(child) : -pidOf(child), signal);
      await ended;
    },
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the process did not start');
  return pid;
}
