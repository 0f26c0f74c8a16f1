import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { type Running, runOrgway, startOrgway } from '../support/command-line.ts';
import { closed, listening } from '../support/gateway.ts';

const execute = promisify(execFile);

interface Greeting {
  readonly gateway: string;
  readonly sandbox: string;
  readonly try: readonly string[];
}

const started: Running[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) {
    each.signal('SIGKILL');
    await each.ended;
  }
});

async function startJson(): Promise<Running & { readonly greeting: Greeting }> {
  const orgway = startOrgway(['sandbox', '--json']);
  started.push(orgway);
  return { ...orgway, greeting: JSON.parse(await orgway.says(/\n/)) };
}

/** Where the gateway and the emulators are and the calls to try, read from what is printed for people. */
async function startText(): Promise<{ readonly greeting: Greeting }> {
  const orgway = startOrgway(['sandbox']);
  started.push(orgway);
  const lines = (await orgway.says(/Ctrl-C/)).split('\n');
  const [gateway = '', sandbox = ''] = ['documentation at', '_sandbox'].map(
    (words) => /http:\/\/127\.0\.0\.1:\d+/.exec(lines.find((line) => line.includes(words)) ?? '')?.[0],
  );
  return { greeting: { gateway, sandbox, try: lines.filter((line) => line.startsWith('curl ')) } };
}

test('sandbox --json says one line of JSON with the addresses and the calls to try', async () => {
  const { greeting, signal, ended } = await startJson();
  expect(Object.keys(greeting)).toEqual(['gateway', 'sandbox', 'try']);
  expect(greeting.gateway).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(greeting.sandbox).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(greeting.try).toHaveLength(4);
  signal('SIGTERM');
  expect((await ended).stdout).toBe(`${JSON.stringify(greeting)}\n`);
});

/** The upstream request that each seed operation must cause, as the design states it. */
const upstreamRequests = {
  userhub: {
    method: 'POST',
    path: expect.stringMatching(/^\/admin\/v1\/organizations\/org_\w+:disconnect$/),
    body: { connectionId: expect.stringMatching(/^conn_/) },
    headers: expect.anything(),
  },
  softwareone: {
    method: 'POST',
    path: expect.stringMatching(/^\/public\/v1\/accounts\/accounts\/ACC-[\d-]+\/disable$/),
    body: null,
    headers: expect.anything(),
  },
  stytch: {
    method: 'DELETE',
    path: expect.stringMatching(/^\/v1\/b2b\/organizations\/organization-test-[\w-]+\/external_id$/),
    body: {},
    headers: expect.anything(),
  },
  zitadel: {
    method: 'POST',
    path: '/management/v1/orgs/me/_deactivate',
    body: {},
    headers: expect.objectContaining({ 'x-zitadel-orgid': expect.stringMatching(/^\d+$/) }),
  },
};

test.each([
  ['--json', startJson],
  ['for people', startText],
])('the curl lines printed %s work as they are, one for each seed operation', async (_, start) => {
  await execute('curl', ['--version']).catch(() => {
    throw new Error('This test pastes the printed lines into a shell and needs curl; install it.');
  });
  const { greeting } = await start();
  expect(greeting.try).toHaveLength(4);
  for (const line of greeting.try) {
    const { stdout, stderr } = await execute('bash', ['-c', line]);
    expect({ line, stderr, answer: JSON.parse(stdout) }).toMatchObject({ line, stderr: '', answer: { changed: true } });
  }
  for (const [provider, expected] of Object.entries(upstreamRequests)) {
    const response = await fetch(`${greeting.sandbox}/_sandbox/${provider}/requests`);
    const { requests } = (await response.json()) as { requests: { method: string }[] };
    const writes = requests.filter(({ method }) => method !== 'GET');
    expect(writes).toEqual([{ ...expected, time: expect.anything(), status: 200, applied: true }]);
  }
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends it with 0, also while clients keep connections open',
  async (name) => {
    const { greeting, signal, ended } = await startJson();
    for (const url of [`${greeting.gateway}/livez`, `${greeting.sandbox}/_sandbox/userhub/state`]) {
      const response = await fetch(url);
      expect(response.status).toBe(200);
      await response.text();
    }
    signal(name);
    expect(await ended).toMatchObject({ status: 0, signal: null, stderr: '' });
  },
);

test.each(['PORT', 'SANDBOX_PORT'])(
  'a port in use (%s) is named, with what to do, and nothing is left running',
  async (name) => {
    const other = createServer();
    await listening(other);
    const { port } = other.address() as AddressInfo;
    const { status, stdout, stderr } = await runOrgway(['sandbox', '--json'], { [name]: String(port) });
    await closed(other);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(`orgway: port ${port} of 127.0.0.1 is in use; choose another with PORT or SANDBOX_PORT\n`);
  },
);
