import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const exercise = join(import.meta.dirname, 'fifth-provider');
const folder = mkdtempSync(join(tmpdir(), 'orgway-fifth-'));
const copied = [
  'src',
  'openapi',
  'test/conformance',
  'test/support',
  'test/fixtures',
  'test/translation/trace/unmapped.test.ts',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'README.md',
];

/** The one place for each of the six things that a provider is. */
const pieces = {
  'document.yaml': 'openapi/upstreams/tinycrm.yaml',
  'provider.ts': 'src/providers/tinycrm.ts',
  'settlements.ts': 'src/providers/tinycrm.settlements.ts',
  'unmapped.ts': 'src/providers/tinycrm.unmapped.ts',
  'emulator.ts': 'src/sandbox/tinycrm/emulator.ts',
  'getOrganization.json': 'test/fixtures/tinycrm/getOrganization.json',
};

const run = (...words: string[]) => spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });

/** Every file below the copy, with its text, but for what is generated. */
function contents(path = folder): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(path, { withFileTypes: true })
      .filter(({ name }) => name !== 'node_modules' && name !== 'generated')
      .map((entry) => {
        const at = join(path, entry.name);
        return entry.isDirectory() ? contents(at) : { [relative(folder, at)]: readFileSync(at, 'utf8') };
      }),
  );
}

beforeAll(() => {
  for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a fifth provider is a document, three files, an emulator and fixtures; nothing else is touched', async () => {
  const before = contents();
  for (const [from, to] of Object.entries(pieces)) {
    mkdirSync(join(folder, to, '..'), { recursive: true });
    cpSync(join(exercise, from), join(folder, to));
  }
  expect(run('src/generate/main.ts')).toMatchObject({ status: 0, stderr: '' });

  const after = contents();
  const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
  // The README's capability table is generated.
  expect(changed.sort()).toEqual([...Object.values(pieces), 'README.md'].sort());
  expect(after['README.md']).toContain('| Tinycrm |');

  expect(run('node_modules/typescript/bin/tsc', '-p', '.', '--pretty', 'false').stdout).toBe('');
  const tests = ['test/conformance/fixtures.test.ts', 'test/translation/trace/unmapped.test.ts'];
  const tested = run('node_modules/vitest/vitest.mjs', 'run', ...tests, '-t', 'tinycrm');
  // One fixture, and three tests of what the translation leaves out.
  expect(tested.stdout).toMatch(/4 passed/);
  expect(tested.status).toBe(0);

  const { process: child, gateway } = await startSandbox();
  try {
    const get = (path: string) => fetch(gateway + path, { headers: { authorization: 'Bearer orgway_sandbox' } });
    expect(await (await get('/v1/connections/tinycrm/organizations/t-1')).json()).toMatchObject({
      provider: 'tinycrm',
      displayName: '小さな会社',
      state: 'active',
    });
    expect((await get('/v1/connections/tinycrm/organizations')).status).toBe(501);
  } finally {
    child.kill();
  }
}, 240_000);

function startSandbox(): Promise<{ process: ChildProcess; gateway: string }> {
  const child = spawn(process.execPath, ['src/main.ts', 'sandbox', '--json'], {
    cwd: folder,
    env: { ...process.env, PORT: '0', SANDBOX_PORT: '0', ORGWAY_DATA: join(folder, '.orgway') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
    child.stdout.once('data', (line) => resolve({ process: child, gateway: JSON.parse(String(line)).gateway }));
  });
}
