import { createServer, type RequestListener, type Server } from 'node:http';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { type DrainLimits, drain, usualDrain } from '../../src/cli/drain.ts';
import { watchProbes } from '../../src/cli/probes.ts';
import { closed, listening } from '../support/gateway.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await closed(server).catch(() => {});
});

/** What a gateway does when it is drained, in order. */
async function serve(handle: RequestListener, close: () => Promise<void> = async () => {}) {
  const steps: string[] = [];
  const composed = {
    drain: () => void steps.push('not ready'),
    close: async () => {
      steps.push('close');
      await close();
    },
    save: async () => void steps.push('save'),
  };
  const probes = watchProbes(handle);
  const server = createServer(probes.handle);
  server.on('close', () => steps.push('shut'));
  servers.push(server);
  const url = await listening(server);
  const log = pino({ level: 'silent' });
  return {
    url,
    steps,
    end: (limits: Partial<DrainLimits>) => drain(server, composed, probes, log, { ...usualDrain, ...limits }),
  };
}

const never = new Promise<void>(() => {});

test('nobody who probes: it shuts at once, and closes when everything is answered', async () => {
  const { steps, end } = await serve((_, response) => response.end());
  await end({ probeMs: 60_000 });
  expect(steps).toEqual(['not ready', 'shut', 'close']);
});

test('whoever probes it is told that it is not ready before it shuts', async () => {
  const { url, steps, end } = await serve((_, response) => {
    steps.push(`probed while ${steps.length === 1 ? 'ready' : 'not ready'}`);
    response.end();
  });
  steps.push('begin');
  await fetch(`${url}/readyz`);
  const ended = end({ probeMs: 60_000 });
  await expect.poll(() => steps).toContain('not ready');
  await fetch(`${url}/readyz`);
  await ended;
  expect(steps).toEqual(['begin', 'probed while ready', 'not ready', 'probed while not ready', 'shut', 'close']);
});

test('a prober that does not come back is not waited for without end', async () => {
  const { url, steps, end } = await serve((_, response) => response.end());
  await fetch(`${url}/readyz`);
  await end({ probeMs: 20 });
  expect(steps).toEqual(['not ready', 'shut', 'close']);
});

test('requests that are not answered in time are cut off', async () => {
  const { url, steps, end } = await serve(() => {});
  const cut = expect(fetch(url)).rejects.toThrow();
  await expect
    .poll(
      () => servers[0]?.listening && new Promise((resolve) => servers[0]?.getConnections((_, count) => resolve(count))),
    )
    .toBe(1);
  await end({ requestsMs: 50 });
  await cut;
  expect(steps).toEqual(['not ready', 'shut', 'close']);
});

test('calls that do not end in time are given up, after what is in memory only is saved', async () => {
  const { steps, end } = await serve(
    () => {},
    () => never,
  );
  await end({ closeMs: 20 });
  expect(steps).toEqual(['not ready', 'shut', 'close', 'save']);
});

test('all of it takes less than the 30 seconds that supervisors give', () => {
  const { requestsMs, closeMs, saveMs } = usualDrain;
  expect(requestsMs).toBe(25_000);
  expect(requestsMs + closeMs + saveMs).toBeLessThan(30_000);
});
