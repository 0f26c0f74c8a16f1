import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Running, runOrgway, startOrgway } from '../../support/command-line.ts';
import { sandboxCredentials } from '../../support/gateway.ts';
import { providerIds, startVerifiedEmulators, type VerifiedEmulators } from '../../support/verification.ts';

const folder = mkdtempSync(join(tmpdir(), 'orgway-verify-'));
const config = join(folder, 'orgway.yaml');
let emulators: VerifiedEmulators;
beforeAll(async () => {
  emulators = await startVerifiedEmulators();
  const connections = Object.fromEntries(
    providerIds.map((provider) => [
      provider,
      {
        provider,
        baseUrl: `${emulators.url}/${provider}`,
        credentials: sandboxCredentials[provider],
        allowPrivateNetwork: true,
      },
    ]),
  );
  writeFileSync(config, JSON.stringify({ auth: { sandboxKey: true }, connections }));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await emulators.stop();
});
beforeEach(async () => {
  for (const id of providerIds) await emulators.reset(id);
});

const words = (...more: string[]) => ['contract', 'verify', '--config', config, ...more];

test('what conforms is a table and exit status 0, quiet in a pipe', async () => {
  const { status, stdout, stderr } = await runOrgway(words('stytch'));
  expect([status, stderr]).toEqual([0, '']);
  const [header, ...rows] = stdout.split('\n');
  expect(header).toMatch(/^UPSTREAM OPERATION +RESULT +ANSWERS +REASON$/);
  expect(rows).toContainEqual(expect.stringMatching(/^SearchMembers +conforms +\d+$/));
  expect(rows).toContainEqual(expect.stringMatching(/^DeleteMember +not tried +0 +writes: use --writes$/));
  expect(stdout).toMatch(/\nstytch conforms to .+\.\n$/);
});

test('what deviates is exit status 1, with --json one document', async () => {
  await emulators.faults('zitadel', [{ method: 'GET', path: '^/admin/v1/orgs/', extraField: true }]);
  const { status, stdout } = await runOrgway(words('zitadel', '--json'));
  const { conforms, deviations, operations, uncleaned } = JSON.parse(stdout);
  expect([status, conforms, uncleaned]).toEqual([1, false, []]);
  expect(deviations[0]).toMatchObject({
    upstreamOperation: 'GetOrgByID',
    keyword: 'undocumented-property',
    severity: 'harmless',
  });
  expect(operations).toContainEqual({
    upstreamOperation: 'GetOrgByID',
    result: 'deviates',
    answers: expect.any(Number),
  });
});

test('wrong usage is exit status 2, a wrong configuration 78', async () => {
  const unknown = await runOrgway(words('nobody'));
  expect([unknown.status, unknown.stderr]).toEqual([
    2,
    `error: there is no connection 'nobody' in the configuration; it has ${providerIds.join(', ')}\n`,
  ]);
  expect((await runOrgway(['contract', 'verify', 'stytch', '--config', join(folder, 'none.yaml')])).status).toBe(78);
});

/** Starts a slow life, and waits until its organization was made. */
async function underWay(latencyMs: number): Promise<Running> {
  await emulators.faults('stytch', [{ latencyMs: 1, times: 40 }, { latencyMs }]);
  const running = startOrgway(words('stytch', '--writes', '--json'));
  for (;;) {
    const made = (await emulators.ledger('stytch')).filter(({ applied }) => applied);
    if (made.length > 1) return running;
    await wait(20);
  }
}

test('with --writes it says what it will do; interrupted in the middle, it removes what it made', async () => {
  const before = await emulators.held('stytch');
  const running = await underWay(50);
  running.signal('SIGINT');
  const { status, stdout, stderr } = await running.ended;
  expect(status).toBe(1);
  expect(stderr).toBe(
    [
      `Makes an organization named orgway-verify-… at ${emulators.url}/stytch (stytch), changes it in every way the connection can, and deletes it for good. Writes to nothing else.`,
      'Interrupted: cleaning up. Interrupt again to stop at once.',
      '',
    ].join('\n'),
  );
  expect(JSON.parse(stdout)).toMatchObject({
    conforms: false,
    failure: 'It was interrupted',
    deviations: [],
    uncleaned: [],
  });
  expect(await emulators.held('stytch')).toEqual(before);
});

test('interrupted twice, it stops at once and names what it made', async () => {
  const running = await underWay(400);
  running.signal('SIGINT');
  await wait(100);
  running.signal('SIGINT');
  const { status, stdout, stderr } = await running.ended;
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /\nStopped\. Organization organization-test-[0-9a-f-]+ may be left: delete it at the upstream\.\n$/,
  );
});
