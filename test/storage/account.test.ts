import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serverAccount } from '../../src/storage/account.ts';
import { onServer } from '../support/database.ts';
import { databaseFolder, serverOf, startGateway } from './gateways.ts';

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const sources = join(import.meta.dirname, '..', '..');
const mayRead = (uid: number): boolean => spawnSync('ls', [sources], { uid, gid: uid }).status === 0;

/** The user and the capabilities of a server, the latter as the kernel's bit set. */
function powersOf(folder: string): { readonly uid: number; readonly capabilities: number } {
  const status = readFileSync(`/proc/${serverOf(folder)}/status`, 'utf8');
  const [, uid] = /^Uid:\t(\d+)/m.exec(status) ?? [];
  const [, capabilities] = /^CapPrm:\t([0-9a-f]+)/m.exec(status) ?? [];
  return { uid: Number(uid), capabilities: Number.parseInt(capabilities ?? '', 16) };
}

test.runIf(isRoot && mayRead(nobody))(
  'as root, the server is an ordinary user where its folders are open',
  async () => {
    const folder = databaseFolder();
    mkdirSync(dirname(folder));
    for (const open of [dirname(folder), dirname(dirname(folder))]) chmodSync(open, 0o711);
    const { url, stop } = await startGateway(folder);
    expect(powersOf(folder)).toEqual({ uid: statSync(folder).uid, capabilities: 0 });
    expect(await onServer(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await stop();
  },
);

test.runIf(isRoot)('as root, the server may pass closed folders, and nothing else', async () => {
  const folder = databaseFolder();
  const { url, stop } = await startGateway(folder);
  expect(statSync(dirname(folder))).toMatchObject({ uid: 0, mode: 0o40700 });
  const { uid, capabilities } = powersOf(folder);
  expect(uid).not.toBe(0);
  expect(capabilities).toBe(0b10);
  expect(await onServer(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await stop();
});

test.runIf(isRoot && mayRead(nobody))('another user runs the server as itself', async () => {
  const folder = databaseFolder(nobody);
  const { url, stop } = await startGateway(folder, nobody);
  expect(powersOf(folder)).toEqual({ uid: nobody, capabilities: 0 });
  expect(await onServer(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await stop();
});

test.runIf(isRoot && mayRead(nobody))('root goes on with the data of another user, as that user', async () => {
  const folder = databaseFolder(nobody);
  await (await startGateway(folder, nobody)).stop();
  const { stop } = await startGateway(folder);
  expect(powersOf(folder).uid).toBe(nobody);
  await stop();
});

test.runIf(isRoot)(
  'programs that ask access(2) whether they may pass closed folders are told that they may',
  async () => {
    const closed = mkdtempSync(join(tmpdir(), 'orgway-closed-'));
    onTestFinished(() => rmSync(closed, { recursive: true }));
    const account = await serverAccount({ uid: nobody, gid: nobody }, ['/', closed]);
    mkdirSync(join(closed, 'inside'));
    const asks = `fs.accessSync(${JSON.stringify(join(closed, 'inside'))})`;
    expect(await account.run(process.execPath, '-e', asks)).toEqual({ status: 0, text: '' });
  },
);

/** A folder with nothing but these programs of the system, as PATH for the rest of the test. */
function onlyPrograms(...names: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'orgway-path-'));
  const path = process.env.PATH;
  onTestFinished(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });
  for (const name of names) symlinkSync(join('/usr/bin', name), join(folder, name));
  process.env.PATH = folder;
  return folder;
}

const remedy =
  'set DATABASE_URL to a PostgreSQL server, set ORGWAY_DATA to a folder that every user may enter, or start Orgway as another user than root';

test.runIf(isRoot)('as root without any other user, the refusal says what to do', async () => {
  onlyPrograms();
  await expect(serverAccount(undefined, ['/'])).rejects.toThrow(
    `the built-in PostgreSQL cannot run as root, and there is neither a user "postgres" nor a user "nobody": ${remedy}`,
  );
});

test.runIf(isRoot)('as root without a way through closed folders, the refusal says what to do', async () => {
  const closed = onlyPrograms('id');
  chownSync(closed, 0, 0);
  await expect(serverAccount({ uid: nobody, gid: nobody }, ['/', closed])).rejects.toThrow(
    `the built-in PostgreSQL cannot run as root, and user ${nobody} may not use / and ${closed}: ${remedy}`,
  );
});
