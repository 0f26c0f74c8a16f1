import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ended, runOrgway } from '../support/command-line.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orgway-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function serve(text: string, environment: Readonly<Record<string, string>> = {}): Promise<Ended & { file: string }> {
  const file = join(folder, 'orgway.yaml');
  writeFileSync(file, text);
  return runOrgway(['serve', '--config', file], environment).then((ended) => ({ ...ended, file }));
}

test('no configuration is wrong, and how to give one is said', async () => {
  const { status, stdout, stderr } = await runOrgway(['serve']);
  expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
  expect(stderr).toMatch(/^orgway: .*ORGWAY_CONFIG.*--config.*\n$/);
});

test('a file that cannot be read is named', async () => {
  const file = join(folder, 'nothing-here.yaml');
  const { status, stdout, stderr } = await runOrgway(['serve'], { ORGWAY_CONFIG: file });
  expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
  expect(stderr).toMatch(/^orgway: .*nothing-here\.yaml.*\n$/);
  expect(stderr).toContain(file);
});

test('an empty configuration is wrong: there is no gateway that lets everybody in', async () => {
  const { status, stdout, stderr } = await serve('{}');
  expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
  expect(stderr).toMatch(/:1 \/auth must have required property 'auth'\n/);
});

const secret = 'a-secret-that-must-not-be-seen';
const faulty = `server: { host: 127.0.0.1, port: 80800 }
auth:
  sandboxKey: true
  apiKeys:
    - { name: tests, sha256: not-a-digest, permissions: [admin], connections: all }
connections:
  billing:
    provider: userhub
    baseUrl: http://127.0.0.1:9
    credentials: { adminApiKey: "\${USERHUB_KEY}" }
    timeoutMs: soon
  identity:
    provider: zitadel
    baseUrl: https://zitadel.example
    credentials: { token: "\${NOT_SET}" }
    attempts: 3
  members:
    provider: stytch
    baseUrl: https://api.stytch.example
    credentials:
      projectId: p
      secret: "\${file:/no/such/file}"
`;

test('every fault of a file is listed with its line, and no secret', async () => {
  const { status, stdout, stderr, file } = await serve(faulty, { USERHUB_KEY: secret });
  expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
  const lines = stderr.trimEnd().split('\n');
  const places = lines.map((line) => line.replace(`orgway: ${file}:`, '').split(' ').slice(0, 2).join(' '));
  expect(places.sort()).toEqual(
    expect.arrayContaining([
      '1 /server/port',
      '5 /auth/apiKeys/0/sha256',
      '11 /connections/billing/timeoutMs',
      '15 /connections/identity/credentials/token',
      expect.stringMatching(/^(?:12|13|16) \/connections\/identity/),
      '22 /connections/members/credentials/secret',
    ]),
  );
  for (const line of lines) expect(line).toMatch(/^orgway: \S+orgway\.yaml:\d+ \/\S* \S/);
  expect(stderr).toContain('NOT_SET');
  expect(stderr).toContain('/no/such/file');
  expect(stderr).not.toContain(secret);
});

test('faults that only show together are listed too', async () => {
  const text = `auth: { sandboxKey: true }
connections:
  billing:
    provider: userhub
    baseUrl: https://api.userhub.example
    credentials: {}
  elsewhere:
    provider: nobody
    baseUrl: http://127.0.0.1:9
    credentials: { token: t }
`;
  const { status, stderr, file } = await serve(text);
  expect(status).toBe(78);
  for (const place of [
    `${file}:5 /connections/billing/baseUrl`,
    `${file}:6 /connections/billing/credentials`,
    `${file}:8 /connections/elsewhere/provider`,
    `${file}:9 /connections/elsewhere/baseUrl`,
  ]) {
    expect(stderr).toContain(`orgway: ${place} `);
  }
});

test('a file that is no YAML is refused with the line', async () => {
  const { status, stdout, stderr, file } = await serve('auth: { sandboxKey: true }\nconnections:\n  a: [\n');
  expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
  expect(stderr.replaceAll(file, 'FILE')).toMatch(/^(?:orgway: FILE:[34] \/ .+\n)+$/);
});

test('an empty file is refused', async () => {
  const { status, stderr, file } = await serve('');
  expect(status).toBe(78);
  expect(stderr.replaceAll(file, 'FILE')).toMatch(/^orgway: FILE:1 \/ .+\n$/);
});

test.each([
  ['SANDBOX_PORT', 'abc'],
  ['SANDBOX_PORT', ''],
  ['SANDBOX_PORT', '70000'],
  ['PORT', 'abc'],
])('the sandbox refuses %s=%j', async (name, value) => {
  const { status, stdout, stderr } = await runOrgway(['sandbox'], { PORT: '0', SANDBOX_PORT: '0', [name]: value });
  expect({ status, stdout }).toEqual({ status: 78, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^orgway: .*${name}.*\n$`));
});
