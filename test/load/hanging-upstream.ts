import { parseArgs } from 'node:util';
import { emulators } from '../../src/generated/emulators.ts';
import { runExperiment } from './experiment.ts';
import { isGood, latencies, quantile, rounded, statuses } from './figures.ts';
import { type Call, type Outcome, openLoop, sender } from './generator.ts';

// One upstream hangs: what the callers of the others notice. Blocks with and without calls to it take turns, so that whatever
// else the machine does meets both alike.
const { values } = parseArgs({
  options: {
    blocks: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '5' },
    rate: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
});
const blocks = Number(values.blocks);
const seconds = Number(values.seconds);
const rate = Number(values.rate);
const [hanging, ...others] = emulators;
const hangsMs = 60_000;

const readOf = ({ provider, showcase }: (typeof emulators)[number]): Call => ({
  method: 'GET',
  path: `/v1/connections/${provider}/organizations/${showcase.organization}`,
});
let turn = 0;
function readOther(): Call {
  turn += 1;
  return readOf(others[turn % others.length] as (typeof emulators)[number]);
}

await runExperiment('hanging upstream', values.json, {}, async ({ url, faults }, progress) => {
  if (hanging === undefined) throw new Error('there are no emulators');
  const { send, close } = sender(url, 256);
  progress('warming up');
  await openLoop(send, readOther, rate * others.length, 3);
  const alone: Outcome[] = [];
  const beside: Outcome[] = [];
  for (let block = 0; block < blocks; block += 1) {
    progress(`block ${block + 1} of ${blocks}: alone`);
    alone.push(...(await openLoop(send, readOther, rate * others.length, seconds)));
    progress(`block ${block + 1} of ${blocks}: beside one that hangs`);
    await faults(hanging.provider, [{ latencyMs: hangsMs }]);
    const victim = sender(url, 1_024);
    const hung = openLoop(victim.send, () => readOf(hanging), rate, seconds);
    beside.push(...(await openLoop(send, readOther, rate * others.length, seconds)));
    // Whoever waits for it gives up.
    await victim.close();
    await hung;
    await faults(hanging.provider, []);
  }
  await close();
  const p99 = (outcomes: readonly Outcome[]): number => quantile(latencies(outcomes.filter(isGood)), 0.99);
  const ratio = p99(beside) / p99(alone);
  return {
    figures: {
      hangs: hanging.provider,
      ratePerUpstream: rate,
      aloneMs: { p50: rounded(quantile(latencies(alone), 0.5)), p99: rounded(p99(alone)) },
      besideMs: { p50: rounded(quantile(latencies(beside), 0.5)), p99: rounded(p99(beside)) },
      ratio: Math.round(ratio * 100) / 100,
      statuses: { alone: statuses(alone), beside: statuses(beside) },
    },
    missed: [
      ...(ratio <= 1.2 ? [] : ['p99 within 1.2 times of alone']),
      ...([...alone, ...beside].every(isGood) ? [] : ['every call to the others answered well']),
    ],
  };
});
