import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbedded } from '../../src/storage/embedded.ts';
import { onServer } from '../support/database.ts';
import { databaseFolder, serverOf, signalServer, startGateway } from './gateways.ts';

const write = (url: string): Promise<unknown> =>
  onServer(url, `do $$ begin create table if not exists kept (at int); insert into kept values (1); end $$`);
const kept = async (url: string): Promise<number> => (await onServer(url, 'select at from kept')).length;
const setting = async (url: string, name: string): Promise<unknown> =>
  (await onServer(url, `select current_setting('${name}') as value`))[0]?.value;
const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('the first start makes a server that only this machine and this user can use', async () => {
  const folder = databaseFolder();
  const { url, stop } = await startGateway(folder);
  expect(new URL(url).hostname).toBe('127.0.0.1');
  expect(await setting(url, 'listen_addresses')).toBe('127.0.0.1');
  expect(await setting(url, 'unix_socket_directories')).toBe('');
  expect(modeOf(folder)).toBe(0o700);
  expect(modeOf(join(folder, 'data'))).toBe(0o700);
  expect(modeOf(dirname(folder))).toBe(0o700);
  expect(modeOf(join(folder, 'password'))).toBe(0o600);
  expect(modeOf(join(folder, 'server.log'))).toBe(0o600);
  expect(readdirSync(dirname(folder))).toEqual(['postgres']);
  for (const password of ['', 'other']) {
    const stranger = new URL(url);
    stranger.password = password;
    await expect(onServer(stranger.href, 'select 1')).rejects.toThrow(/password/);
  }
  await stop();
  expect(serverOf(folder)).toBeUndefined();
});

test('what a commit has answered is on disk, and texts sort by code point', async () => {
  const { url } = await startGateway(databaseFolder());
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit']) expect(await setting(url, name)).toBe('on');
  expect(await setting(url, 'server_encoding')).toBe('UTF8');
  const rows = await onServer(url, `select v from (values ('b'), ('a'), ('B'), ('ä')) as t (v) order by v`);
  expect(rows.map(({ v }) => v)).toEqual(['B', 'a', 'b', 'ä']);
});

test('a restart keeps the data and the password', async () => {
  const folder = databaseFolder();
  const first = await startGateway(folder);
  await write(first.url);
  await first.stop();
  const second = await startGateway(folder);
  expect(await kept(second.url)).toBe(1);
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  await second.stop();
});

test('the server that a killed gateway has left is used by the next', async () => {
  const folder = databaseFolder();
  const first = await startGateway(folder);
  const server = serverOf(folder);
  expect(server).toBeDefined();
  await write(first.url);
  await first.kill('SIGKILL');
  expect(serverOf(folder)).toBe(server);
  const second = await startGateway(folder);
  expect(serverOf(folder)).toBe(server);
  expect(second.url).toBe(first.url);
  expect(await kept(second.url)).toBe(1);
  await second.stop();
  expect(serverOf(folder)).toBeUndefined();
});

test('a server that was left and does not answer any more is replaced', async () => {
  const folder = databaseFolder();
  const first = await startGateway(folder);
  await write(first.url);
  await first.kill('SIGKILL');
  const silent = serverOf(folder);
  signalServer(folder, 'SIGSTOP');
  const second = await startGateway(folder);
  expect(serverOf(folder)).not.toBe(silent);
  expect(await kept(second.url)).toBe(1);
  await second.stop();
});

test('Ctrl-C reaches the gateway and not the server', async () => {
  const folder = databaseFolder();
  const { url, kill } = await startGateway(folder);
  await kill('SIGINT', 'group');
  expect(await setting(url, 'fsync')).toBe('on');
});

test('a server that was killed with its gateway starts again', async () => {
  const folder = databaseFolder();
  const first = await startGateway(folder);
  await write(first.url);
  await first.kill('SIGKILL');
  signalServer(folder, 'SIGKILL');
  await expect.poll(() => serverOf(folder)).toBeUndefined();
  expect(readdirSync(join(folder, 'data'))).toContain('postmaster.pid');
  const second = await startGateway(folder);
  expect(await kept(second.url)).toBe(1);
  await second.stop();
});

test('a process id that another program has by now is no server', async () => {
  const folder = databaseFolder();
  const first = await startGateway(folder);
  await write(first.url);
  const file = join(folder, 'data', 'postmaster.pid');
  const left = readFileSync(file, 'utf8');
  await first.stop();
  const { uid, gid } = statSync(join(folder, 'data'));
  const other = spawn('sleep', ['600'], process.getuid?.() === 0 ? { uid, gid } : {});
  onTestFinished(() => {
    other.kill();
  });
  writeFileSync(file, left.replace(/^\d+/, String(other.pid)));
  const second = await startGateway(folder);
  expect(await kept(second.url)).toBe(1);
  await second.stop();
  expect(other.exitCode).toBeNull();
});

test('a server that dies while it is used comes back at the same address', async () => {
  const folder = databaseFolder();
  const { url, stop } = await startGateway(folder);
  await write(url);
  const first = serverOf(folder);
  signalServer(folder, 'SIGKILL');
  await expect.poll(() => kept(url).catch(() => 0), { timeout: 60_000 }).toBe(1);
  expect(serverOf(folder)).not.toBe(first);
  await stop();
  expect(serverOf(folder)).toBeUndefined();
});

test('gateways that start together share one server, and the last one stops it', async () => {
  const folder = databaseFolder();
  const [first, second, third] = await Promise.all([1, 2, 3].map(() => startGateway(folder)));
  expect([second?.url, third?.url]).toEqual([first?.url, first?.url]);
  expect(readdirSync(dirname(folder))).toEqual(['postgres']);
  await first?.stop();
  expect(serverOf(folder)).toBeDefined();
  await Promise.all([second?.stop(), third?.stop()]);
  expect(serverOf(folder)).toBeUndefined();
});

test('gateways that start together on a folder that was left without a server share one', async () => {
  const folder = databaseFolder();
  await (await startGateway(folder)).stop();
  const [first, second, third] = await Promise.all([1, 2, 3].map(() => startGateway(folder)));
  expect([second?.url, third?.url]).toEqual([first?.url, first?.url]);
});

test('a server that somebody else is connected to is not stopped', async () => {
  const folder = databaseFolder();
  const { url, stop } = await startGateway(folder);
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await stop();
  expect((await other.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await other.end();
});

test('the data of another PostgreSQL version is refused', async () => {
  const folder = databaseFolder();
  await (await startGateway(folder)).stop();
  writeFileSync(join(folder, 'data', 'PG_VERSION'), '17\n');
  await expect(startEmbedded(folder)).rejects.toThrow(/is of PostgreSQL 17, but Orgway comes with PostgreSQL 18: move/);
});

test('a password that is not that of the data is told, and no server is left behind', async () => {
  const folder = databaseFolder();
  await (await startGateway(folder)).stop();
  writeFileSync(join(folder, 'password'), 'other');
  await expect(startEmbedded(folder)).rejects.toThrow(/password authentication failed.*restore the file "password"/);
  expect(serverOf(folder)).toBeUndefined();
});

test('a server that cannot start is told in its own words', async () => {
  const folder = databaseFolder();
  await (await startGateway(folder)).stop();
  writeFileSync(join(folder, 'data', 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(startEmbedded(folder)).rejects.toThrow(/did not start.*no_such_setting/s);
});

test('a folder with other things in it is left alone', async () => {
  const folder = databaseFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'notes'), 'mine');
  await expect(startEmbedded(folder)).rejects.toThrow(`${folder} is not empty and holds no database of Orgway`);
  expect(readdirSync(folder)).toEqual(['notes']);
});

test.each(['$HOME', 'a"b', 'a`b', 'a\\b'])('a path with %s is refused', async (name) => {
  await expect(startEmbedded(join(databaseFolder(), name))).rejects.toThrow(
    /special character in this path: set ORGWAY_DATA/,
  );
});

test('a path with spaces and other letters works', async () => {
  const { stop } = await startGateway(join(databaseFolder(), "two words, it's ü"));
  await stop();
});
