import { expect, test } from 'vitest';
import { connectionsOpened, serversCreated } from './network.ts';
import { written } from './sources.ts';

const users = (uses: (path: string, text: string) => readonly string[]): string[] =>
  [...written].filter(([path, text]) => uses(path, text).length > 0).map(([path]) => path);

test('only src/upstream opens connections, and the command line to the gateway itself', () => {
  // What it imports, the paths of PostgreSQL's programs, comes from a package with another name on every platform.
  const computing = 'src/storage/programs.ts';
  const opening = users(connectionsOpened);
  expect(opening).toContain('src/upstream/transport.ts');
  const others = opening.filter((path) => !path.startsWith('src/upstream/'));
  // Tells the operator's own collector about traces, where one is configured; nothing that a caller sends leads there.
  const exporting = 'src/telemetry/span-export.ts';
  // What it sends gets its connections from the agent in src/upstream.
  const passing = 'src/passthrough/proxy.ts';
  expect(others).toEqual(['src/cli/api-client.ts', passing, computing, exporting]);
  expect(connectionsOpened(passing, written.get(passing) ?? '')).toEqual([
    'http-proxy-middleware createProxyMiddleware',
  ]);
});

test('only the command line, behind the guard, and the sandbox accept connections', () => {
  const accepting = users(serversCreated);
  expect(accepting).toContain('src/sandbox/server.ts');
  // Listens for a moment, to learn of a port that the built-in database can have.
  expect(accepting).toContain('src/storage/free-port.ts');
  // Makes the server that the command line listens with.
  const guard = 'src/api/guard/server.ts';
  const known = [guard, 'src/sandbox/server.ts', 'src/storage/free-port.ts'];
  expect(accepting.filter((path) => !path.startsWith('src/cli/') && !known.includes(path))).toEqual([]);
});

test.each([
  ["import { Pool } from 'undici';", 'undici Pool'],
  ["import * as undici from 'undici';", 'undici *'],
  ["import undici from 'undici/index.js';", 'undici/index.js default'],
  ["import { request } from 'node:http';", 'node:http request'],
  ["import { O } from '@opentelemetry/exporter-trace-otlp-http';", '@opentelemetry/exporter-trace-otlp-http O'],
  ["import { createProxyServer } from 'httpxy';", 'httpxy createProxyServer'],
  ["import https from 'https';", 'https default'],
  ["import { connect as c } from 'node:tls';", 'node:tls connect'],
  ["const net = await import('node:net');", 'node:net *'],
  ["await fetch('x');", 'fetch'],
  ['const { fetch: get } = globalThis; globalThis.fetch;', 'fetch'],
  ["globalThis['fetch']('x');", 'fetch'],
  ['const send = fetch;', 'fetch'],
  ["new WebSocket('x');", 'WebSocket'],
  ["process.getBuiltinModule('node:http');", 'getBuiltinModule'],
])('%s opens connections', (text, use) => {
  expect(connectionsOpened('src/x.ts', text)).toEqual([use]);
});

test.each([
  "import type { Pool } from 'undici';",
  "import { createServer, type IncomingMessage } from 'node:http';",
  "import { BlockList, isIP } from 'node:net';",
  'const emulator = { fetch: 1, require: (x: { fetch: number }) => x.fetch };',
])('%s opens none', (text) => {
  expect(connectionsOpened('src/x.ts', text)).toEqual([]);
});

test.each([
  ["import { createServer } from 'node:http';", 'createServer'],
  ["import { Server } from 'node:net';", 'Server'],
  ['app.listen(80);', '.listen()'],
])('%s accepts connections', (text, use) => {
  expect(serversCreated('src/x.ts', text)).toEqual([use]);
});

test("a server's type accepts none", () => {
  expect(serversCreated('src/x.ts', "import type { Server } from 'node:http';")).toEqual([]);
});
