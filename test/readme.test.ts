import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OpenAPIV3_1 } from 'openapi-types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../src/config/load.ts';
import { operationsOf } from '../src/contract/document.ts';
import { capabilityTable } from '../src/generate/capability-table.ts';
import { fieldTable } from '../src/generate/field-table.ts';
import { permissionTable } from '../src/generate/permission-table.ts';
import { withTable } from '../src/generate/readme-table.ts';
import { stateTable } from '../src/generate/state-table.ts';
import unified from '../src/generated/documents/orgway.json' with { type: 'json' };
import { providers } from '../src/generated/providers.ts';
import { credentialSets } from '../src/translation/token-endpoint.ts';
import { type RunningSandbox, startSandbox } from './support/sandbox.ts';

const bash = promisify(execFile);
const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);

describe('the four calls', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  const calls = blocks('sh').filter((text) => text.startsWith('curl'));
  // What design and issue fix for the seed operations: the one write each must cause.
  const writes = [
    [
      'userhub',
      'POST',
      '/admin/v1/organizations/org_28seyVGVL1got6:disconnect',
      { connectionId: 'conn_4HdRKnTvPmmjYK' },
    ],
    ['softwareone', 'POST', '/public/v1/accounts/accounts/ACC-2000-0001/disable', null],
    [
      'stytch',
      'DELETE',
      '/v1/b2b/organizations/organization-test-11111111-0000-4000-8000-111111111111/external_id',
      {},
    ],
    ['zitadel', 'POST', '/management/v1/orgs/me/_deactivate', {}],
  ] as const;

  test('there are four', () => expect(calls).toHaveLength(writes.length));

  test.each(writes.map((write, index) => [write[0], index, write] as const))(
    '%s',
    async (provider, index, [, method, path, body]) => {
      const command = (calls[index] ?? '').replace('http://127.0.0.1:8080', sandbox.url);
      const run = async () => JSON.parse((await bash('bash', ['-c', command])).stdout);
      const first = await run();
      expect(first).toMatchObject({ changed: true, organization: { provider }, operationId: expect.any(String) });
      const sent = (await sandbox.ledger(provider)).filter(({ applied }) => applied);
      expect(sent.map((entry) => [entry.method, entry.path, entry.body])).toEqual([[method, path, body]]);
      if (provider === 'zitadel') expect(sent[0]?.headers['x-zitadel-orgid']).toBe('310000000000000003');
      const again = await run();
      if (command.includes('Idempotency-Key')) expect(again).toEqual(first);
      else expect(again).toMatchObject({ changed: false });
      expect((await sandbox.ledger(provider)).filter(({ applied }) => applied)).toHaveLength(1);
    },
  );

  test('what passes through', async () => {
    const [text = ''] = blocks('sh').filter((each) => each.includes('orgway_passthrough'));
    const env = { PATH: process.env.PATH, ORGWAY_URL: sandbox.url, ORGWAY_API_KEY: 'orgway_sandbox' };
    const { stdout } = await bash('bash', ['-c', `set -euo pipefail; ${text}`], { env });
    expect(JSON.parse(stdout).members).toHaveLength(2);
    const { path } = (await sandbox.ledger('userhub')).at(-1) ?? {};
    expect(path).toBe('/admin/v1/organizations/org_28seyVGVL1got6/members?pageSize=2');
  });

  test('before and after: the dry run, the operations and the audit trail', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orgway-readme-'));
    // As `npx` would from the clone, without looking for updates.
    const orgway = `orgway() { '${process.execPath}' '${join(root, 'src', 'main.ts')}' "$@"; }`;
    const run = async (text: string): Promise<string> => {
      const command = `set -euo pipefail; ${orgway}; ${text.replaceAll('npx orgway', 'orgway')}`;
      const env = {
        PATH: process.env.PATH,
        ORGWAY_URL: sandbox.url,
        ORGWAY_API_KEY: 'orgway_sandbox',
        DATABASE_URL: sandbox.database.url,
      };
      return (await bash('bash', ['-c', command], { cwd: folder, env })).stdout;
    };
    const [dryRun = '', operations = '', audit = '', contract = '', keys = ''] = blocks('sh').filter(
      (text) => text.includes('orgway_dry_run') || text.startsWith('npx'),
    );
    await sandbox.clearLedger('zitadel');
    expect(JSON.parse(await run(dryRun))).toMatchObject({
      dryRun: true,
      reversible: false,
      organization: { id: '310000000000000003' },
    });
    expect((await sandbox.ledger('zitadel')).filter(({ applied }) => applied)).toEqual([]);
    expect(await run(operations)).toMatch(/OPERATION +STARTED[\s\S]+disconnectExternalAccount[\s\S]+requestDigest/);
    expect(await run(audit)).toMatch(/^good: [1-9]\d* records/);
    expect(await run(`cd '${root}'; ${contract}`)).toMatch(
      /nothing that you use breaks[\s\S]+DeactivateOrg[\s\S]+no drift/,
    );
    expect(await run(keys)).toMatch(
      /^NAME +KEY[\s\S]+\nreports +\w{10} +in use[\s\S]+(?:Key \w{10} of reports is revoked\.\n){2}$/,
    );
  });
});

test('the configuration shown is a good one', () => {
  const secret = join(mkdtempSync(join(tmpdir(), 'orgway-readme-')), 'stytch');
  writeFileSync(secret, 'secret-live-x\n');
  const [example = ''] = blocks('yaml');
  const config = readConfig(
    example.replace('/run/secrets/stytch', secret),
    providers.map(({ provider }) => provider),
    {
      ORGWAY_KEY_SHA256: 'a'.repeat(64),
      STYTCH_PROJECT_ID: 'project-live-x',
      DATABASE_URL: 'postgres://orgway@localhost/orgway',
    },
  );
  expect(config.connections).toMatchObject([
    { id: 'stytch-live', provider: 'stytch', credentials: { projectId: 'project-live-x', secret: 'secret-live-x' } },
  ]);
});

const tables = [
  capabilityTable(providers.map(({ provider }) => provider)),
  fieldTable(providers),
  stateTable(providers),
  permissionTable(unified['x-permissions'], [...operationsOf(unified as unknown as OpenAPIV3_1.Document).values()]),
];

test.each(tables)('the table of $name is what the translations and documents say', (table) => {
  expect(table.rows.length).toBeGreaterThan(5);
  expect(withTable(readme, table)).toBe(readme);
});

test('every credential and setting that configuration knows is named', () => {
  for (const { provider } of providers)
    for (const name of credentialSets(provider).flat()) expect(readme).toContain(`\`${name}\``);
  const schema = JSON.parse(readFileSync(join(root, 'openapi', 'config.schema.json'), 'utf8'));
  const { connections, ...others } = schema.properties;
  for (const name of [...Object.keys(others), ...Object.keys(connections.additionalProperties.properties)])
    expect(readme).toContain(name);
});

test('every npm script it names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = [...readme.matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(4);
  for (const name of named) expect(Object.keys(scripts)).toContain(name);
});
