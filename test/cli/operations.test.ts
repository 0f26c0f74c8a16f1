import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, runOrgway } from '../support/command-line.ts';
import { type Answer, idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

let sandbox: RunningSandbox;
let applied: string;
let unknown: string;
const never = 3_600_000;

beforeAll(async () => {
  sandbox = await startSandbox({ pace: { looksAfterMs: [never], watchMs: never } });
  applied = (await post('activate')).body.operationId;
  await sandbox.faults('zitadel', [{ method: 'POST', path: '_deactivate$', reset: 'after' }]);
  unknown = (await post('deactivate')).body.operationId;
  await sandbox.faults('zitadel', []);
});
afterAll(() => sandbox.stop());

const post = (verb: string, provider = 'zitadel'): Promise<Answer> => {
  const path = `/v1/connections/${provider}/organizations/${showcase[provider]?.organization}/${verb}`;
  return sandbox.call('POST', path, { headers: idempotencyKey() });
};

const run = (...words: string[]): Promise<Ended> =>
  runOrgway(['operations', ...words], { ORGWAY_API_KEY: 'orgway_sandbox', ORGWAY_URL: sandbox.url });

test('list shows a table, newest first, or one JSON line for each', async () => {
  const { status, stdout } = await run('list');
  expect(status).toBe(0);
  const [header, ...rows] = stdout.trimEnd().split('\n');
  expect(header).toMatch(/^OPERATION +STARTED +ACTION +CONNECTION +ORGANIZATION +STATE +OUTCOME$/);
  expect(rows.map((row) => row.split(/ +/)[0])).toEqual([unknown, applied]);
  const lines = (await run('list', '--json', '--limit', '1')).stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toEqual([unknown]);
});

test('list takes filters, and goes on over pages', async () => {
  expect((await run('list', '--outcome', 'unknown', '--json')).stdout).toContain(unknown);
  expect((await run('list', '--action', 'deleteOrganization')).stdout).toBe('no operations\n');
  const wrong = await run('list', '--state', 'gone');
  expect([wrong.status, wrong.stdout]).toEqual([2, '']);
  expect((await run('list', '--limit', '0')).status).toBe(2);
  for (let made = 0; made < 210; made += 1) await post('activate', 'softwareone');
  const all = (await run('list', '--json', '--limit', '205')).stdout.trimEnd().split('\n');
  expect(new Set(all.map((line) => JSON.parse(line).id)).size).toBe(205);
});

test('show tells the evidence, and reconcile settles; its exit status says whether it did', async () => {
  const shown = await run('show', unknown);
  expect([shown.status, shown.stdout]).toEqual([0, expect.stringMatching(/outcome +unknown[\s\S]+DeactivateOrg/)]);
  const settled = await run('reconcile', unknown);
  expect([settled.status, settled.stdout]).toEqual([
    0,
    expect.stringMatching(/settledBy +reading[\s\S]+looked .*: applied/),
  ]);
  expect(JSON.parse((await run('show', unknown, '--json')).stdout)).toMatchObject({
    state: 'settled',
    outcome: 'applied',
  });
});

test('an operation that is not there is told in one sentence', async () => {
  const { status, stdout, stderr } = await run('show', 'op_nothing');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^orgway: [^\n]+\(not-found, request req_[^\n]+\)\n$/);
});
