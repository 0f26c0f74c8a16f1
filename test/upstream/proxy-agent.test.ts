import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { createServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { AddressRefused } from '../../src/upstream/egress.ts';
import { createProxyAgent, type ProxyAgentOptions } from '../../src/upstream/proxy-agent.ts';
import { isUntrusted } from '../../src/upstream/untrusted.ts';
import { certificate, certificateKey } from './certificate.ts';
import { answering, ok, startRawUpstream } from './raw-upstream.ts';

/** How a request by an agent ends: its status, or what went wrong. */
function ended(options: ProxyAgentOptions): Promise<number | Error> {
  const send = options.origin.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    send(options.origin, { agent: createProxyAgent(options) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', resolve)
      .end();
  });
}

const at =
  (...addresses: readonly string[]): LookupFunction =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );

test('connections are made to addresses that the policy allows, judged when they are made', async () => {
  const upstream = await startRawUpstream(answering(ok()));
  const { port } = new URL(upstream.url);
  const named = { origin: `http://upstream.example:${port}`, resolve: at('127.0.0.1') };
  expect(await ended({ ...named, allowPrivateNetwork: true })).toBe(200);
  expect(await ended({ origin: upstream.url, allowPrivateNetwork: true })).toBe(200);
  expect(upstream.connections).toHaveLength(2);
  expect(await ended({ ...named, allowPrivateNetwork: false })).toBeInstanceOf(AddressRefused);
  expect(await ended({ ...named, resolve: at('198.41.0.4', '127.0.0.1'), allowPrivateNetwork: false })).toBeInstanceOf(
    AddressRefused,
  );
  expect(await ended({ origin: upstream.url, allowPrivateNetwork: false })).toBeInstanceOf(AddressRefused);
  expect(upstream.connections).toHaveLength(2);
});

test('a certificate of nobody is not taken', async () => {
  let decrypted = 0;
  const server = createServer({ cert: certificate, key: certificateKey }, (socket) => {
    socket
      .on('error', () => {})
      .on('data', () => {
        decrypted += 1;
      });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const error = await ended({ origin: `https://127.0.0.1:${port}`, allowPrivateNetwork: true });
  expect(isUntrusted(error)).toBe(true);
  expect(decrypted).toBe(0);
});
