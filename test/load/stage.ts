import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import project from '../../package.json' with { type: 'json' };
import { sandboxKey } from '../../src/config/auth.ts';
import { emulators } from '../../src/generated/emulators.ts';
import { startEmbedded } from '../../src/storage/embedded.ts';
import { type Program, startProgram } from './process.ts';

/** A gateway over all emulators, each in a process of its own, and a database of the product's own settings. */
export interface Stage {
  readonly url: string;
  readonly gateway: Program;
  /** Injects faults into one emulator; none clears them. */
  faults(provider: string, faults: readonly object[]): Promise<void>;
  /** Has all emulators forget the requests they received. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

export interface StageOptions {
  /** Options of Node for the gateway. */
  readonly node?: readonly string[];
  /** Open files the gateway may have. */
  readonly descriptors?: number;
  /** What every connection is configured with. */
  readonly connection?: object;
}

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
/** The options of Node that it is served with. */
const served = project.scripts.serve.split(' ').filter((word) => word.startsWith('--'));
const bearer = { authorization: `Bearer ${sandboxKey}` };

/** The headers every call needs. */
export const credentials: Readonly<Record<string, string>> = bearer;

export async function startStage({ node = [], descriptors, connection = {} }: StageOptions = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'orgway-load-'));
  const errors = join(folder, 'errors.log');
  const stops: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  const started = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const one = await starting.catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    stops.push(() => one.stop());
    return one;
  };
  const database = await started(startEmbedded(join(folder, 'postgres')));
  const upstreams = await started(
    startProgram(process.execPath, [join(import.meta.dirname, 'emulators.ts')], {}, errors),
  );
  const config = {
    server: { host: '127.0.0.1', port: 0 },
    auth: { sandboxKey: true },
    database: { url: database.url },
    connections: Object.fromEntries(
      emulators.map(({ provider, credentials: given }) => [
        provider,
        {
          provider,
          baseUrl: `${upstreams.line}/${provider}`,
          credentials: given,
          allowPrivateNetwork: true,
          ...connection,
        },
      ]),
    ),
  };
  const file = join(folder, 'orgway.yaml');
  writeFileSync(file, JSON.stringify(config));
  const words = [process.execPath, ...served, ...node, main, 'serve', '--config', file, '--json'];
  const shell = descriptors === undefined ? 'exec "$@"' : `ulimit -n ${descriptors} && exec "$@"`;
  const gateway = await started(
    startProgram(
      '/bin/sh',
      ['-c', shell, 'gateway', ...words],
      { ORGWAY_DATA: join(folder, 'data'), PORT: '0' },
      errors,
    ),
  );
  const control = async (method: string, provider: string, resource: string, body?: object): Promise<void> => {
    const answer = await fetch(`${upstreams.line}/_sandbox/${provider}/${resource}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${resource} of ${provider}: ${await answer.text()}`);
  };
  return {
    url: (JSON.parse(gateway.line) as { readonly gateway: string }).gateway,
    gateway,
    faults: (provider, faults) =>
      faults.length === 0 ? control('DELETE', provider, 'faults') : control('PUT', provider, 'faults', { faults }),
    forget: async () => {
      for (const { provider } of emulators) await control('DELETE', provider, 'requests');
    },
    stop,
  };
}
