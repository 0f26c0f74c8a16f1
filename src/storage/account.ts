import { spawn } from 'node:child_process';
import { chownSync } from 'node:fs';

/** How a program ended, and all it wrote to both outputs. */
export interface Ended {
  readonly status: number;
  readonly text: string;
}

/** The system user that the database server runs as. */
export interface Account {
  /** Makes a file or folder theirs. */
  own(path: string): void;
  /** Runs a program to its end, not to that of the processes it leaves in the background. */
  run(program: string, ...words: string[]): Promise<Ended>;
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, so root has it run as the owner of the data, or as user `postgres` or `nobody` where there
 * are none yet. `paths` must be open to that user: the last resort is to let the server, and only it, pass closed folders above
 * them. Throws an `Error` that says what to do when no user can be had.
 */
export async function serverAccount(owner: Ids | undefined, paths: readonly string[]): Promise<Account> {
  if (process.getuid?.() !== 0) return { own: () => {}, run: (program, ...words) => run(program, words) };
  const ids = owner !== undefined && owner.uid !== 0 ? owner : ((await idsOf('postgres')) ?? (await idsOf('nobody')));
  if (ids === undefined) throw refusal('there is neither a user "postgres" nor a user "nobody"');
  const plain = accountOf(ids, []);
  if (await mayUse(plain, paths)) return plain;
  const passing = accountOf(ids, passingWords(ids));
  if (await mayUse(passing, paths)) return passing;
  throw refusal(`user ${ids.uid} may not use ${paths.join(' and ')}`);
}

const refusal = (reason: string): Error =>
  new Error(
    `the built-in PostgreSQL cannot run as root, and ${reason}: set DATABASE_URL to a PostgreSQL server, set ORGWAY_DATA to a folder that every user may enter, or start Orgway as another user than root`,
  );

const accountOf = ({ uid, gid }: Ids, [before, ...between]: readonly string[]): Account => ({
  own: (path) => chownSync(path, uid, gid),
  run: (program, ...words) =>
    before === undefined ? run(program, words, { uid, gid }) : run(before, [...between, program, ...words]),
});

/**
 * setpriv of util-linux. PostgreSQL asks access(2), which knows no capability of a user other than root, unless the process has
 * the secure bit no_setuid_fixup.
 */
const passingWords = ({ uid, gid }: Ids): string[] => [
  'setpriv',
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
  ...['--inh-caps', '--ambient-caps', '--bounding-set'].map((set) => `${set}=-all,+dac_override`),
  '--securebits=+no_setuid_fixup',
  '--no-new-privs',
  '--',
];

async function mayUse(account: Account, paths: readonly string[]): Promise<boolean> {
  const tests = paths.map((_path, at) => `test -x "$${at + 1}"`).join(' && ');
  return account.run('/bin/sh', '-c', tests, 'sh', ...paths).then(
    ({ status }) => status === 0,
    () => false,
  );
}

async function idsOf(user: string): Promise<Ids | undefined> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map((word) => run('id', [word, user]).catch(() => ({ status: 1, text: '' }))),
  );
  return uid?.status === 0 && gid?.status === 0 ? { uid: Number(uid.text), gid: Number(gid.text) } : undefined;
}

function run(program: string, words: readonly string[], ids: Partial<Ids> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const { PATH, SystemRoot } = process.env;
    const child = spawn(program, words, {
      ...ids,
      // A folder that every user may enter.
      cwd: '/',
      // The server need not know the gateway's secrets, nor be configured by PG… variables meant for clients.
      env: { PATH, SystemRoot, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C is for the gateway, which lets the database finish what it does.
      detached: true,
      windowsHide: true,
    });
    let text = '';
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
    }
    child.on('error', (cause) => {
      const remedy = 'set DATABASE_URL to a PostgreSQL server';
      reject(
        new Error(`the built-in PostgreSQL does not run on this machine (${cause.message}): ${remedy}`, { cause }),
      );
    });
    child.on('exit', () => {
      // Where a background process has inherited the outputs they would never close.
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 500).unref();
    });
    child.on('close', (status) => resolve({ status: status ?? 1, text }));
  });
}
