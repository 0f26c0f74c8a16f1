import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenAPIV3_1 } from 'openapi-types';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { vendorDocument } from './vendor-document.ts';

const budgetMs = 5_000;

/** Says at its end how much time the process took of the processors: other work on the machine takes none of that. */
const counting = `data:text/javascript,${encodeURIComponent(`
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    process.stderr.write('ms ' + (user + system) / 1000);
  });`)}`;

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function diffInChild(file: string): Promise<Ended> {
  const words = [
    '--max-old-space-size=512',
    '--import',
    counting,
    'src/main.ts',
    'contract',
    'diff',
    'softwareone',
    file,
  ];
  const child = spawn(process.execPath, [...words, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  return new Promise((resolve) => {
    child.on('close', (status) => resolve({ status, ...said }));
  });
}

test('a vendor document of 40,000 lines is compared in 5 seconds and 512 MB', { timeout: 60_000 }, async () => {
  const curated = parse(readFileSync('openapi/upstreams/softwareone.yaml', 'utf8')) as OpenAPIV3_1.Document;
  const text = vendorDocument(curated, 40_000).replaceAll('operationId: ListAccounts', 'operationId: QueryAccounts');
  expect(text.split('\n').length).toBeGreaterThan(40_000);
  const folder = mkdtempSync(join(tmpdir(), 'orgway-large-'));
  try {
    const file = join(folder, 'vendor.yaml');
    writeFileSync(file, text);
    const { status, stdout, stderr } = await diffInChild(file);
    expect(stderr).toMatch(/^ms [\d.]+$/);
    const { changes, breaks } = JSON.parse(stdout);
    expect([status, breaks]).toEqual([0, false]);
    expect(changes.length).toBeGreaterThan(500);
    expect(changes.every(({ rule }: { readonly rule: string }) => rule === 'operation-added')).toBe(true);
    expect(Number(stderr.slice(3))).toBeLessThan(budgetMs);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
