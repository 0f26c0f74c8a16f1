// Makes a fresh clone ready to run: installs the pinned packages and writes src/generated, each only when it is missing or
// out of date. Plain JavaScript without dependencies, because it runs before either exists and on whatever Node starts npm.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);

/** Newest modification below a file or folder, in milliseconds; 0 when it does not exist. */
const newest = (path) => {
  if (!existsSync(path)) return 0;
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
};

const run = (command, ...words) => {
  const { status } = spawnSync(command, words, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
};

const tell = (text) => {
  if (process.stderr.isTTY) process.stderr.write(`${text}\n`);
};

if (newest(at('package-lock.json')) > newest(at('node_modules', '.package-lock.json'))) {
  tell('Installing packages…');
  run('npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error');
}
const inputs = ['openapi', 'src/providers', 'src/generate', 'src/contract', 'src/sandbox'].map((path) =>
  newest(at(path)),
);
if (Math.max(...inputs) > newest(at('src', 'generated', 'providers.ts'))) {
  tell('Generating types and validators…');
  run(at('node_modules', '.bin', 'node'), 'src/generate/main.ts');
}
