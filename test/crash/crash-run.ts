import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chances } from '../../src/sandbox/chances.ts';
import type { OperationRecord } from '../../src/translation/unified.ts';
import { type Clients, startClients } from './client.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createWitness, readJournal } from './journal.ts';
import { createKiller } from './killer.ts';
import { type Report, reportOf } from './report.ts';
import { startUpstreams } from './upstreams.ts';

export interface CrashOptions {
  /** Where the sources are that are run: a folder with `src`. */
  readonly root: string;
  /** Where Node keeps what it has compiled, to be shared by several runs. */
  readonly compiled?: string;
  /** URL of a database without operations. */
  readonly database: string;
  readonly kills: number;
  readonly calls: number;
  /** Whole number below 2^31: everything that is left to chance follows from it. */
  readonly seed: number;
  /** For how long to kill at most, however many kills that makes. */
  readonly limitMs?: number;
  readonly workers?: number;
  /** The share of upstream calls that are cut, half of them after they took effect. */
  readonly resets?: number;
  readonly respiteEvery?: number;
  readonly respiteMs?: number;
  /** For how long nothing may become final, or settled, before it is taken for something that never will. */
  readonly patienceMs?: number;
  readonly onProgress?: (line: string) => void;
}

/**
 * Destroys organizations of every provider through gateways that are killed all the time, over upstreams that cut calls, and then
 * compares what the clients were told, what the journal says and what the upstreams did.
 */
export async function crash({
  root,
  compiled,
  database,
  kills,
  calls,
  seed,
  limitMs = Number.POSITIVE_INFINITY,
  workers = 24,
  resets = 0.05,
  respiteEvery = Number.POSITIVE_INFINITY,
  respiteMs = 0,
  patienceMs = 60_000,
  onProgress = () => {},
}: CrashOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'orgway-crash-'));
  const begin = performance.now();
  const upstreams = await startUpstreams();
  const fleet = createFleet({
    root,
    folder,
    compiled: compiled ?? join(folder, 'compiled'),
    database,
    upstreams: upstreams.url,
  });
  const witness = createWitness(database);
  let clients: Clients | undefined;
  try {
    const destructions = await upstreams.populate(calls);
    await upstreams.reset(resets, seed);
    const killer = createKiller(fleet, () => working, {
      random: chances(seed + 1_000),
      respiteEvery,
      respiteMs,
      onKill: (count) => onProgress(`${count} of ${kills} kills, ${working.calls.length} of ${calls} calls`),
    });
    await Promise.all([fleet.start(), fleet.start()]);
    const working = startClients(fleet, {
      workers,
      destructions,
      random: chances(seed + 2_000),
      onApplied(operation, by) {
        killer.told(by);
        witness.look(operation);
      },
    });
    clients = working;
    await killer.rage(kills, calls, limitMs);
    working.release(calls);
    onProgress('waiting for the last calls');
    await working.drained(patienceMs);
    await working.stop();
    await settled(fleet, patienceMs);
    const figures = { seed, kills: killer.kills, hits: killer.hits, looks: witness.looks };
    return await reportOf(figures, working.calls, await readJournal(fleet), upstreams, await witness.missing(), begin);
  } finally {
    await clients?.stop();
    await fleet.stop();
    await upstreams.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until nothing is running or unsettled, or that does not change any more. */
async function settled(fleet: Fleet, patienceMs: number): Promise<void> {
  let before = Number.POSITIVE_INFINITY;
  let since = performance.now();
  for (;;) {
    const open: OperationRecord[] = [];
    for (const state of ['running', 'unsettled']) open.push(...(await readJournal(fleet, `&state=${state}`)));
    if (open.length < before) since = performance.now();
    before = open.length;
    if (before === 0 || performance.now() - since > patienceMs) return;
    await wait(200);
  }
}
