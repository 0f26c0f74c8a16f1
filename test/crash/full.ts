import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '../../src/storage/embedded.ts';
import { crash } from './crash-run.ts';
import { summary } from './report.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    calls: { type: 'string', default: '10500' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    json: { type: 'boolean', default: false },
  },
});

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const progress = (line: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
};

const folder = mkdtempSync(join(tmpdir(), 'orgway-crash-database-'));
const embedded = await startEmbedded(folder);
try {
  if (!values.json) say(`seed ${values.seed}`);
  const report = await crash({
    root: join(import.meta.dirname, '..', '..'),
    database: embedded.url,
    kills: Number(values.kills),
    calls: Number(values.calls),
    seed: Number(values.seed),
    respiteEvery: 20,
    respiteMs: 7_000,
    onProgress: progress,
  });
  progress('');
  const { findings, ...figures } = report;
  say(values.json ? JSON.stringify({ ...figures, findings }) : summary(report));
  for (const { fault, detail } of findings) process.stderr.write(`${fault}: ${detail}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
}
