import { beforeAll, expect, test } from 'vitest';
import { hits } from '../support/planted.ts';
import { configuredSecret, logs } from './l-logs.ts';
import { exchange } from './raw-exchange.ts';
import { get } from './requests.ts';
import { corpus } from './runner.ts';
import { type ServedStage, startServedStage } from './stage.ts';

/** Both a credential and the name of the key that the corpus is sent with, which the lines about its requests tell. */
const namedSecret = 'l09-credential-and-name';

let stage: ServedStage;
beforeAll(async () => {
  stage = await startServedStage(
    ({ auth, connections, ...rest }) => ({
      ...rest,
      auth: { apiKeys: auth.apiKeys.map((key) => (key.name === 'corpus' ? { ...key, name: namedSecret } : key)) },
      connections: {
        ...connections,
        other: { ...connections.userhub, credentials: { adminApiKey: configuredSecret } },
        another: { ...connections.userhub, credentials: { adminApiKey: namedSecret } },
      },
    }),
    { ORGWAY_LOG: 'trace' },
  );
});

corpus('L: logs and exports', () => stage, logs);

test('everything of it is logged as whole lines without secrets, and exported without formulas', async () => {
  const [exported] = (await exchange(stage.port, get('/v1/audit-events/export?format=csv'))).answers;
  const { stderr } = await stage.stop();
  const lines = stderr.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(logs.length);
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
  expect(lines.filter((line) => line.includes('"level":60'))).toEqual([]);
  expect(stderr).not.toMatch(/[^\n\P{C}]|[\u2028\u2029]/u);
  expect(hits({ configuredSecret, namedSecret }, Buffer.from(stderr))).toEqual([]);
  expect(lines.filter((line) => line.includes('"principal":"***"')).length).toBeGreaterThan(0);
  const cells = (exported?.text ?? '').split(/[,\n]/);
  expect(cells.length).toBeGreaterThan(100);
  expect(cells.filter((cell) => /^"?[=+@\t-]/.test(cell))).toEqual([]);
});
