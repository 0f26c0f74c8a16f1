import { createHash, createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type Logger, pino } from 'pino';
import { Registry } from 'prom-client';
import type { ConfiguredKey } from '../../src/api/access/configured-keys.ts';
import { createGuardedServer } from '../../src/api/guard/server.ts';
import type { ProcessLoad } from '../../src/api/limits/process-load.ts';
import type { Quotas } from '../../src/api/limits/quota.ts';
import { compose } from '../../src/cli/compose.ts';
import type { Ground } from '../../src/cli/ground.ts';
import { sandboxKey } from '../../src/config/auth.ts';
import type { Config, ConnectionConfig, TokensConfig } from '../../src/config/model.ts';
import { usualPassthrough } from '../../src/config/passthrough.ts';
import type { GatewaySecret } from '../../src/config/secret.ts';
import { usualValidation } from '../../src/contract/mode.ts';
import { emulators } from '../../src/generated/emulators.ts';
import { providers } from '../../src/generated/providers.ts';
import { type Pace, usualPace } from '../../src/operations/pace.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { createRedactor, type Redactor } from '../../src/telemetry/redaction.ts';
import type { Collector } from '../../src/telemetry/span-export.ts';
import { freshDatabase } from './database.ts';
import { closed, listening } from './http-server.ts';
import { unaided } from './unaided.ts';

export { closed, listening } from './http-server.ts';

/** What the gateway answered. `body` is parsed when it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

export interface Call {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is, with the content type given in headers. */
  readonly text?: string;
  /** API key to call with, instead of the sandbox key. */
  readonly apiKey?: string;
}

/** A gateway on a port of its own. */
export interface RunningGateway {
  readonly url: string;
  /** Calls with the sandbox key; `path` starts with a slash. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  readonly database: Database;
  /** Forgets every operation, so that one of unknown outcome does not keep the next test from its organization. */
  forget(): Promise<void>;
  /** Goes over to other connections. */
  reload(connections: readonly GivenConnection[]): void;
  stop(): Promise<void>;
}

/** Credentials that the emulators accept, for connections to stub upstreams as well. */
export const sandboxCredentials: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  emulators.map(({ provider, credentials }) => [provider, credentials]),
);

/** A connection; what is not given is set for tests. */
export type GivenConnection = Pick<ConnectionConfig, 'id' | 'provider' | 'baseUrl'> & Partial<ConnectionConfig>;

/** What a test may want otherwise. */
export interface GatewayOptions {
  readonly registry?: Ground['registry'];
  /** URL of a migrated database, to share it; otherwise one of its own. */
  readonly database?: string;
  readonly secret?: GatewaySecret;
  readonly pace?: Partial<Pace>;
  readonly now?: () => Date;
  /** API keys that may do everything, besides the sandbox key, by the names of their principals. */
  readonly apiKeys?: Readonly<Record<string, string>>;
  /** More API keys, as a configuration has them. */
  readonly configuredKeys?: readonly ConfiguredKey[];
  /** The issuer whose tokens are accepted. */
  readonly tokens?: TokensConfig;
  /** When it verifies its connections, as in a configuration; otherwise never. */
  readonly verifyAt?: string;
  /** What callers may do how often; otherwise whatever they like. */
  readonly limits?: Quotas;
  /** How the process looks to be doing; otherwise it is never strained. */
  readonly load?: ProcessLoad;
  /** Where traces are exported to; otherwise nowhere. */
  readonly traces?: Collector;
  /** Where the gateway's own log lines go; otherwise nowhere. */
  readonly log?: Logger;
  /** Comes to know the secrets of the gateway. */
  readonly redactor?: Redactor;
}

/** As usual, but for upstreams that answer at once. */
const quickPace: Pace = {
  ...usualPace,
  objectWaitMs: 200,
  pollMs: 10,
  watchMs: 100,
  looksAfterMs: [100, 200, 400, 800],
  quietFactor: 0.02,
};

const idle: ProcessLoad = { now: () => 0, delayMs: () => 0, heapShare: () => 0, heapBytes: Number.POSITIVE_INFINITY };

/** A secret as replicas share it. */
export function sharedSecret(): GatewaySecret {
  const seed = randomBytes(32);
  return { derive: (purpose) => createHmac('sha256', seed).update(purpose).digest() };
}

/** Starts a gateway over the given connections; what is not given is set for tests. */
export async function startGateway(
  connections: readonly GivenConnection[],
  {
    registry = providers,
    database: given,
    secret = sharedSecret(),
    pace = {},
    now = () => new Date(),
    apiKeys = {},
    configuredKeys = [],
    tokens,
    verifyAt,
    limits = {},
    load = idle,
    traces,
    log = pino({ level: 'silent' }),
    redactor = createRedactor(),
  }: GatewayOptions = {},
): Promise<RunningGateway> {
  const database = openDatabase(given ?? (await freshDatabase()));
  const configOf = (each: readonly GivenConnection[]): Config => ({
    server: { host: '127.0.0.1', port: 0 },
    ...(verifyAt === undefined ? {} : { verifyAt }),
    apiKeys: [
      ...Object.entries({ test: sandboxKey, ...apiKeys }).map(([name, key]) => ({
        name,
        sha256: createHash('sha256').update(key).digest('hex'),
        permissions: ['admin'],
        connections: 'all' as const,
      })),
      ...configuredKeys,
    ],
    storedKeys: true,
    ...(tokens === undefined ? {} : { tokens }),
    limits,
    ...(traces === undefined ? {} : { traces }),
    connections: each.map((one) => ({
      credentials: sandboxCredentials[one.provider] ?? {},
      timeoutMs: 10_000,
      concurrency: 32,
      allowPrivateNetwork: true,
      resilience: unaided,
      validation: usualValidation,
      passthrough: usualPassthrough,
      ...one,
    })),
  });
  const ground = {
    registry,
    secret,
    database,
    log,
    redactor,
    pace: { ...quickPace, ...pace },
    load,
    now,
    metricsRegistry: new Registry(),
  };
  const composed = await compose(configOf(connections), ground);
  const server = createGuardedServer(composed.handle, composed.guard);
  const url = await listening(server);
  return {
    url,
    database,
    call: (method, path, call) => callApi(url, method, path, call),
    forget: async () => {
      await database.db.transaction().execute(async (transaction) => {
        // Somebody may still look after an operation that is about to go.
        await sql`lock table looks in share row exclusive mode`.execute(transaction);
        // Of a few rows quicker than to truncate.
        for (const table of ['looks', 'steps', 'operations'] as const) await transaction.deleteFrom(table).execute();
      });
    },
    reload: (next) => composed.reload(configOf(next)),
    stop: async () => {
      await closed(server);
      await composed.close();
      await database.close();
    },
  };
}

async function callApi(
  url: string,
  method: string,
  path: string,
  { headers = {}, body, text, apiKey = sandboxKey }: Call = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
    ...(text !== undefined ? { body: text } : body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  const json = /json\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text: answer, body: json ? JSON.parse(answer) : answer };
}

/** A fresh key for calls that need one. */
export const idempotencyKey = (): Readonly<Record<string, string>> => ({ 'idempotency-key': crypto.randomUUID() });
