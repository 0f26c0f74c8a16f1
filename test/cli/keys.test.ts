import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Ended, runOrgway } from '../support/command-line.ts';
import { type RunningSandbox, startSandbox } from '../support/sandbox.ts';

let sandbox: RunningSandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'orgway-keys-'));
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

const keys = (...words: string[]): Promise<Ended> =>
  runOrgway(['keys', ...words], { DATABASE_URL: sandbox.database.url });
const statusWith = async (apiKey: string, path = '/v1/connections/stytch'): Promise<number> =>
  (await sandbox.call('GET', path, { apiKey })).status;
const soon = { timeout: 5_000, interval: 50 };

test('the life of a key: made beside a running gateway, shown once, replaced, taken out of use', async () => {
  const made = await keys(
    ...['create', '--name', 'reports', '--permission', 'organizations:read', 'members:read'],
    ...['--connection', 'stytch', '--expires', '30d'],
  );
  // The key is all there is on standard output.
  expect(made.stdout).toMatch(/^orgway_[0-9A-Z]{10}_[0-9A-Za-z]{49}\n$/);
  const [first, id = ''] = [made.stdout.trim(), made.stdout.slice(7, 17)];
  expect(made.stderr).toMatch(`Key ${id} of reports: organizations:read, members:read on stytch, until `);
  expect(made.stderr).not.toContain(first);
  expect(await Promise.all([statusWith(first), statusWith(first, '/v1/connections/zitadel')])).toEqual([200, 404]);

  const rotated = await keys('rotate', 'reports', '--json');
  const { key: second, ...rest } = JSON.parse(rotated.stdout);
  expect(rest).toMatchObject({
    name: 'reports',
    permissions: ['organizations:read', 'members:read'],
    connections: ['stytch'],
    state: 'in_use',
  });
  expect(await statusWith(second)).toBe(200);
  await vi.waitUntil(async () => (await statusWith(first)) === 401, soon);

  const listed = await keys('list');
  expect(listed.stdout).toMatch(/^NAME +KEY +STATE +CREATED +EXPIRES +USED +CONNECTIONS +PERMISSIONS\n/);
  expect(listed.stdout).toMatch(new RegExp(`\nreports +${id} +revoked .*\nreports +${rest.id} +in use `));
  expect(listed.stdout + listed.stderr).not.toContain(second.slice(18));

  expect((await keys('revoke', 'reports')).stdout).toBe(`Key ${rest.id} of reports is revoked.\n`);
  await vi.waitUntil(async () => (await statusWith(second)) === 401, soon);

  const { auditEvents } = (await sandbox.call('GET', '/v1/audit-events?principal=key%3Areports&pageSize=200')).body;
  const types = auditEvents.map(({ type }: { type: string }) => type).filter((type: string) => /key\.[^u]/.test(type));
  expect(types).toEqual(['key.revoked', 'key.rotated', 'key.created']);
});

test.each([
  ['no connections', ['--name', 'x', '--permission', 'admin'], 'name the connections with --connection'],
  ['a permission there is not', ['--name', 'x', '--permission', 'root', '--all-connections'], "no permission 'root'"],
])('a key of %s is not made', async (_what, words, said) => {
  const { status, stdout, stderr } = await keys('create', ...words);
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(said)]);
});

test('connections are those of the configuration, where there is one', async () => {
  const file = join(folder, 'orgway.yaml');
  writeFileSync(
    file,
    `database: { url: "\${DATABASE}" }
auth: { storedKeys: true }
connections:
  main: { provider: userhub, baseUrl: https://api.userhub.com, credentials: { adminApiKey: "\${SECRET}" } }
`,
  );
  const create = (connection: string): Promise<Ended> =>
    runOrgway(['keys', 'create', '--name', 'careful', '--permission', 'admin', '--connection', connection, '--json'], {
      ORGWAY_CONFIG: file,
      DATABASE: sandbox.database.url,
      SECRET: 'a-secret-of-the-upstream',
    });
  expect(await create('mian')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("no connection 'mian'; there are main"),
  });
  expect(JSON.parse((await create('main')).stdout)).toMatchObject({ name: 'careful', connections: ['main'] });
});
