import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { type Answer, idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';
import { type Fate, type PostgresProxy, startPostgresProxy } from './postgres-proxy.ts';
import { type ReceivedWrite, writesOf } from './writes.ts';

/** The commits before an upstream write: the operation's own, and that of the write itself. */
const commits = ['operations', 'steps'] as const;

const destructions = [
  {
    provider: 'userhub',
    method: 'DELETE',
    below: `external-accounts/${showcase.userhub?.externalAccount}?acknowledge=irreversible`,
  },
  { provider: 'softwareone', method: 'POST', below: 'deactivate' },
  { provider: 'stytch', method: 'DELETE', below: 'external-id' },
  { provider: 'zitadel', method: 'POST', below: 'deactivate' },
];

let proxy: PostgresProxy;
let sandbox: RunningSandbox;
beforeAll(async () => {
  proxy = await startPostgresProxy(await freshDatabase());
  sandbox = await startSandbox({ database: proxy.url });
});
afterAll(async () => {
  await sandbox.stop();
  await proxy.stop();
});
afterEach(() => {
  proxy.back();
  proxy.judge(() => ({}));
});

/** Something that is waited for until it is let go. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe.each(destructions)('$provider', ({ provider, method, below }) => {
  const organization = showcase[provider]?.organization ?? '';
  let headers: Readonly<Record<string, string>>;
  beforeEach(async () => {
    headers = idempotencyKey();
    await sandbox.reset(provider);
  });

  const call = (): Promise<Answer> =>
    sandbox.call(method, `/v1/connections/${provider}/organizations/${organization}/${below}`, { headers });
  const writes = async (): Promise<ReceivedWrite[]> =>
    writesOf(await sandbox.ledger(provider), new Set([organization]));
  /** Lets the next commit of this kind have that fate; resolves when it is there. */
  const next = (kind: (typeof commits)[number], fate: Fate): Promise<void> =>
    new Promise((resolve) => {
      let met = false;
      proxy.judge((tables) => {
        if (met || !tables.has(kind)) return {};
        met = true;
        resolve();
        return fate;
      });
    });
  /** Repeats the call until the gateway has its database again. */
  const repeated = async (): Promise<Answer> => {
    for (;;) {
      const answer = await call();
      if (answer.status !== 503 && answer.body.code !== 'operation-in-progress') return answer;
      await wait(20);
    }
  };

  describe.each(commits)('the commit of %s', (kind) => {
    test.each(['sent', 'answered'] as const)('holds the write back until it is %s', async (held) => {
      const { opened, open } = gate();
      const there = next(kind, { [held]: opened });
      const calling = call();
      await there;
      // Long enough for a gateway that does not wait.
      await wait(60);
      expect(await writes()).toEqual([]);
      open();
      expect((await calling).status).toBe(200);
      expect(await writes()).toMatchObject([{ organization, applied: true }]);
    });

    test.each([
      ['is refused', { refused: true }],
      ['is made and its answer lost', { answered: 'never' }],
    ] as const)('%s: nothing is sent, and the same key works later', async (_what, fate) => {
      const there = next(kind, fate);
      const answer = await call();
      await there;
      expect(answer.body).toMatchObject({ code: 'storage-unavailable', outcome: 'not_applied', retryable: true });
      expect(answer.status).toBe(503);
      expect(await writes()).toEqual([]);
      expect((await repeated()).body).toMatchObject({ operationId: expect.any(String) });
      expect(await writes()).toMatchObject([{ organization, applied: true }]);
    });

    test('is the last thing before the database is away: nothing is sent, and the same key works when it is back', async () => {
      const { opened, open } = gate();
      const there = next(kind, { answered: opened });
      const calling = call();
      await there;
      proxy.away();
      open();
      const answer = await calling;
      expect(answer.status).toBe(503);
      expect(answer.body).toMatchObject({ code: 'storage-unavailable', outcome: 'not_applied' });
      expect(await writes()).toEqual([]);
      proxy.back();
      expect((await repeated()).status).toBe(200);
      expect(await writes()).toMatchObject([{ organization, applied: true }]);
      const { operationId } = (await call()).body;
      const { body } = await sandbox.call('GET', `/v1/operations/${operationId}`);
      expect(body).toMatchObject({ state: 'settled', outcome: 'applied', settledBy: 'answer' });
    });
  });
});
