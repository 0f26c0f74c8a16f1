import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulators } from '../../src/generated/emulators.ts';
import { createSandbox } from '../../src/sandbox/server.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { type Ended, startOrgway } from '../support/command-line.ts';
import { freshDatabase } from '../support/database.ts';
import { closed, listening, type RunningGateway } from '../support/gateway.ts';
import { recordedOperations } from '../support/journal.ts';
import type { CorpusStage } from './runner.ts';

/** The API key of every good request of the corpus. */
export const corpusKey = 'a-key-of-more-than-32-random-bytes';

/** The name of another principal's key is `other`. */
export const otherKey = 'another-key-of-more-than-32-random-bytes';

const good = (key: string): string =>
  `GET /v1/connections HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n\r\n`;

/** A gateway of this process as a stage. `key`: of a principal that may list connections. */
export function stageOf(
  gateway: RunningGateway,
  key: string,
  upstreamRequests: () => number | Promise<number>,
): CorpusStage {
  return {
    port: Number(new URL(gateway.url).port),
    good: good(key),
    upstreamRequests,
    journalRecords: () => recordedOperations(gateway.database),
    pid: () => process.pid,
  };
}

export interface ServedStage extends CorpusStage {
  /** Resolves to everything that the process wrote. */
  stop(): Promise<Ended>;
}

/** No code from texts, and no prototypes by name. */
const hardened = '--disable-proto=throw --disallow-code-generation-from-strings';

/** `orgway serve` as a process of its own, with a connection to the emulator of every provider. */
export async function startServedStage(
  changed: (usual: Configuration) => object = (usual) => usual,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServedStage> {
  const sandbox = createSandbox(emulators);
  let arrived = 0;
  sandbox.on('request', () => {
    arrived += 1;
  });
  const upstreams = await listening(sandbox);
  const url = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'orgway-corpus-'));
  const file = join(folder, 'orgway.json');
  writeFileSync(file, JSON.stringify(changed(configuration(upstreams, url))));
  const orgway = startOrgway(['serve', '--json', '--config', file], {
    NODE_OPTIONS: hardened,
    // A line for each of many thousand refusals would only cost time.
    ORGWAY_LOG: 'error',
    ...environment,
  });
  const { gateway } = JSON.parse(await orgway.says(/\n/)) as { readonly gateway: string };
  const database = openDatabase(url);
  let ended = false;
  void orgway.ended.then(() => {
    ended = true;
  });
  return {
    port: Number(new URL(gateway).port),
    good: good(corpusKey),
    upstreamRequests: () => arrived,
    journalRecords: () => recordedOperations(database),
    pid: () => {
      if (ended) throw new Error('The gateway ended');
      return orgway.pid;
    },
    async stop() {
      orgway.signal('SIGTERM');
      const written = await orgway.ended;
      await database.close();
      await closed(sandbox);
      rmSync(folder, { recursive: true });
      return written;
    },
  };
}

const digest = (key: string): string => createHash('sha256').update(key).digest('hex');

export type Configuration = ReturnType<typeof configuration>;

const configuration = (upstreams: string, database: string) => ({
  database: { url: database },
  auth: {
    apiKeys: [
      { name: 'corpus', sha256: digest(corpusKey), permissions: ['admin'], connections: 'all' },
      { name: 'other', sha256: digest(otherKey), permissions: ['admin'], connections: 'all' },
    ],
  },
  // The corpus is sent at once, and its mutants are many.
  limits: {
    requests: { unlimited: true },
    destructive: { unlimited: true },
    destructivePerConnection: { unlimited: true },
  },
  connections: Object.fromEntries(
    emulators.map(({ provider, credentials }) => [
      provider,
      { provider, baseUrl: `${upstreams}/${provider}`, credentials, allowPrivateNetwork: true },
    ]),
  ),
});
