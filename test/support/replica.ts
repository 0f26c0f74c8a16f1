import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulators } from '../../src/generated/emulators.ts';
import { type Running, startOrgway } from './command-line.ts';
import type { Answer } from './gateway.ts';

/** Replicas of `orgway serve`, each a process of its own, over one database and one secret. */
export interface Replicas {
  start(): Promise<Replica>;
  /** Ends every one that still runs, and forgets the configuration. */
  stop(): Promise<void>;
}

export interface Replica {
  /** `path` starts with a slash. Rejects when the process ends before it has answered. */
  call(
    method: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<Omit<Answer, 'headers'>>;
  /** Ends it at once, with nothing said to anybody. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Its exit status, once it has ended by itself. */
  readonly status: Promise<number | null>;
}

const apiKey = 'a-key-of-more-than-32-random-bytes';

/** `upstreams`: where the emulators, or what stands before them, are served. */
export function replicasOver(upstreams: string, database: string): Replicas {
  const folder = mkdtempSync(join(tmpdir(), 'orgway-replicas-'));
  const config = join(folder, 'orgway.json');
  const text = {
    database: { url: database },
    secretKey: randomBytes(32).toString('base64'),
    auth: {
      apiKeys: [
        {
          name: 'tests',
          sha256: createHash('sha256').update(apiKey).digest('hex'),
          permissions: ['admin'],
          connections: 'all',
        },
      ],
    },
    connections: Object.fromEntries(
      emulators.map(({ provider, credentials }) => [
        provider,
        { provider, baseUrl: `${upstreams}/${provider}`, credentials, allowPrivateNetwork: true },
      ]),
    ),
  };
  writeFileSync(config, JSON.stringify(text));
  const started: Running[] = [];
  return {
    async start() {
      const running = startOrgway(['serve', '--json', '--config', config]);
      started.push(running);
      const { gateway } = JSON.parse(await running.says(/\n/)) as { readonly gateway: string };
      return {
        call: (method, path, headers = {}, body) => callReplica(gateway + path, method, headers, body),
        async kill() {
          running.signal('SIGKILL');
          await running.ended;
        },
        signal: running.signal,
        status: running.ended.then(({ status }) => status),
      };
    },
    async stop() {
      for (const each of started) each.signal('SIGKILL');
      await Promise.all(started.map(({ ended }) => ended));
      rmSync(folder, { recursive: true });
    },
  };
}

async function callReplica(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): ReturnType<Replica['call']> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) };
}
