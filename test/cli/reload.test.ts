import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfigFile } from '../../src/cli/configuration.ts';
import { type Reloads, reloading } from '../../src/cli/reload.ts';
import type { Config } from '../../src/config/model.ts';

let folder: string;
let file: string;
let log: { readonly level: number; readonly msg: string; readonly faults?: string[]; readonly settings?: string[] }[];
let put: Config[];
let refuse: Error | undefined;
let reloads: Reloads;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orgway-reload-'));
  file = join(folder, 'orgway.yaml');
  log = [];
  put = [];
  refuse = undefined;
  write(9);
  const work = (config: Config): void => {
    if (refuse !== undefined) throw refuse;
    put.push(config);
  };
  const lines = pino({}, { write: (line: string) => void log.push(JSON.parse(line)) });
  reloads = reloading(file, await readConfigFile(file), work, lines);
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (port: number, more = ''): void =>
  writeFileSync(
    file,
    `auth: { sandboxKey: true }
connections: { a: { provider: zitadel, baseUrl: "http://127.0.0.1:${port}", credentials: { token: t }, allowPrivateNetwork: true } }
${more}`,
  );
const logged = (count: number) => expect.poll(() => log.length).toBeGreaterThanOrEqual(count);

test('another configuration is put to work', async () => {
  write(10);
  reloads.request('SIGHUP');
  await logged(1);
  expect(put.map(({ connections }) => connections[0]?.baseUrl)).toEqual(['http://127.0.0.1:10']);
  expect(log).toMatchObject([{ cause: 'SIGHUP', connections: 1, msg: 'the configuration was reloaded' }]);
});

test('where nothing has changed nothing is done', async () => {
  write(9, '# but a comment');
  reloads.request('SIGHUP');
  await logged(1);
  expect({ put, log }).toMatchObject({
    put: [],
    log: [{ level: 30, msg: expect.stringContaining('nothing has changed') }],
  });
});

test('a wrong file changes nothing, and every fault of it is logged with its line', async () => {
  write(10, 'contract: { verify: never }\nsecretKey: short\n');
  reloads.request('SIGHUP');
  await logged(1);
  expect(put).toEqual([]);
  expect(log).toMatchObject([{ level: 50, msg: expect.stringContaining('the one before stays at work') }]);
  expect(log[0]?.faults?.map((fault) => fault.slice(file.length, fault.indexOf(' ')))).toEqual([':4', ':3']);
});

test('a file that cannot be read changes nothing', async () => {
  rmSync(file);
  reloads.request('SIGHUP');
  await logged(1);
  expect({ put, log }).toMatchObject({
    put: [],
    log: [{ level: 50, err: { message: expect.stringContaining(file) } }],
  });
});

test('what could not be put to work is tried again with the next reload', async () => {
  refuse = new Error('no');
  write(10);
  reloads.request('SIGHUP');
  await logged(1);
  expect(log).toMatchObject([{ level: 50, err: { message: 'no' } }]);
  refuse = undefined;
  reloads.request('SIGHUP');
  await expect.poll(() => put.length).toBe(1);
});

test('settings that need a restart are named, as long as they differ from what the process was started with', async () => {
  write(9, 'server: { port: 4 }');
  reloads.request('SIGHUP');
  await logged(2);
  expect(log[1]).toMatchObject({ level: 40, settings: ['server'] });
  write(9);
  reloads.request('SIGHUP');
  await logged(3);
  expect(log.slice(2)).toMatchObject([{ level: 30, msg: 'the configuration was reloaded' }]);
});

test('requests that come together are one reload, and reloads never overlap', async () => {
  write(10);
  for (let times = 0; times < 50; times += 1) reloads.request('SIGHUP');
  await logged(1);
  write(11);
  reloads.request('SIGHUP');
  await logged(2);
  expect(put.map(({ connections }) => connections[0]?.baseUrl)).toEqual(['http://127.0.0.1:10', 'http://127.0.0.1:11']);
});
