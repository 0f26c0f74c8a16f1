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
// npm puts the packages' own Node first on the path; it is missing where npm was told to skip install scripts.
const version = spawnSync('node', ['-p', 'process.versions.node'], { cwd: root, encoding: 'utf8' }).stdout.trim();
const [major = 0, minor = 0] = version.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `orgway: Node ${version} is too old; allow the install script of the package "node" or install Node 24.\n`,
  );
  process.exit(1);
}
const sources = ['openapi', 'src/providers', 'src/generate', 'src/contract', 'src/translation', 'src/sandbox'];
const inputs = sources.map((path) => newest(at(path)));
if (Math.max(...inputs) > newest(at('src', 'generated', 'providers.ts'))) {
  tell('Generating types and validators…');
  run('node', 'src/generate/main.ts');
}
