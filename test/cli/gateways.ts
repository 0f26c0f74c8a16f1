import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, type Running, startOrgway } from '../support/command-line.ts';
import { sandboxCredentials } from '../support/gateway.ts';
import { showcase } from '../support/sandbox.ts';

const apiKey = 'a-key-of-more-than-32-random-bytes';
const sha256 = createHash('sha256').update(apiKey).digest('hex');

/** What lets a caller do everything. */
export const headers = { authorization: `Bearer ${apiKey}` };

/** A gateway as a process of its own. */
export interface GatewayProcess extends Running {
  readonly url: string;
}

/** Gateways as processes of their own, on one configuration file. */
export interface Gateways {
  readonly file: string;
  /** Replaces the whole file at once, so that nobody reads half of it. */
  write(config: string): void;
  /** Resolves when it serves. */
  start(environment: Readonly<Record<string, string>>): Promise<GatewayProcess>;
  /** Ends all that are left. */
  stop(): Promise<void>;
}

export function gateways(): Gateways {
  const folder = mkdtempSync(join(tmpdir(), 'orgway-gateways-'));
  const file = join(folder, 'orgway.yaml');
  const started: Running[] = [];
  return {
    file,
    write(config) {
      writeFileSync(`${file}.new`, config);
      renameSync(`${file}.new`, file);
    },
    async start(environment) {
      const orgway = startOrgway(['serve', '--json', '--config', file], { ORGWAY_LOG: 'info', ...environment });
      started.push(orgway);
      return { ...orgway, url: JSON.parse(await orgway.says(/\n/)).gateway };
    },
    async stop() {
      for (const each of started.splice(0)) {
        each.signal('SIGKILL');
        await each.ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A configuration of connections to ZITADEL, by id and URL. */
export function configuration(
  urls: Readonly<Record<string, string>>,
  token = sandboxCredentials.zitadel?.token,
): string {
  const connection = (baseUrl: string) => ({
    ...{ provider: 'zitadel', baseUrl: `${baseUrl}/zitadel`, credentials: { token }, allowPrivateNetwork: true },
  });
  return JSON.stringify({
    auth: { apiKeys: [{ name: 'tests', sha256, permissions: ['admin'], connections: 'all' }] },
    secretKey: Buffer.alloc(32, 1).toString('base64'),
    connections: Object.fromEntries(Object.entries(urls).map(([id, url]) => [id, connection(url)])),
  });
}

/** The path of the organization that every example can be tried on. */
export const organization = (connection: string): string =>
  `/v1/connections/${connection}/organizations/${showcase.zitadel?.organization}`;

/** What a gateway wrote to its log. */
export const linesOf = ({ stderr }: Ended): { readonly msg: string; readonly faults?: readonly string[] }[] =>
  stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
