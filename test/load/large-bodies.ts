import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runExperiment } from './experiment.ts';
import { rounded, statuses } from './figures.ts';
import { type Call, closedLoop, type Outcome, openLoop, sender } from './generator.ts';

// A flood of large bodies, none of which comes to its end at once, on a gateway with a small heap: it refuses what it has no room for
// and lives.
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    heap: { type: 'string', default: '128' },
    width: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);

const large = JSON.stringify({ displayName: 'Large', metadata: { note: 'x'.repeat(90 * 1_024) } });
const pauseMs = 1_000;
/** All but the last character, and that after a while: so long the gateway has to keep the rest. */
async function* slowly(): AsyncGenerator<string> {
  yield large.slice(0, -1);
  await wait(pauseMs);
  yield large.slice(-1);
}
/** Well-formed, so it is read whole; what it asks for is refused. */
const create = (): Call => ({
  method: 'POST',
  path: '/v1/connections/stytch/organizations',
  headers: { 'idempotency-key': randomUUID(), 'content-length': String(Buffer.byteLength(large)) },
  body: Readable.from(slowly()),
});
const read = (): Call => ({ method: 'GET', path: '/v1/providers' });

await runExperiment(
  'large bodies',
  values.json,
  { node: [`--max-old-space-size=${values.heap}`] },
  async ({ url, gateway }, progress) => {
    const writers = sender(url, Number(values.width));
    const readers = sender(url, 64);
    progress(`flooding for ${seconds} seconds`);
    const [wrote, seen]: readonly [Outcome[], Outcome[]] = await Promise.all([
      closedLoop(writers.send, create, Number(values.width), seconds),
      openLoop(readers.send, read, 100, seconds),
    ]);
    await writers.close();
    await readers.close();
    const after = gateway.alive ? (await fetch(`${url}/livez`)).status : 0;
    return {
      figures: {
        written: statuses(wrote),
        read: statuses(seen),
        residentMiB: gateway.alive ? rounded(gateway.residentMiB()) : 'gone',
        livezAfter: after,
      },
      missed: [
        ...(gateway.alive && after === 200 ? [] : ['a gateway that lives']),
        ...(wrote.some(({ status }) => status === 503) ? [] : ['refusals of what there is no room for']),
      ],
    };
  },
);
