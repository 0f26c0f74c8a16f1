import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emulators } from '../../src/generated/emulators.ts';
import { createSandbox } from '../../src/sandbox/server.ts';
import { type Running, startOrgway } from '../support/command-line.ts';
import { closed, listening } from '../support/gateway.ts';
import { showcase } from '../support/sandbox.ts';

const apiKey = 'a-key-of-more-than-32-random-bytes';
const sha256 = createHash('sha256').update(apiKey).digest('hex');

let folder: string;
const servers: Server[] = [];
const started: Running[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orgway-serve-'));
});
afterEach(async () => {
  for (const each of started.splice(0)) {
    each.signal('SIGKILL');
    await each.ended;
  }
  for (const server of servers.splice(0)) await closed(server);
  rmSync(folder, { recursive: true });
});

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function serving(server: Server): Promise<string> {
  servers.push(server);
  return listening(server);
}

function start(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
  const orgway = startOrgway(['serve', ...words], environment);
  started.push(orgway);
  return orgway;
}

const gatewayOf = async (orgway: Running): Promise<string> => JSON.parse(await orgway.says(/\n/)).gateway;

const call = (method: string, url: string, key = apiKey): Promise<Response> =>
  fetch(url, { method, headers: { authorization: `Bearer ${key}` } });

test('a configuration with secrets from the environment and from a file serves its connections', async () => {
  const emulated = await serving(createSandbox(emulators));
  const token = written(
    'softwareone-token',
    `${emulators.find((each) => each.provider === 'softwareone')?.credentials.apiToken}\n`,
  );
  const config = written(
    'orgway.yaml',
    `auth:
  apiKeys: [{ name: tests, sha256: "\${KEY_DIGEST}", permissions: [admin], connections: all }]
connections:
  billing:
    provider: userhub
    baseUrl: "\${EMULATED}/userhub"
    credentials: { adminApiKey: "\${USERHUB_KEY}" }
    allowPrivateNetwork: true
  marketplace:
    provider: softwareone
    baseUrl: ${emulated}/softwareone
    credentials: { apiToken: "\${file:${token}}" }
    allowPrivateNetwork: true
`,
  );
  const environment = { KEY_DIGEST: sha256, EMULATED: emulated, USERHUB_KEY: 'sandbox', ORGWAY_CONFIG: config };
  const orgway = start(['--json'], environment);
  const gateway = await gatewayOf(orgway);
  const { organization: account } = showcase.softwareone ?? {};
  for (const [connection, organization] of [
    ['billing', showcase.userhub?.organization],
    ['marketplace', account],
  ]) {
    const response = await call('GET', `${gateway}/v1/connections/${connection}/organizations/${organization}`);
    expect(await response.json()).toMatchObject({ id: organization, connection });
  }
  expect((await call('GET', `${gateway}/v1/connections`, 'another key')).status).toBe(401);
  expect((await call('GET', `${gateway}/v1/connections`, 'orgway_sandbox')).status).toBe(401);
  orgway.signal('SIGTERM');
  expect(await orgway.ended).toMatchObject({ status: 0, stdout: `${JSON.stringify({ gateway })}\n` });
});

/** A configuration with one connection, to an upstream that is told about below. */
const configFor = (baseUrl: string, port = 0): string =>
  written(
    'orgway.yaml',
    `server: { port: ${port} }
auth: { apiKeys: [{ name: tests, sha256: ${sha256}, permissions: [admin], connections: all }] }
connections:
  billing: { provider: userhub, baseUrl: "${baseUrl}", credentials: { adminApiKey: s }, allowPrivateNetwork: true }
`,
  );

test('for people it says where it serves and where the documentation is', async () => {
  const orgway = start(['--config', configFor('http://127.0.0.1:9')]);
  const said = await orgway.says(/\n/);
  expect(said).toMatch(/^Orgway serves (http:\/\/127\.0\.0\.1:\d+), documentation at \1\/docs\n$/);
});

test('--config wins over ORGWAY_CONFIG', async () => {
  const orgway = start(['--json', '--config', configFor('http://127.0.0.1:9')], { ORGWAY_CONFIG: '/nowhere.yaml' });
  expect(await gatewayOf(orgway)).toMatch(/^http:/);
});

test('a port in use is named, with what to do', async () => {
  const other = createServer();
  const port = new URL(await serving(other)).port;
  const { status, stdout, stderr } = await start(['--config', configFor('http://127.0.0.1:9')], { PORT: port }).ended;
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^orgway: port ${port} of 127\\.0\\.0\\.1 is in use; choose another with PORT\\b`));
});

/** A gateway with one request under way, whose upstream answers when it is told to. */
async function underWay() {
  let arrive: (held: ServerResponse) => void;
  const arrived = new Promise<ServerResponse>((resolve) => {
    arrive = resolve;
  });
  const upstream = await serving(createServer((_, response) => arrive(response)));
  const orgway = start(['--json', '--config', configFor(upstream)]);
  const gateway = await gatewayOf(orgway);
  const answer = call('GET', `${gateway}/v1/connections/billing/organizations/org_28seyVGVL1got6`);
  // Whether it is answered or cut off is up to each test.
  answer.catch(() => undefined);
  const held = await arrived;
  orgway.signal('SIGTERM');
  while (
    await fetch(`${gateway}/livez`).then(
      () => true,
      () => false,
    )
  );
  return { orgway, answer, held };
}

test('on SIGTERM a request under way is still answered, and no new one is taken', async () => {
  const { orgway, answer, held } = await underWay();
  held.writeHead(404, { 'content-type': 'application/json' }).end('{"code":"NOT_FOUND","message":"Not Found"}');
  expect((await answer).status).toBe(404);
  expect(await orgway.ended).toMatchObject({ status: 0 });
});

test('a second signal ends it at once', async () => {
  const { orgway, answer } = await underWay();
  orgway.signal('SIGTERM');
  expect(await orgway.ended).toMatchObject({ status: 1 });
  await expect(answer).rejects.toThrow();
});
