import { parseArgs } from 'node:util';
import { emulators } from '../../src/generated/emulators.ts';
import { runExperiment } from './experiment.ts';
import { isGood, latencies, quantile, rounded, statuses } from './figures.ts';
import { type Call, closedLoop, openLoop, sender } from './generator.ts';
import { credentials } from './stage.ts';

// Five times what the gateway can do, for a while: how much it still does, how quickly it refuses the rest, what it needs of
// memory and how soon it is itself again.
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    times: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const width = 64;
const mostConnections = 2_000;

let turn = 0;
function read(): Call {
  turn += 1;
  const at = turn % emulators.length;
  const { provider, showcase } = emulators[at] as (typeof emulators)[number];
  return { method: 'GET', path: `/v1/connections/${provider}/organizations/${showcase.organization}` };
}

await runExperiment('overload', values.json, {}, async ({ url, gateway }, progress) => {
  const { send, close } = sender(url, mostConnections);
  progress('warming up');
  await closedLoop(send, read, width, 3);
  progress('measuring the capacity');
  const alone = await closedLoop(send, read, width, 5);
  const capacity = alone.filter(isGood).length / 5;
  const restMiB = gateway.residentMiB();

  progress(`overload: ${rounded(capacity * Number(values.times))} requests a second for ${seconds} seconds`);
  let mostMiB = restMiB;
  const sampling = setInterval(() => {
    mostMiB = Math.max(mostMiB, gateway.residentMiB());
  }, 250);
  const offered = await openLoop(send, read, capacity * Number(values.times), seconds);
  clearInterval(sampling);
  const ended = performance.now();
  const took = Math.max(...offered.map(({ at, ms }) => at + ms)) / 1_000;
  const good = offered.filter(isGood);
  const refused = offered.filter(({ status }) => status === 503);

  progress('recovery');
  let recoveryMs = Number.NaN;
  while (Number.isNaN(recoveryMs) && performance.now() - ended < 30_000) {
    const probes = await openLoop(send, read, capacity / 2, 0.5);
    if (probes.every(isGood)) recoveryMs = performance.now() - ended - 500;
  }
  await close();
  const metrics = await (await fetch(`${url}/metrics`, { headers: credentials })).text();
  const goodput = good.length / took / capacity;
  return {
    figures: {
      capacityPerSecond: rounded(capacity),
      offeredPerSecond: rounded(offered.length / seconds),
      goodput: Math.round(goodput * 100) / 100,
      statuses: statuses(offered),
      goodMs: { p50: rounded(quantile(latencies(good), 0.5)), p99: rounded(quantile(latencies(good), 0.99)) },
      refusedMs: { p50: rounded(quantile(latencies(refused), 0.5)), p99: rounded(quantile(latencies(refused), 0.99)) },
      reasons: Object.fromEntries(
        [
          ...metrics.matchAll(
            /^orgway_(?:refused_requests|upstream_refusals|problems)_total\{.*(?:reason|code)="([^"]+)"\} (\d+)/gm,
          ),
        ].map(([, reason, count]) => [reason, Number(count)]),
      ),
      recoveryMs: rounded(recoveryMs),
      residentMiB: { before: rounded(restMiB), most: rounded(mostMiB), after: rounded(gateway.residentMiB()) },
    },
    missed: [
      ...(goodput >= 0.8 ? [] : ['goodput of 80 % of the capacity']),
      ...(recoveryMs <= 5_000 ? [] : ['recovery within 5 seconds']),
      ...(mostMiB <= restMiB + 256 ? [] : ['no more than 256 MiB of memory on top']),
      ...(offered.every(({ status }) => status !== 0) ? [] : ['an answer to every request']),
    ],
  };
});
