import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkText } from '../../src/cli/check/check-text.ts';
import type { Finding } from '../../src/cli/check/finding.ts';
import { check } from '../../src/cli/check/run-check.ts';
import { runOrgway } from '../support/command-line.ts';
import { freshDatabase } from '../support/database.ts';
import { closed, listening } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orgway-check-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const auth = `auth: { apiKeys: [{ name: tests, sha256: "${'a'.repeat(64)}", permissions: [admin], connections: all }] }`;
const found = (findings: readonly Finding[], status: Finding['status']): string[] =>
  findings
    .filter((each) => each.status === status)
    .map(({ subject, line, pointer, message }) => `${line === undefined ? subject : `${line} ${pointer}`}: ${message}`);
/** The one connection of a configuration, to the emulator. */
const emulated = (): string =>
  `connections: { a: { provider: zitadel, baseUrl: "${sandbox.emulatorsUrl}/zitadel", credentials: { token: sandbox }, allowPrivateNetwork: true } }`;
const local = 'baseUrl: "http://127.0.0.1:9", allowPrivateNetwork: true';

test('a right configuration: every provider in use and every connection is named, and nothing is contacted', async () => {
  const file = written(
    'orgway.yaml',
    `${auth}\nconnections: { a: { provider: zitadel, ${local}, credentials: { token: t } } }\n`,
  );
  const { status, ok, findings } = await check(file, false, folder);
  expect({ status, ok, faults: found(findings, 'fault'), warnings: found(findings, 'warning') }).toEqual({
    ...{ status: 0, ok: true, faults: [], warnings: [] },
  });
  expect(found(findings, 'ok')).toEqual([
    'configuration: the file is right; connections: 1',
    expect.stringMatching(/^provider zitadel: .+ is whole$/),
    'connection a: http://127.0.0.1:9 (not contacted)',
  ]);
});

test('all faults and all weak settings are told at once, each with its line, and no secret', async () => {
  const token = written('token', 'world-readable-secret', 0o644);
  const text = `${auth}
connections:
  a: { provider: zitadel, baseUrl: "http://10.1.2.3", allowPrivateNetwork: true, credentials: { token: "\${file:${token}}" } }
  b: { provider: userhub, ${local}, credentials: { adminApiKey: "\${NOT_SET}" }, retrys: 3 }
  c: { provider: nobody, ${local}, credentials: {}, validation: { response: off } }
database: { url: "postgres://u@db.example/orgway" }
`;
  const checked = await check(written('orgway.yaml', text), true, folder);
  expect(checked).toMatchObject({ status: 78, ok: false });
  expect(found(checked.findings, 'fault')).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^4 \/connections\/b\/credentials\/adminApiKey: .*NOT_SET/),
      expect.stringMatching(/^4 \/connections\/b\/retrys: /),
      expect.stringMatching(/^5 \/connections\/c\/provider: /),
    ]),
  );
  expect(found(checked.findings, 'warning')).toEqual([
    expect.stringMatching(/^3 \/connections\/a\/credentials\/token: .*chmod o= /),
    expect.stringMatching(/^\d \/secretKey: /),
    expect.stringMatching(/^6 \/database\/url: .*sslmode/),
    expect.stringMatching(/^3 \/connections\/a\/baseUrl: is http/),
    expect.stringMatching(/^5 \/connections\/c\/validation\/response: is off/),
  ]);
  expect(JSON.stringify(checked)).not.toContain('world-readable-secret');
  expect(checkText(checked)).toMatch(
    /^fault +\S+orgway\.yaml:4 \/connections\/b\/[\s\S]+\n\n\d faults, 5 warnings\.\n$/,
  );
});

test('a secret key of the data folder that everybody may read is what serve would refuse', async () => {
  const file = written('orgway.yaml', `${auth}\n${emulated()}\n`);
  written('secret.key', 'k'.repeat(32), 0o604);
  const { status, findings } = await check(file, false, folder);
  expect({ status, faults: found(findings, 'fault') }).toEqual({
    status: 78,
    faults: [expect.stringMatching(/^data folder: .*secret\.key.*chmod 600/)],
  });
});

// One kind of server for each thing that can be wrong on the way to an upstream.
const servers: Server[] = [];
const serving = async (server: Server): Promise<string> => {
  servers.push(server);
  return listening(server);
};
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  for (const server of servers) await closed(server);
  await sandbox.stop();
});

test('--live tells names, addresses, TLS, paths, credentials and answers apart', async () => {
  const plain = await serving(createServer((_, response) => response.writeHead(404).end()));
  const html = await serving(
    createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')),
  );
  const silent = await serving(createServer((request) => request.socket.destroy()));
  const unsafe = await serving(createTlsServer() as unknown as Server);
  const bases: Readonly<Record<string, string>> = {
    good: `${sandbox.emulatorsUrl}/zitadel`,
    credentials: `${sandbox.emulatorsUrl}/zitadel`,
    name: 'http://no-such-host.invalid',
    port: 'http://127.0.0.1:9',
    tls: unsafe.replace('http', 'https'),
    path: plain,
    page: html,
    cut: silent,
  };
  const lines = Object.entries(bases).map(
    ([id, baseUrl]) =>
      `  ${id}: { provider: zitadel, baseUrl: "${baseUrl}", credentials: { token: ${id === 'credentials' ? 'wrong' : 'sandbox'} }, allowPrivateNetwork: true }`,
  );
  const url = await freshDatabase();
  const file = written('orgway.yaml', `${auth}\ndatabase: { url: "${url}" }\nconnections:\n${lines.join('\n')}\n`);
  const { status, findings } = await check(file, true, folder);
  expect(status).toBe(1);
  const said = Object.fromEntries(
    findings.map(({ subject, message }) => [subject.replace('connection ', ''), message]),
  );
  expect(said).toMatchObject({
    good: expect.stringMatching(/answered in \d+ ms$/),
    credentials: expect.stringMatching(
      /refuses the credentials \(status 401\): check token .*\(upstream-credentials-rejected\)$/,
    ),
    name: expect.stringMatching(/DNS: .*\(upstream-unavailable\)$/),
    port: expect.stringMatching(/connection: nothing listens at baseUrl.*\(upstream-unavailable\)$/),
    tls: expect.stringMatching(/TLS: /),
    path: expect.stringMatching(/\(not-found\)$/),
    page: expect.stringMatching(/\(upstream-(?:contract-violation|error)\)$/),
    cut: expect.stringMatching(/connection: the other side hung up/),
  });
  expect(found(findings, 'ok')).toContainEqual(
    expect.stringMatching(/^database: PostgreSQL \d+.* is reachable and migrated$/),
  );
});

test('--live finds operations that cannot be opened, and a trail that was altered; it changes nothing', async () => {
  const { db, url } = sandbox.database;
  const organization = `/v1/connections/zitadel/organizations/${showcase.zitadel?.organization}`;
  await sandbox.call('POST', `${organization}/deactivate`);
  await sandbox.call('GET', '/v1/audit-events');
  const [operation] = await db.selectFrom('operations').select('id').execute();
  await db.updateTable('operations').set({ state: 'unsettled' }).execute();
  const key = `secretKey: "${Buffer.alloc(32, 7).toString('base64')}"`;
  const file = written('orgway.yaml', `${auth}\n${key}\ndatabase: { url: "${url}" }\n${emulated()}\n`);
  const findings = (await check(file, true, folder)).findings;
  expect(found(findings, 'fault')).toEqual([expect.stringContaining(`cannot be opened`)]);
  expect(found(findings, 'fault')[0]).toContain(operation?.id);
  await db.updateTable('operations').set({ state: 'settled' }).execute();
  // What only who owns the database can do.
  await sql`alter table audit_events disable trigger user`.execute(db);
  await db.updateTable('audit_events').set({ record: '{"seq":1}' }).where('seq', '=', 1).execute();
  expect(found((await check(file, true, folder)).findings, 'fault')).toEqual([
    expect.stringMatching(/^database: the audit trail is not as it was written: /),
  ]);
});

test('as a command: JSON on standard output, nothing on standard error that is no terminal, the exit status', async () => {
  const file = written(
    'orgway.yaml',
    `${auth}\ndatabase: { url: "postgres://u:hidden-password@127.0.0.1:9/x" }\n${emulated()}\n`,
  );
  const { status, stdout, stderr } = await runOrgway(['check', '--live', '--json'], { ORGWAY_CONFIG: file });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  const { ok, live, findings } = JSON.parse(stdout);
  expect({ ok, live }).toEqual({ ok: false, live: true });
  expect(found(findings, 'fault')).toEqual([
    expect.stringMatching(
      /^database: the database server 127\.0\.0\.1:9\/x cannot be reached: nothing listens there; /,
    ),
  ]);
  expect(stdout).not.toContain('hidden-password');
});
