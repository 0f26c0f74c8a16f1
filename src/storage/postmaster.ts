import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The main process of a PostgreSQL server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** The server that runs on a data folder, if one does: the file that names it may have outlived it. */
export function postmasterOf(data: string): Postmaster | undefined {
  const named = namedIn(join(data, 'postmaster.pid'));
  if (named === undefined || !isAlive(named.pid)) return undefined;
  const command = commandOf(named.pid);
  return command === undefined || command.includes(`postgres -D ${data} `) ? named : undefined;
}

/**
 * Removes the file that names the server when its process id belongs to another program by now, as it does after the restart of a
 * container. PostgreSQL takes that for a server and does not start; all other leftovers it recognizes itself.
 */
export function removeForeignPid(data: string): void {
  const file = join(data, 'postmaster.pid');
  if (!namesForeign(file)) return;
  // Taken away first and looked at again then: meanwhile it may have become the file of a server that has just been started.
  const taken = `${file}.${randomUUID()}`;
  try {
    renameSync(file, taken);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (namesForeign(taken)) rmSync(taken);
  else renameSync(taken, file);
}

function namesForeign(file: string): boolean {
  const named = namedIn(file);
  const command = named && isAlive(named.pid) ? commandOf(named.pid) : undefined;
  return command !== undefined && !/postgres\b/.test(command);
}

function namedIn(file: string): Postmaster | undefined {
  try {
    const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number);
    return pid && port ? { pid, port } : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The command line of a process, empty for one that has ended but not been waited for; nothing where the system does not tell. */
function commandOf(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}
