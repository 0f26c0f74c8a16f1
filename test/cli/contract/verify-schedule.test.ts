import { setTimeout as wait } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queueSchema } from '../../../src/operations/job-queue.ts';
import { verificationQueue } from '../../../src/operations/verification.ts';
import { freshDatabase } from '../../support/database.ts';
import { type RunningGateway, sharedSecret, startGateway } from '../../support/gateway.ts';
import { emulated } from '../../support/sandbox.ts';
import { providerIds, startVerifiedEmulators, type VerifiedEmulators } from '../../support/verification.ts';

let emulators: VerifiedEmulators;
let boss: PgBoss;
const replicas: RunningGateway[] = [];
const lines: {
  readonly msg: string;
  readonly connection?: string;
  readonly deviation?: object;
  readonly failure?: string;
}[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });

beforeAll(async () => {
  emulators = await startVerifiedEmulators();
  const database = await freshDatabase();
  const connections = [
    ...emulated(emulators.url),
    { id: 'nowhere', provider: 'stytch', baseUrl: 'http://127.0.0.1:9/stytch' },
  ];
  const secret = sharedSecret();
  for (const verifyAt of ['0 6 * * *', '0 6 * * *']) {
    replicas.push(await startGateway(connections, { database, secret, verifyAt, log }));
  }
  boss = new PgBoss({ connectionString: database, schema: queueSchema, supervise: false, schedule: false });
  await boss.start();
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  for (const replica of replicas) await replica.stop();
  await emulators.stop();
});

/** What the scheduled verification of all connections says in the end: a line for each. */
async function verified(): Promise<readonly string[]> {
  lines.length = 0;
  const job = await boss.send(verificationQueue, {});
  // The one that is there already is enough.
  expect(await boss.send(verificationQueue, {})).toBeNull();
  for (;;) {
    const [state] = await boss.findJobs(verificationQueue, { id: job ?? '' });
    if (state?.state === 'completed') break;
    await wait(50);
  }
  return lines
    .filter(({ msg }) => /^the upstream (?:was|could not be) verified$/.test(msg))
    .map(({ connection = '' }) => connection);
}

/** The drift on record, as the second replica shows it. */
async function records(connection: string) {
  const { body } = (await replicas[1]?.call('GET', `/v1/connections/${connection}/drift`)) ?? {};
  return body.driftRecords;
}

test('it is scheduled once for all replicas, in UTC', async () => {
  expect(await boss.getSchedules(verificationQueue)).toMatchObject([{ cron: '0 6 * * *', timezone: 'UTC' }]);
});

test('one replica verifies every connection by reading; what conforms leaves no record', async () => {
  expect(await verified()).toEqual([...providerIds, 'nowhere']);
  expect(lines.filter(({ deviation }) => deviation !== undefined)).toEqual([]);
  expect(lines.find(({ connection }) => connection === 'nowhere')).toMatchObject({
    failure: 'The upstream could not be reached (ECONNREFUSED)',
  });
  for (const id of providerIds) {
    const ledger = await emulators.ledger(id);
    expect(ledger.filter(({ applied }) => applied)).toEqual([]);
    // A second replica would have listed them again.
    const lists = ledger.map(({ method, path, body }) => JSON.stringify([method, path, body]));
    expect(lists.filter((each) => each === lists[0])).toHaveLength(1);
    expect(await records(id)).toEqual([]);
  }
});

test('what deviates goes on record and to the log, for each connection of its own', async () => {
  await emulators.faults('userhub', [{ method: 'GET', path: '/organizations\\?', extraField: true }]);
  await emulators.faults('stytch', [{ path: '/search$', status: 500 }]);
  await verified();
  const deviations = lines.filter(({ deviation }) => deviation !== undefined);
  expect(deviations.map(({ connection, deviation }) => [connection, deviation])).toEqual([
    ['stytch', expect.objectContaining({ upstreamOperation: 'SearchOrganizations', keyword: 'status' })],
    ['userhub', expect.objectContaining({ upstreamOperation: 'ListOrganizations', keyword: 'undocumented-property' })],
  ]);
  for (const replica of replicas) await replica.call('GET', '/v1/connections/userhub/drift');
  expect(await records('userhub')).toMatchObject([
    { upstreamOperation: 'ListOrganizations', pointer: '/orgwaySandboxExtraField', severity: 'harmless' },
  ]);
  expect(await records('stytch')).toMatchObject([
    {
      upstreamOperation: 'SearchOrganizations',
      keyword: 'status',
      severity: 'breaking',
      unifiedOperations: ['listOrganizations'],
    },
  ]);
  expect(await records('zitadel')).toEqual([]);
  expect(await records('nowhere')).toEqual([]);
});
