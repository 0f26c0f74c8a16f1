import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp } from '../../src/api/app.ts';
import { compose } from '../../src/cli/compose.ts';
import { sandboxKey } from '../../src/config/load.ts';
import type { ConnectionConfig } from '../../src/config/model.ts';
import { emulators } from '../../src/generated/emulators.ts';
import { providers } from '../../src/generated/providers.ts';

/** What the gateway answered. `body` is parsed when it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

export interface Call {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is, with the content type given in headers. */
  readonly text?: string;
}

/** A gateway on a port of its own. */
export interface RunningGateway {
  readonly url: string;
  /** Calls with the sandbox key; `path` starts with a slash. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  stop(): Promise<void>;
}

/** Credentials that the emulators accept, for connections to stub upstreams as well. */
export const sandboxCredentials: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  emulators.map(({ provider, credentials }) => [provider, credentials]),
);

/** Starts a gateway over the given connections; what is not given is set for tests. */
export async function startGateway(
  connections: readonly (Pick<ConnectionConfig, 'id' | 'provider' | 'baseUrl'> & Partial<ConnectionConfig>)[],
  registry = providers,
): Promise<RunningGateway> {
  const composed = compose(
    {
      server: { host: '127.0.0.1', port: 0 },
      apiKeys: [{ name: 'test', sha256: createHash('sha256').update(sandboxKey).digest('hex') }],
      connections: connections.map((each) => ({
        credentials: sandboxCredentials[each.provider] ?? {},
        timeoutMs: 10_000,
        concurrency: 32,
        ...each,
      })),
    },
    registry,
    mkdtempSync(join(tmpdir(), 'orgway-test-')),
    pino({ level: 'silent' }),
  );
  const server = createServer(createApp(composed.gateway));
  const url = await listening(server);
  return {
    url,
    call: (method, path, call) => callApi(url, method, path, call),
    stop: async () => {
      await closed(server);
      await composed.close();
    },
  };
}

async function callApi(
  url: string,
  method: string,
  path: string,
  { headers = {}, body, text }: Call = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${sandboxKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    },
    ...(text !== undefined ? { body: text } : body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(answer) : answer };
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
