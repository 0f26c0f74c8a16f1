import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConfig, lint } from '@redocly/openapi-core';
import { afterAll, expect, test } from 'vitest';
import { type Document, root, unified, upstreams } from './documents.ts';
import { changed } from './examples.ts';

const documents = [unified, ...upstreams];
const folder = mkdtempSync(join(tmpdir(), 'orgway-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The problems Redocly's recommended rules find, of any severity. */
async function redocly(path: string): Promise<readonly string[]> {
  const found = await lint({ ref: path, config: await createConfig({ extends: ['recommended'] }) });
  return found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`);
}

interface SpectralProblem {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
  readonly source: string;
}

/** The problems Spectral's OpenAPI rules find, of any severity. */
async function spectral(...paths: readonly string[]): Promise<readonly string[]> {
  const program = join(root, 'node_modules', '@stoplight', 'spectral-cli', 'dist', 'index.js');
  const ruleset = join(import.meta.dirname, 'spectral.yaml');
  const words = ['lint', '--ruleset', ruleset, '--format', 'json', '--fail-severity', 'hint', '--quiet', ...paths];
  const run = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  run.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  run.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const status = await new Promise((resolve) => run.on('close', resolve));
  const found = problemsIn(output);
  if (found === undefined || (status !== 0) !== found.length > 0)
    throw new Error(`status ${status}: ${output}${errors}`);
  return found.map(({ code, message, path, source }) => `${source} ${code}: ${message} ${path.join('/')}`);
}

function problemsIn(output: string): readonly SpectralProblem[] | undefined {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

function saved(document: Document): string {
  const path = join(folder, `${document.id}.json`);
  writeFileSync(path, JSON.stringify(document.root));
  return path;
}

const patience = 120_000;

test.each(documents.map(({ id, path }) => [id, path]))('Redocly finds nothing in the document %s', async (_, path) => {
  expect(await redocly(path)).toEqual([]);
});

test('Spectral finds nothing in any document', { timeout: patience }, async () => {
  expect(documents).toHaveLength(5);
  expect(await spectral(...documents.map(({ path }) => path))).toEqual([]);
});

test('both linters find an operation without operationId and a tag that is not declared', {
  timeout: patience,
}, async () => {
  const nameless = changed(unified, ['paths', '/livez', 'get', 'operationId'], undefined);
  const path = saved(changed(nameless, ['paths', '/livez', 'get', 'tags'], ['Unheard of']));
  const [one, other] = [(await redocly(path)).join('\n'), (await spectral(path)).join('\n')];
  expect(one).toContain('operation-operationId');
  expect(other).toContain('operation-operationId');
  expect(other).toContain('operation-tag-defined');
});
