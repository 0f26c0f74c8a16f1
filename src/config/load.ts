import { CronExpressionParser } from 'cron-parser';
import { LineCounter, parseDocument, visit } from 'yaml';
import { escaped, unescaped, violationsOf } from '../contract/violation.ts';
import validate from '../generated/validators/config.js';
import { isInternal } from '../upstream/internal-address.ts';
import { isDatabaseUrl, isLoopback } from './addresses.ts';
import { authOf, checkAuth, type WrittenAuth } from './auth.ts';
import { checkCertificates } from './certificates.ts';
import { checkCredentials, type WithCredentials } from './credentials.ts';
import { limitsOf, type WrittenLimits } from './limits.ts';
import { lineOf, pathOf } from './lines.ts';
import { checkLiterals, literalsIn } from './literals.ts';
import { type Loose, objectOf } from './loose.ts';
import type { Config, ConnectionConfig } from './model.ts';
import { type PassthroughConfig, usualPassthrough } from './passthrough.ts';
import { dereferenced } from './references.ts';
import { checkResilience, resilienceOf, type WrittenResilience } from './resilience.ts';
import { secretOf } from './secret.ts';
import { checkCollector, collectorOf, type WrittenTelemetry } from './traces.ts';
import { checkValidations, validationOf, type WrittenValidation } from './validation.ts';

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
interface KnownProvider extends WithCredentials {
  /** Its answers to unified operations, those that are answered with the upstream operations they make use of. */
  readonly operations: Readonly<Record<string, object>>;
}

/** A provider of which only the id is known, because it does not load. */
interface Unloadable {
  readonly id: string;
  readonly failure: unknown;
}

interface Written {
  readonly server?: { readonly host?: string; readonly port?: number };
  readonly database?: { readonly url: string };
  readonly secretKey?: string;
  readonly contract?: { readonly verify?: string };
  readonly limits?: WrittenLimits;
  readonly telemetry?: WrittenTelemetry;
  readonly auth: WrittenAuth;
  readonly connections: Readonly<
    Record<
      string,
      Pick<ConnectionConfig, 'provider' | 'baseUrl' | 'credentials'> &
        WrittenResilience & {
          readonly timeoutMs?: number;
          readonly concurrency?: number;
          readonly allowPrivateNetwork?: boolean;
          readonly validation?: WrittenValidation;
          readonly passthrough?: PassthroughConfig;
        }
    >
  >;
}

/**
 * Reads a configuration text. Throws `ConfigRefused` with every fault there is. What is said of a provider that does not load
 * cannot be checked.
 */
export function readConfig(
  text: string,
  providers: readonly (KnownProvider | Unloadable)[],
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
  /** One pass over the file: a place that an earlier pass has found at fault is not judged again. */
  const pass = (): Report => {
    const judged = new Set(faults.map(({ pointer }) => pointer));
    return (path, message) => {
      const pointer = path.map((name) => `/${escaped(name)}`).join('');
      if (!judged.has(pointer)) faults.push({ line: lineOf(document, path, lines), pointer, message });
    };
  };
  const isLiteral = literalsIn(document);
  resolveReferences(document, environment, pass());
  const written = plain(document, pass());
  const known = providers.filter((each): each is KnownProvider => !('failure' in each));
  checkValidations(objectOf(written), known, pass());
  checkShape(written, pass());
  const fault = pass();
  checkPort(environment, fault);
  checkDatabase(objectOf(written), environment, fault);
  checkSecretKey(objectOf(written), fault);
  checkCollector(objectOf(written), environment, fault);
  checkSchedule(objectOf(written), fault);
  checkConnections(objectOf(written), providers, fault);
  checkLiterals(objectOf(written), isLiteral, pass());
  checkResilience(objectOf(written), fault);
  checkCertificates(environment, fault);
  checkAuth(objectOf(written), fault);
  checkSandboxKey(objectOf(written), fault);
  if (faults.length > 0) throw new ConfigRefused(faults);
  return complete(written as Written, environment);
}

type Report = (path: readonly string[], message: string) => void;

function resolveReferences(
  document: ReturnType<typeof parseDocument>,
  environment: Readonly<Record<string, string | undefined>>,
  fault: Report,
): void {
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string') return;
      try {
        node.value = dereferenced(node.value, environment);
      } catch (error) {
        fault(pathOf([...ancestors, node]), (error as Error).message);
      }
    },
  });
}

function plain(document: ReturnType<typeof parseDocument>, fault: Report): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases without an anchor, or so many of them that the file is not meant to be read.
    fault([], (error as Error).message);
    return undefined;
  }
}

function checkShape(written: unknown, fault: Report): void {
  if (validate(written)) return;
  for (const { pointer, detail } of violationsOf(validate.errors)) {
    fault(pointer.split('/').slice(1).map(unescaped), detail);
  }
}

function complete(
  { server = {}, database, secretKey, contract, limits, telemetry, auth, connections }: Written,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const databaseUrl = database?.url ?? environment.DATABASE_URL;
  const traces = collectorOf(telemetry, environment);
  const secret = secretKey === undefined ? undefined : secretOf(secretKey);
  return {
    server: { host: server.host ?? '127.0.0.1', port: Number(environment.PORT ?? server.port ?? 8080) },
    ...(databaseUrl === undefined ? {} : { database: { url: databaseUrl } }),
    ...(secret === undefined ? {} : { secretKey: secret }),
    ...(contract?.verify === undefined ? {} : { verifyAt: contract.verify }),
    ...(traces === undefined ? {} : { traces }),
    limits: limitsOf(limits, auth.sandboxKey === true),
    ...authOf(auth),
    connections: Object.entries(connections).map(
      ([
        id,
        {
          provider,
          baseUrl,
          credentials,
          timeoutMs,
          concurrency,
          allowPrivateNetwork,
          validation,
          passthrough,
          ...resilience
        },
      ]) => ({
        id,
        provider,
        baseUrl,
        credentials,
        timeoutMs: timeoutMs ?? 30_000,
        concurrency: concurrency ?? 32,
        allowPrivateNetwork: allowPrivateNetwork === true,
        resilience: resilienceOf(resilience),
        validation: validationOf(validation),
        passthrough: passthrough ?? usualPassthrough,
      }),
    ),
  };
}

/** What is checked below may have the wrong shape: that is a fault of its own, reported already. */
function checkPort({ PORT }: Readonly<Record<string, string | undefined>>, fault: Report): void {
  if (PORT === undefined || (/^\d{1,5}$/.test(PORT) && Number(PORT) <= 65_535)) return;
  fault(['server', 'port'], 'comes from the environment variable PORT, which is not a port number');
}

function checkDatabase(
  { database }: Loose,
  { DATABASE_URL }: Readonly<Record<string, string | undefined>>,
  fault: Report,
): void {
  const form = 'a PostgreSQL address such as postgres://user:password@host/database';
  const { url } = objectOf(database);
  if (typeof url === 'string' && !isDatabaseUrl(url)) fault(['database', 'url'], `must be ${form}`);
  if (database === undefined && DATABASE_URL !== undefined && !isDatabaseUrl(DATABASE_URL)) {
    fault(['database', 'url'], `comes from the environment variable DATABASE_URL, which is not ${form}`);
  }
}

function checkSecretKey({ secretKey }: Loose, fault: Report): void {
  if (typeof secretKey !== 'string' || secretOf(secretKey) !== undefined) return;
  fault(['secretKey'], 'must be 32 bytes in base64; make them with: openssl rand -base64 32');
}

/** Of everything that the queue's own parser takes, only the five fields that every cron has. */
function checkSchedule({ contract }: Loose, fault: Report): void {
  const { verify } = objectOf(contract);
  if (typeof verify !== 'string') return;
  try {
    if (!/^\S+(?: \S+){4}$/.test(verify)) throw new Error('it does not have five fields');
    CronExpressionParser.parse(verify, { tz: 'UTC' });
  } catch (error) {
    const reason = (error as Error).message;
    fault(['contract', 'verify'], `must be five cron fields, in UTC, such as "0 6 * * *": ${reason}`);
  }
}

function checkConnections(
  { connections }: Loose,
  providers: readonly (KnownProvider | Unloadable)[],
  fault: Report,
): void {
  for (const [id, connection] of Object.entries(objectOf(connections))) {
    const { provider, baseUrl, credentials, allowPrivateNetwork } = objectOf(connection);
    const at = ['connections', id];
    checkBaseUrl(baseUrl, allowPrivateNetwork === true, (message) => fault([...at, 'baseUrl'], message));
    const known = providers.find((each) => each.id === provider);
    if (known === undefined) fault([...at, 'provider'], `is none of ${providers.map((each) => each.id).join(', ')}`);
    else if (!('failure' in known))
      checkCredentials(objectOf(credentials), known, (path, message) =>
        fault([...at, 'credentials', ...path], message),
      );
  }
}

function checkBaseUrl(baseUrl: unknown, privateAllowed: boolean, fault: (message: string) => void): void {
  if (typeof baseUrl !== 'string') return;
  if (!URL.canParse(baseUrl)) {
    fault('must be a URL with a host');
    return;
  }
  const url = new URL(baseUrl);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    fault('must be scheme, host and path only');
  }
  if (!privateAllowed && (url.protocol !== 'https:' || isInternal(url.hostname))) {
    fault('must be https and public; set allowPrivateNetwork: true to allow http and private addresses');
  } else if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    fault('must be https or http');
  }
}

/** The sandbox key is published, so it may only ever open a gateway that reaches nothing but this machine. */
function checkSandboxKey({ server, auth, connections }: Loose, fault: Report): void {
  if (objectOf(auth).sandboxKey !== true) return;
  const { host } = objectOf(server);
  if (typeof host === 'string' && !isLoopback(host)) {
    fault(['auth', 'sandboxKey'], 'needs server.host to be a loopback address');
  }
  for (const [id, connection] of Object.entries(objectOf(connections))) {
    const { baseUrl } = objectOf(connection);
    if (typeof baseUrl === 'string' && URL.canParse(baseUrl) && !isLoopback(new URL(baseUrl).hostname)) {
      fault(['connections', id, 'baseUrl'], 'must be loopback with auth.sandboxKey');
    }
  }
}
