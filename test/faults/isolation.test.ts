import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { usualResilience } from '../../src/upstream/resilience.ts';
import { startEmulators } from '../support/emulators.ts';
import { startGateway } from '../support/gateway.ts';

test('F117: an upstream that hangs, with every place of it taken, keeps the others from nothing', async () => {
  let held = 0;
  const hanging = createServer(() => {
    held += 1;
  });
  await new Promise<void>((resolve) => {
    hanging.listen(0, '127.0.0.1', resolve);
  });
  const address = hanging.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const emulators = await startEmulators();
  const concurrency = 4;
  const queue = { length: 0, waitMs: 60_000 };
  const to = (id: string) => ({ id, provider: id, baseUrl: `${emulators.url}/${id}`, concurrency });
  const stuck = { ...to('userhub'), baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 60_000 };
  const gateway = await startGateway([
    { ...stuck, resilience: { ...usualResilience, queue } },
    ...['softwareone', 'stytch', 'zitadel'].map(to),
  ]);
  try {
    const list = (id: string) => gateway.call('GET', `/v1/connections/${id}/organizations`);
    const abandoned = Array.from({ length: concurrency }, () => list('userhub').catch(() => undefined));
    await expect.poll(() => held, { timeout: 20_000 }).toBe(concurrency);
    // Every call beyond those that hang is refused at once, whatever the others do.
    expect((await list('userhub')).body.code).toBe('overloaded');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ['softwareone', 'stytch', 'zitadel'])
        .flat()
        .map(list),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(held).toBe(concurrency);
    void Promise.all(abandoned);
  } finally {
    await gateway.stop();
    await emulators.stop();
    hanging.close();
  }
});
