import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { emulators } from '../../src/generated/emulators.ts';
import { runExperiment, type Verdict } from './experiment.ts';
import { latencies, quantile, rounded, statuses } from './figures.ts';
import { type Outcome, openLoop, sender } from './generator.ts';
import { mixedCall } from './mixed-calls.ts';
import { credentials, type Stage } from './stage.ts';

// A long time of everyday calls over upstreams that fail now and then: memory and open files must stay as they are, and no
// operation may stay without an outcome.
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);

const faults = [
  { probability: 0.01, status: 500 },
  { probability: 0.01, status: 503 },
  { probability: 0.01, latencyMs: 1_500 },
  { probability: 0.005, reset: 'before' },
  { probability: 0.005, reset: 'after' },
  { probability: 0.01, truncate: 20 },
] as const;
const sliceSeconds = 5;
const settleMs = 180_000;
const quietMs = 20_000;

/** One moment of the gateway's process. */
interface Sample {
  readonly minute: number;
  readonly residentMiB: number;
  readonly descriptors: number;
}

await runExperiment('soak', values.json, {}, soak);

async function soak(stage: Stage, progress: (line: string) => void): Promise<Verdict> {
  const { gateway, url } = stage;
  const atRest = gateway.descriptors();
  const { send, close } = sender(url, 128);
  for (const { provider } of emulators) await stage.faults(provider, faults);
  const samples: Sample[] = [];
  const counts: Record<string, number> = {};
  const slowest: number[] = [];
  const begun = performance.now();
  const minute = (): number => (performance.now() - begun) / 60_000;
  const sampling = setInterval(() => {
    if (gateway.alive) {
      samples.push({ minute: minute(), residentMiB: gateway.residentMiB(), descriptors: gateway.descriptors() });
    }
  }, 1_000);
  while (minute() < minutes && gateway.alive) {
    const outcomes: readonly Outcome[] = await openLoop(send, mixedCall, rate, sliceSeconds);
    for (const [status, count] of Object.entries(statuses(outcomes))) counts[status] = (counts[status] ?? 0) + count;
    slowest.push(quantile(latencies(outcomes), 0.99));
    // The emulators remember every request, which is no concern of this run.
    await stage.forget();
    const last = samples.at(-1);
    progress(
      `minute ${rounded(minute())} of ${minutes}: ${Math.round(last?.residentMiB ?? 0)} MiB, ${last?.descriptors} files, ${JSON.stringify(counts)}`,
    );
  }
  const end = minute();
  clearInterval(sampling);
  await close();
  for (const { provider } of emulators) await stage.faults(provider, []);
  progress('settling');
  const unsettled = gateway.alive ? await settled(url) : Number.NaN;
  await wait(quietMs);
  const afterwards = gateway.alive ? gateway.descriptors() : Number.NaN;

  const first = Math.min(1, minutes / 2);
  const early = around(samples, first);
  const late = around(samples, end);
  const growth = late.residentMiB / early.residentMiB;
  return {
    figures: {
      minutes: rounded(minutes),
      callsPerSecond: rounded(Object.values(counts).reduce((a, b) => a + b, 0) / (minutes * 60)),
      statuses: counts,
      p99Ms: { median: rounded(quantile(slowest, 0.5)), worst: rounded(quantile(slowest, 1)) },
      residentMiB: { [`minute ${first}`]: rounded(early.residentMiB), last: rounded(late.residentMiB) },
      growth: Math.round(growth * 1_000) / 1_000,
      descriptors: { atRest, early: early.descriptors, late: late.descriptors, afterwards },
      unsettled,
    },
    missed: [
      ...(gateway.alive ? [] : ['a gateway that lives']),
      ...(growth <= 1.15 ? [] : ['no more than 1.15 times the memory of the first minute']),
      ...(afterwards <= atRest + 10 ? [] : ['no more open files than before, but for ten']),
      ...(unsettled === 0 ? [] : ['an outcome of every operation']),
    ],
  };
}

/** The median of the samples within ten seconds of a minute. */
function around(samples: readonly Sample[], minute: number): Omit<Sample, 'minute'> {
  const near = samples.filter((each) => Math.abs(each.minute - minute) <= 1 / 6);
  return {
    residentMiB: quantile(
      near.map(({ residentMiB }) => residentMiB),
      0.5,
    ),
    descriptors: quantile(
      near.map(({ descriptors }) => descriptors),
      0.5,
    ),
  };
}

/** Has every operation looked after until all have an outcome; resolves to how many have none. */
async function settled(url: string): Promise<number> {
  const limit = performance.now() + settleMs;
  for (;;) {
    const open = [...(await operations(url, 'running')), ...(await operations(url, 'unsettled'))];
    if (open.length === 0 || performance.now() > limit) return open.length;
    for (const id of open) {
      await fetch(`${url}/v1/operations/${id}/reconcile`, { method: 'POST', headers: credentials }).then((answer) =>
        answer.text(),
      );
    }
    await wait(2_000);
  }
}

async function operations(url: string, state: string): Promise<readonly string[]> {
  const answer = await fetch(`${url}/v1/operations?state=${state}&pageSize=100`, { headers: credentials });
  const { operations: found = [] } = (await answer.json()) as { operations?: readonly { readonly id: string }[] };
  return found.map(({ id }) => id);
}
