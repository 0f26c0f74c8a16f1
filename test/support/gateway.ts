import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import { compose } from '../../src/cli/compose.ts';
import { sandboxKey } from '../../src/config/load.ts';
import type { Config, ConnectionConfig } from '../../src/config/model.ts';
import type { GatewaySecret } from '../../src/config/secret.ts';
import { usualValidation } from '../../src/contract/mode.ts';
import { emulators } from '../../src/generated/emulators.ts';
import { providers } from '../../src/generated/providers.ts';
import { type Pace, usualPace } from '../../src/operations/pace.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import type { Registered } from '../../src/translation/registered.ts';
import { freshDatabase } from './database.ts';

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
  stop(): Promise<void>;
}

/** Credentials that the emulators accept, for connections to stub upstreams as well. */
export const sandboxCredentials: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  emulators.map(({ provider, credentials }) => [provider, credentials]),
);

/** What a test may want otherwise. */
export interface GatewayOptions {
  readonly registry?: readonly Registered[];
  /** URL of a migrated database, to share it; otherwise one of its own. */
  readonly database?: string;
  readonly secret?: GatewaySecret;
  readonly pace?: Partial<Pace>;
  readonly now?: () => Date;
  /** API keys besides the sandbox key, by the names of their principals. */
  readonly apiKeys?: Readonly<Record<string, string>>;
  /** When it verifies its connections, as in a configuration; otherwise never. */
  readonly verifyAt?: string;
  /** Where the gateway's own log lines go; otherwise nowhere. */
  readonly log?: Logger;
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

/** A secret as replicas share it. */
export function sharedSecret(): GatewaySecret {
  const seed = randomBytes(32);
  return { derive: (purpose) => createHmac('sha256', seed).update(purpose).digest() };
}

/** Starts a gateway over the given connections; what is not given is set for tests. */
export async function startGateway(
  connections: readonly (Pick<ConnectionConfig, 'id' | 'provider' | 'baseUrl'> & Partial<ConnectionConfig>)[],
  {
    registry = providers,
    database: given,
    secret = sharedSecret(),
    pace = {},
    now = () => new Date(),
    apiKeys = {},
    verifyAt,
    log = pino({ level: 'silent' }),
  }: GatewayOptions = {},
): Promise<RunningGateway> {
  const database = openDatabase(given ?? (await freshDatabase()));
  const config: Config = {
    server: { host: '127.0.0.1', port: 0 },
    ...(verifyAt === undefined ? {} : { verifyAt }),
    apiKeys: Object.entries({ test: sandboxKey, ...apiKeys }).map(([name, key]) => ({
      name,
      sha256: createHash('sha256').update(key).digest('hex'),
    })),
    connections: connections.map((each) => ({
      credentials: sandboxCredentials[each.provider] ?? {},
      timeoutMs: 10_000,
      concurrency: 32,
      validation: usualValidation,
      ...each,
    })),
  };
  const ground = { registry, secret, database, log, pace: { ...quickPace, ...pace }, now };
  const composed = await compose(config, ground);
  const server = createServer(composed.handle);
  const url = await listening(server);
  return {
    url,
    database,
    call: (method, path, call) => callApi(url, method, path, call),
    forget: async () => {
      // Of a few rows quicker than to truncate.
      for (const table of ['looks', 'steps', 'operations'] as const) await database.db.deleteFrom(table).execute();
    },
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
  const json = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text: answer, body: json ? JSON.parse(answer) : answer };
}

/** Listens on a free loopback port; resolves to the URL. */
export function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A fresh key for calls that need one. */
export const idempotencyKey = (): Readonly<Record<string, string>> => ({ 'idempotency-key': crypto.randomUUID() });
