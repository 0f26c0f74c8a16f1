import { randomUUID } from 'node:crypto';
import { sandboxKey } from '../config/auth.ts';
import type { Config } from '../config/model.ts';
import { emulators } from '../generated/emulators.ts';
import { createSandbox } from '../sandbox/server.ts';
import { configOf } from './configuration.ts';
import { listen, shut } from './listen.ts';
import { type Serving, serve } from './serve.ts';

export interface SandboxServing extends Pick<Serving, 'url' | 'stop'> {
  readonly emulatorsUrl: string;
}

/** Starts every emulator and a gateway with one connection to each, all on loopback. */
export async function serveSandbox(sandboxPort: number, dataFolder: string): Promise<SandboxServing> {
  const emulated = createSandbox(emulators);
  const emulatorsUrl = await listen(emulated, '127.0.0.1', sandboxPort);
  const { url, stop } = await serve(await sandboxConfig(emulatorsUrl), dataFolder);
  return {
    url,
    emulatorsUrl,
    stop: async () => {
      await stop();
      await shut(emulated);
    },
  };
}

function sandboxConfig(emulatorsUrl: string): Promise<Config> {
  const connections = Object.fromEntries(
    emulators.map(({ provider, credentials }) => [
      provider,
      { provider, baseUrl: `${emulatorsUrl}/${provider}`, credentials, allowPrivateNetwork: true },
    ]),
  );
  // Through the reader of real configurations, so that the sandbox obeys the same rules.
  return configOf(JSON.stringify({ auth: { sandboxKey: true }, connections }));
}

/** Calls to try on a fresh sandbox, ready to paste: one for each seed operation. */
export function seedCalls(url: string): string[] {
  const showcase = Object.fromEntries(emulators.map(({ provider, showcase }) => [provider, showcase]));
  const organizations = (provider: string): string =>
    `${url}/v1/connections/${provider}/organizations/${showcase[provider]?.organization}`;
  const curl = (method: string, target: string, ...options: string[]): string =>
    ['curl -sS -X', method, `'${target}'`, `-H 'Authorization: Bearer ${sandboxKey}'`, ...options].join(' ');
  return [
    curl(
      'DELETE',
      `${organizations('userhub')}/external-accounts/${showcase.userhub?.externalAccount}?acknowledge=irreversible`,
      `-H 'Idempotency-Key: ${randomUUID()}'`,
    ),
    curl('POST', `${organizations('softwareone')}/deactivate`),
    curl('DELETE', `${organizations('stytch')}/external-id`),
    curl('POST', `${organizations('zitadel')}/deactivate`),
  ];
}
