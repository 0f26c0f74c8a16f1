import { createHash } from 'node:crypto';
import { isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { violationsOf } from '../contract/violation.ts';
import validate from '../generated/validators/config.js';
import { isInternal, isLoopback } from './addresses.ts';
import type { ApiKeyConfig, Config, ConnectionConfig } from './model.ts';
import { dereferenced } from './references.ts';

/** One mistake in a configuration file. */
export interface ConfigFault {
  /** Counted from 1. */
  readonly line: number;
  /** Where in the file, as a JSON pointer. */
  readonly pointer: string;
  readonly message: string;
}

/** All mistakes of a configuration file at once. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ line, pointer, message }) => `line ${line}: ${pointer || '/'} ${message}`).join('\n'));
    this.faults = faults;
  }
}

/** What configuration needs to know of the providers there are. */
interface KnownProvider {
  readonly id: string;
  readonly credentials: readonly string[];
}

interface Written {
  readonly server?: { readonly host?: string; readonly port?: number };
  readonly auth: { readonly sandboxKey?: true; readonly apiKeys?: readonly ApiKeyConfig[] };
  readonly connections: Readonly<
    Record<
      string,
      Pick<ConnectionConfig, 'provider' | 'baseUrl' | 'credentials'> & {
        readonly timeoutMs?: number;
        readonly concurrency?: number;
        readonly allowPrivateNetwork?: boolean;
      }
    >
  >;
}

/** The key that the sandbox accepts. */
export const sandboxKey = 'orgway_sandbox';

/** Reads a configuration text. Throws `ConfigRefused` with every fault there is. */
export function readConfig(
  text: string,
  providers: readonly KnownProvider[],
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map(({ message, pos }) => ({
    line: lines.linePos(pos[0]).line,
    pointer: '',
    message,
  }));
  if (syntax.length > 0) throw new ConfigRefused(syntax);

  const faults: ConfigFault[] = [];
  const fault = (path: readonly string[], message: string): void => {
    faults.push({ line: lineOf(document, path, lines), pointer: path.map((name) => `/${name}`).join(''), message });
  };
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string') return;
      try {
        node.value = dereferenced(node.value, environment);
      } catch (error) {
        fault(pathOf(ancestors), (error as Error).message);
      }
    },
  });
  const written: unknown = document.toJS();
  if (!validate(written)) {
    for (const { pointer, detail } of violationsOf(validate.errors)) fault(pointer.split('/').slice(1), detail);
    throw new ConfigRefused(faults);
  }
  const config = complete(written as Written, environment);
  checkConnections(written as Written, providers, fault);
  checkSandboxKey(written as Written, config.server.host, fault);
  if (faults.length > 0) throw new ConfigRefused(faults);
  return config;
}

function complete(
  { server = {}, auth, connections }: Written,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const sandbox = { name: 'sandbox', sha256: createHash('sha256').update(sandboxKey).digest('hex') };
  return {
    server: { host: server.host ?? '127.0.0.1', port: Number(environment.PORT ?? server.port ?? 8080) },
    apiKeys: [...(auth.sandboxKey === true ? [sandbox] : []), ...(auth.apiKeys ?? [])],
    connections: Object.entries(connections).map(
      ([id, { provider, baseUrl, credentials, timeoutMs, concurrency }]) => ({
        id,
        provider,
        baseUrl,
        credentials,
        timeoutMs: timeoutMs ?? 30_000,
        concurrency: concurrency ?? 32,
      }),
    ),
  };
}

type Report = (path: readonly string[], message: string) => void;

function checkConnections({ connections }: Written, providers: readonly KnownProvider[], fault: Report): void {
  for (const [id, { provider, baseUrl, credentials, allowPrivateNetwork }] of Object.entries(connections)) {
    const at = ['connections', id];
    const url = new URL(baseUrl);
    if (url.username !== '' || url.search !== '' || url.hash !== '') {
      fault([...at, 'baseUrl'], 'must be scheme, host and path only');
    }
    if (allowPrivateNetwork !== true && (url.protocol !== 'https:' || isInternal(url.hostname))) {
      fault(
        [...at, 'baseUrl'],
        'must be https and public; set allowPrivateNetwork: true to allow http and private addresses',
      );
    } else if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      fault([...at, 'baseUrl'], 'must be https or http');
    }
    const known = providers.find((each) => each.id === provider);
    if (known === undefined) {
      fault([...at, 'provider'], `is none of ${providers.map((each) => each.id).join(', ')}`);
      continue;
    }
    for (const name of known.credentials) {
      if (credentials[name] === undefined) fault([...at, 'credentials'], `lacks ${name}`);
    }
    for (const name of Object.keys(credentials)) {
      if (!known.credentials.includes(name)) {
        fault(
          [...at, 'credentials', name],
          `is not a credential of ${provider}; it takes ${known.credentials.join(', ')}`,
        );
      }
    }
  }
}

/** The sandbox key is published, so it may only ever open a gateway that reaches nothing but this machine. */
function checkSandboxKey({ auth, connections }: Written, host: string, fault: Report): void {
  if (auth.sandboxKey !== true) return;
  if (!isLoopback(host)) fault(['auth', 'sandboxKey'], 'needs server.host to be a loopback address');
  for (const [id, { baseUrl }] of Object.entries(connections)) {
    if (!isLoopback(new URL(baseUrl).hostname))
      fault(['connections', id, 'baseUrl'], 'must be loopback with auth.sandboxKey');
  }
}

function pathOf(ancestors: readonly unknown[]): string[] {
  return ancestors.flatMap((ancestor) =>
    isPair(ancestor) && isScalar(ancestor.key) ? [String(ancestor.key.value)] : [],
  );
}

/** The line of a value, or of the nearest thing around it that is written in the file. */
function lineOf(document: ReturnType<typeof parseDocument>, path: readonly string[], lines: LineCounter): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const name of path) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === name);
    if (pair === undefined) break;
    offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
    node = pair.value;
  }
  return lines.linePos(offset).line;
}
