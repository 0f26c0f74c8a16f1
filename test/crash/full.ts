import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbedded } from '../../src/storage/embedded.ts';
import { crash } from './crash-run.ts';
import { type Report, summary } from './report.ts';
import { copySources, crashOf, isCaught, seededBugs } from './seeded-bugs.ts';

// The full form of crash.test.ts and, with --bugs, of seeded-bugs.test.ts.
const { values } = parseArgs({
  options: {
    bugs: { type: 'boolean', default: false },
    kills: { type: 'string' },
    calls: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    json: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const progress = (line: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
};
const tell = (name: string, report: Report): void => {
  progress('');
  say(values.json ? JSON.stringify({ name, ...report }) : `${name}: ${summary(report)}`);
};

const folder = mkdtempSync(join(tmpdir(), 'orgway-crash-database-'));
// A copy, so that whoever works on the sources meanwhile does not disturb the run.
const bench = copySources();
const embedded = await startEmbedded(folder);

async function cleaned(): Promise<void> {
  bench.remove();
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Whether nothing was found. */
async function whole(): Promise<boolean> {
  const { kills = '200', calls = '10500' } = values;
  const report = await crash({
    root: bench.root,
    database: embedded.url,
    kills: Number(kills),
    calls: Number(calls),
    seed,
    limitMs: Number(values.minutes) * 60_000,
    respiteEvery: 20,
    respiteMs: 7_000,
    onProgress: progress,
  });
  tell('crashes', report);
  for (const { fault, detail } of report.findings) process.stderr.write(`${fault}: ${detail}\n`);
  const short = report.kills < Number(kills);
  if (short) process.stderr.write(`only ${report.kills} of ${kills} kills in ${values.minutes} minutes\n`);
  return report.findings.length === 0 && !short;
}

/** Whether every bug was caught, and nothing found without one. */
async function bugs(): Promise<boolean> {
  const { kills = '8', calls = '400' } = values;
  let good = true;
  for (const [index, bug] of [undefined, ...seededBugs].entries()) {
    progress(bug?.name ?? 'no bug');
    const database = await emptyDatabase(`bug_${index}`);
    const report = await crashOf(bench, bug, { database, kills: Number(kills), calls: Number(calls), seed });
    tell(bug?.name ?? 'no bug', report);
    const right = bug === undefined ? report.findings.length === 0 : isCaught(bug, report);
    if (!right) process.stderr.write(`${bug?.name ?? 'no bug'}: not as it should be\n`);
    good &&= right;
  }
  return good;
}

async function emptyDatabase(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: embedded.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(embedded.url);
  url.pathname = `/${name}`;
  return url.href;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void cleaned().finally(() => process.exit(1));
  });
}
try {
  if (!values.json) say(`seed ${seed}`);
  process.exitCode = (values.bugs ? await bugs() : await whole()) ? 0 : 1;
} finally {
  await cleaned();
}
