import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startOrgway } from '../support/command-line.ts';
import { freshDatabase } from '../support/database.ts';
import { type Gate, startGate } from '../support/gate.ts';
import { type RunningSandbox, startSandbox } from '../support/sandbox.ts';
import { configuration, type Gateways, gateways, headers, linesOf, organization } from './gateways.ts';

// Gateways as processes of their own: what signals and errors do to them while requests come in.

let sandbox: RunningSandbox;
let gate: Gate;
let running: Gateways;
beforeAll(async () => {
  sandbox = await startSandbox();
  gate = await startGate(sandbox.emulatorsUrl);
});
beforeEach(() => {
  running = gateways();
});
afterEach(async () => {
  gate.open();
  await running.stop();
  await sandbox.reset('zitadel');
});
afterAll(async () => {
  await sandbox.stop();
  await gate.stop();
});

const statusOf = async (method: string, url: string): Promise<number> => (await fetch(url, { method, headers })).status;
test('a hundred reloads, every other one of a wrong file, fail no request; what is right takes effect', async () => {
  const right = (path: string): string =>
    configuration({ id: sandbox.emulatorsUrl, other: `${sandbox.emulatorsUrl}${path}` });
  running.write(right(''));
  const orgway = await running.start({ DATABASE_URL: await freshDatabase() });
  const statuses = new Map<number | string, number>();
  let over = false;
  let answered = 0;
  const hammer = async (agent: Agent | undefined, method: string, path: string): Promise<void> => {
    while (!over) {
      const status = await once(agent, method, orgway.url + path).catch((error: Error) => error.message);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      answered += 1;
    }
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const clients = [
    hammer(agent, 'GET', organization('id')),
    hammer(agent, 'GET', organization('other')),
    hammer(undefined, 'GET', organization('id')),
    hammer(agent, 'POST', `${organization('id')}/deactivate`),
  ];
  for (let turn = 0; turn < 100; turn += 1) {
    // Both connections stay the same upstream; one of them is opened anew by each good file.
    running.write(
      turn % 2 === 0
        ? `{ "auth": {},\n"connections": { "id": { "provider": ${turn} } } }`
        : right(turn % 4 === 1 ? '/' : ''),
    );
    orgway.signal('SIGHUP');
    const before = answered;
    while (answered < before + 2) await delay(1);
  }
  running.write(configuration({ id: sandbox.emulatorsUrl }, 'revoked'));
  orgway.signal('SIGHUP');
  await expect.poll(() => statusOf('GET', orgway.url + organization('other')), { timeout: 20_000 }).toBe(404);
  over = true;
  await Promise.all(clients);
  agent.destroy();
  // The last one has credentials that the upstream refuses.
  expect(await statusOf('GET', orgway.url + organization('id'))).toBe(502);
  orgway.signal('SIGTERM');
  const ended = await orgway.ended;
  expect(ended.status).toBe(0);
  const { 200: good = 0, 404: gone = 0, 502: refused = 0, ...others } = Object.fromEntries(statuses);
  expect({ others, ended: ended.stderr.includes('"level":60') }).toEqual({ others: {}, ended: false });
  expect(good).toBeGreaterThan(100);
  // Only what came after the last reload.
  expect(gone + refused).toBeLessThan(good);
  const lines = linesOf(ended);
  const wrong = lines.filter(({ faults }) => faults !== undefined);
  expect(wrong.length).toBeGreaterThan(5);
  for (const { faults } of wrong) expect(faults?.join()).toMatch(/orgway\.yaml:\d \/connections\/id/);
  expect(lines.filter(({ msg }) => msg === 'the configuration was reloaded').length).toBeGreaterThan(5);
});

/** One request; resolves to the status when the answer is complete. */
function once(agent: Agent | undefined, method: string, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(
      url,
      { method, headers, ...(agent && { agent }) },
      (answer: IncomingMessage) => {
        answer
          .resume()
          .on('end', () => resolve(answer.statusCode ?? 0))
          .on('error', reject);
      },
    );
    sent.on('error', reject).end();
  });
}

test('while it drains it says that it is not ready, and ends when what is under way is answered', async () => {
  running.write(configuration({ id: gate.url }));
  const orgway = await running.start({ DATABASE_URL: await freshDatabase() });
  gate.shut(() => true);
  const underWay = fetch(orgway.url + organization('id'), { headers });
  await gate.waiting(1);
  expect(await statusOf('GET', `${orgway.url}/readyz`)).toBe(200);
  orgway.signal('SIGTERM');
  await expect.poll(() => statusOf('GET', `${orgway.url}/readyz`).catch(() => 0), { interval: 5 }).toBe(503);
  await expect.poll(() => statusOf('GET', `${orgway.url}/livez`).catch(() => 'closed')).toBe('closed');
  gate.open();
  const answer = await underWay;
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  expect(await orgway.ended).toMatchObject({ status: 0 });
});

/** Throws out of nowhere as soon as the write has gone out to the upstream. */
const throwing = `data:text/javascript,${encodeURIComponent(`
import { subscribe } from 'node:diagnostics_channel';
subscribe('undici:client:sendHeaders', ({ request }) => {
  if (request.path.includes('_deactivate')) setTimeout(() => Promise.reject(new Error('out of nowhere')), 50);
});`)}`;

test('an error that nobody handles ends it with 70, and the next process settles what it was at', async () => {
  const database = { DATABASE_URL: await freshDatabase() };
  running.write(configuration({ id: gate.url }));
  const broken = await running.start({ ...database, NODE_OPTIONS: `--import ${throwing}` });
  gate.shut((_, path) => path.includes('_deactivate'));
  const lost = fetch(`${broken.url}${organization('id')}/deactivate`, { method: 'POST', headers });
  await expect(lost).rejects.toThrow();
  const ended = await broken.ended;
  expect(ended.status).toBe(70);
  expect(linesOf(ended).find((line) => 'origin' in line)).toMatchObject({
    level: 60,
    err: { message: 'out of nowhere' },
  });
  // What was sent arrives after all.
  gate.open();
  const next = await running.start(database);
  const operations = async () =>
    ((await (await fetch(`${next.url}/v1/operations`, { headers })).json()) as { operations: unknown }).operations;
  await expect.poll(operations, { timeout: 60_000, interval: 200 }).toMatchObject([{ outcome: 'applied' }]);
  expect((await sandbox.ledger('zitadel')).filter(({ applied }) => applied)).toHaveLength(1);
});

test('without its database it does not start, says why and ends with 69', async () => {
  running.write(configuration({ id: gate.url }));
  const words = ['serve', '--config', running.file];
  const { status, stdout, stderr } = await startOrgway(words, {
    DATABASE_URL: 'postgres://u:hidden-password@127.0.0.1:9/x',
  }).ended;
  expect({ status, stdout }).toEqual({ status: 69, stdout: '' });
  expect(stderr).toMatch(
    /^orgway: the database server 127\.0\.0\.1:9\/x cannot be reached: nothing listens there; .*\n$/,
  );
});
