import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { overlaid, readOverlay } from '../../../src/contract/description/overlay.ts';
import { providers } from '../../../src/generated/providers.ts';
import { type StytchStub, startStytchStub, straight } from '../../operations/drift/stytch-stub.ts';
import { type Ended, runOrgway } from '../../support/command-line.ts';
import { type RunningGateway, startGateway } from '../../support/gateway.ts';

let upstream: StytchStub;
let gateway: RunningGateway;
const folder = mkdtempSync(join(tmpdir(), 'orgway-propose-'));
beforeAll(async () => {
  upstream = await startStytchStub();
  gateway = await startGateway(['one', 'two'].map((id) => ({ id, provider: 'stytch', baseUrl: upstream.url })));
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  upstream.bend(straight);
  await gateway.call('GET', '/v1/connections/one/drift');
  await gateway.database.db.deleteFrom('drift_records').execute();
});

const run = (...words: string[]): Promise<Ended> =>
  runOrgway(['contract', ...words], { ORGWAY_API_KEY: 'orgway_sandbox', ORGWAY_URL: gateway.url });

/** Lets a connection see an answer with these members in the organization. */
async function see(connection: string, members: object): Promise<void> {
  upstream.bend((body) => {
    Object.assign(body.organization, members);
    return body;
  });
  await gateway.call('GET', `/v1/connections/${connection}/organizations/${upstream.organization}`);
}

test('without drift there is nothing to propose', async () => {
  expect(await run('propose', 'one')).toMatchObject({
    status: 0,
    stdout: '',
    stderr: 'nothing to propose: no drift is on record for one\n',
  });
});

test('drift shows what was seen and what it affects, and its exit status says whether anything breaks', async () => {
  await see('one', { brand: 'x' });
  expect(await run('drift')).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(
      /^HARMLESS {2}one {2}GetOrganization 200 \/organization\/brand\n {2}undocumented-property: .*observed string\n/,
    ),
  });
  await see('two', { organization_name: 7 });
  const all = await run('drift');
  expect([all.status, all.stdout]).toEqual([
    1,
    expect.stringMatching(/BREAKING {2}two[\s\S]*affects .*getOrganization.*organization\/displayName/),
  ]);
  const breaking = await run('drift', '--connection', 'two', '--severity', 'breaking', '--json');
  expect(
    breaking.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).pointer),
  ).toEqual(['/organization/organization_name']);
});

test('wrong usage ends with status 2', async () => {
  expect((await run('drift', '--severity', 'awful')).status).toBe(2);
  const unknown = await run('drift', '--connection', 'none');
  expect([unknown.status === 0, unknown.stderr]).toEqual([false, expect.stringContaining('unknown-connection')]);
});

test('propose writes an overlay that fits the document, and says what it cannot know', async () => {
  await see('one', { brand: 'x', organization_name: 7, mfa_methods: 'BY_PIGEON' });
  const file = join(folder, 'overlay.yaml');
  expect(await run('propose', 'one', '--output', file)).toMatchObject({ status: 0, stdout: '' });
  const text = readFileSync(file, 'utf8');
  expect(JSON.parse((await run('propose', 'one', '--json')).stdout)).toEqual(parse(text));
  const { overlay, actions, 'x-unresolved': unresolved } = parse(text);
  expect([overlay, actions.length]).toEqual(['1.0.0', 2]);
  expect(unresolved).toMatchObject([
    { place: 'GetOrganization 200 /organization/mfa_methods', keyword: 'unlisted-member' },
  ]);
  const document = providers.find(({ provider }) => provider.id === 'stytch')?.document;
  expect(overlaid(document, readOverlay(text, true)).unmatched).toEqual([]);
});
