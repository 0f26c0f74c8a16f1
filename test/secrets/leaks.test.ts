import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import type { Redactor } from '../../src/telemetry/redaction.ts';
import { runOrgway, startOrgway } from '../support/command-line.ts';
import { freshDatabase, onServer } from '../support/database.ts';
import { closed, listening, startGateway } from '../support/gateway.ts';
import { dumped, hits, spellings } from '../support/planted.ts';
import { credentials, planted, serviceAccountKey } from './planted-secrets.ts';
import { provoke } from './provoke.ts';
import { createRepeatingUpstream } from './repeating-upstream.ts';

// Of a caller's secrets an upstream knows only those it is sent.
const { actingSession: _session, apiKey: _key, ...ours } = planted;
const upstream = createRepeatingUpstream([...Object.values(ours), serviceAccountKey], planted.accessToken);
let baseUrl: string;
let folder: string;

beforeAll(async () => {
  baseUrl = await listening(upstream);
  folder = mkdtempSync(join(tmpdir(), 'orgway-secrets-'));
});
afterAll(async () => {
  await closed(upstream);
  rmSync(folder, { recursive: true });
});

const providerOf = (connection: string): string => connection.split('-')[0] ?? '';
const reference = (name: string): string => `\${${name}}`;
/** Each secret in a file of its own. */
const inFiles = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const file = join(folder, name);
      writeFileSync(file, value);
      return [name, reference(`file:${file}`)];
    }),
  );
/** The address of a database for a user of its own, whose password is planted. */
async function withPassword(url: string): Promise<string> {
  const name = `canary_${process.pid}`;
  await onServer(url, `create role ${name} login superuser password '${planted.databasePassword}'`);
  const address = new URL(url);
  address.username = name;
  address.password = planted.databasePassword;
  return address.href;
}

function configuration(): string {
  const file = join(folder, 'orgway.json');
  const connections = Object.fromEntries(
    Object.entries(credentials).map(([connection, values]) => [
      connection,
      {
        provider: providerOf(connection),
        baseUrl,
        credentials: inFiles(values),
        allowPrivateNetwork: true,
        ...{ retries: 0, breaker: false, timeoutMs: 2_000 },
      },
    ]),
  );
  const sha256 = createHash('sha256').update(planted.apiKey).digest('hex');
  const key = { name: 'tests', sha256, permissions: ['admin'], connections: 'all' };
  const unlimited = { unlimited: true };
  writeFileSync(
    file,
    JSON.stringify({
      database: { url: reference('DATABASE') },
      secretKey: reference('SECRET_KEY'),
      auth: { apiKeys: [key] },
      limits: { requests: unlimited, destructive: unlimited, destructivePerConnection: unlimited },
      connections,
    }),
  );
  return file;
}

test('no secret is in anything that a gateway says, keeps or exports', async () => {
  const url = await withPassword(await freshDatabase());
  const environment = { DATABASE: url, SECRET_KEY: planted.secretKey, ORGWAY_LOG: 'trace' };
  const orgway = startOrgway(['serve', '--json', '--config', configuration()], environment);
  const { gateway } = JSON.parse(await orgway.says(/\n/)) as { readonly gateway: string };
  const answers = await provoke(gateway, 4);
  const asking = { ORGWAY_URL: gateway, ORGWAY_API_KEY: planted.apiKey };
  const commands = await Promise.all(
    [
      ['operations', 'list', '--json'],
      ['operations', 'list'],
      ['audit', 'export', '--format', 'csv'],
    ].map((words) => runOrgway(words, asking)),
  );
  orgway.signal('SIGTERM');
  const { stdout, stderr } = await orgway.ended;
  const database = openDatabase(url);
  const dump = await dumped(database);
  await database.close();
  const places = {
    ...dump,
    answers: Buffer.from(answers.join('\n')),
    commands: Buffer.from(commands.map((each) => each.stdout + each.stderr).join('\n')),
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(stderr),
  };
  const found = Object.entries(places).map(([place, haystack]) => [place, hits(planted, haystack)] as const);
  expect(found.filter(([, names]) => names.length > 0)).toEqual([]);
  // There was something to be found.
  expect(commands.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(answers.filter((each) => each.includes('***')).length).toBeGreaterThan(10);
  for (const line of stderr.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ msg: expect.any(String) });
}, 60_000);

test('a database that cannot be reached is told without its password', async () => {
  const { DATABASE, ...environment } = {
    DATABASE: `postgres://gateway:${planted.databasePassword}@127.0.0.1:9/orgway`,
    SECRET_KEY: planted.secretKey,
  };
  const ended = await runOrgway(['serve', '--config', configuration()], { ...environment, DATABASE });
  expect(ended.status).not.toBe(0);
  expect(ended.stderr).toContain('database');
  expect(hits(planted, Buffer.from(ended.stdout + ended.stderr))).toEqual([]);
}, 60_000);

test('the search finds what is there, and without redaction it is there', async () => {
  for (const spelling of spellings(planted.projectSecret)) expect(hits(planted, spelling)).toEqual(['projectSecret']);
  const lines: string[] = [];
  const blind: Redactor = { redact: (text) => text, redactIn: (value) => value, configure() {}, learn() {} };
  const connections = Object.entries(credentials).map(([id, values]) => ({
    ...{ id, provider: providerOf(id), baseUrl, credentials: values, timeoutMs: 2_000 },
  }));
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const gateway = await startGateway(connections, { redactor: blind, log, apiKeys: { tests: planted.apiKey } });
  const answers: string[] = [];
  const found = (): readonly string[] => hits(planted, Buffer.from([...answers, ...lines].join('\n')));
  // Which secret is repeated where depends on which call arrives first.
  for (let tries = 0; tries < 6 && found().length < Object.keys(ours).length; tries += 1) {
    answers.push(...(await provoke(gateway.url, 2)));
  }
  await gateway.stop();
  // A caller's own session is masked by the call that it came with, and its key goes to no upstream.
  expect(found()).toEqual(Object.keys(ours));
}, 60_000);
