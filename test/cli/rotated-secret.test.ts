import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startOrgway } from '../support/command-line.ts';
import { freshDatabase } from '../support/database.ts';
import { startStubUpstream } from '../support/stub-upstream.ts';

const apiKey = 'a-key-of-more-than-32-random-bytes';

test('a mounted secret that is rotated is taken up without a restart and without a failed call', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'orgway-rotation-'));
  const upstream = await startStubUpstream();
  onTestFinished(async () => {
    await upstream.stop();
    rmSync(folder, { recursive: true });
  });
  const mount = (name: string, secret: string): void => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'token'), secret);
    symlinkSync(name, join(folder, 'next'));
    renameSync(join(folder, 'next'), join(folder, 'secrets'));
  };
  mount('first', 'first-token');
  const file = join(folder, 'orgway.json');
  writeFileSync(
    file,
    JSON.stringify({
      database: { url: await freshDatabase() },
      auth: {
        apiKeys: [
          {
            name: 'tests',
            sha256: createHash('sha256').update(apiKey).digest('hex'),
            permissions: ['admin'],
            connections: 'all',
          },
        ],
      },
      connections: {
        identity: {
          provider: 'zitadel',
          baseUrl: upstream.url,
          credentials: { token: `\${file:${join(folder, 'secrets', 'token')}}` },
          allowPrivateNetwork: true,
        },
      },
    }),
  );
  let accepted = ['first-token', 'second-token'];
  const used = new Set<string>();
  upstream.respond(({ headers }) => {
    const token = String(headers.authorization).replace('Bearer ', '');
    used.add(token);
    return accepted.includes(token) ? { status: 200, body: {} } : { status: 401, body: { code: 16 } };
  });
  const orgway = startOrgway(['serve', '--json', '--config', file]);
  const { gateway } = JSON.parse(await orgway.says(/\n/)) as { readonly gateway: string };
  const read = async (): Promise<number> => {
    const url = `${gateway}/v1/connections/identity/organizations`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } });
    await response.arrayBuffer();
    return response.status;
  };
  const statuses: number[] = [];
  const callers = (count: number, until: () => boolean): Promise<unknown> =>
    Promise.all(
      Array.from({ length: count }, async () => {
        do statuses.push(await read());
        while (!until());
      }),
    );
  await callers(1, () => true);
  expect([...used]).toEqual(['first-token']);
  mount('second', 'second-token');
  await callers(50, () => used.has('second-token'));
  // Whoever rotates revokes the old secret once the new one is in use.
  accepted = ['second-token'];
  await callers(10, () => true);
  expect(new Set(statuses)).toEqual(new Set([200]));
  orgway.signal('SIGTERM');
  const { status, stderr } = await orgway.ended;
  expect(status).toBe(0);
  expect(stderr).toContain('the configuration was reloaded');
  expect(stderr).not.toMatch(/first-token|second-token/);
}, 60_000);
