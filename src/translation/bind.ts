import type { ValidateFunction } from 'ajv';
import { composeContract } from '../contract/contract.ts';
import { violationsOf } from '../contract/violation.ts';
import * as unifiedValidators from '../generated/validators/orgway.js';
import { Problem } from '../problem/problem.ts';
import type { UpstreamClient } from '../upstream/client.ts';
import { capabilitiesOf } from './capabilities.ts';
import { completers, type Owner, unifiedOperationIds } from './complete.ts';
import { createExchange, type Exchange, type Observer } from './exchange.ts';
import type { Facts } from './facts.ts';
import type { AnyProvider, Entry, Registered } from './registered.ts';
import { composedRunner, nativeRunner, type Runner } from './run.ts';
import { refuseUnsupportedParts } from './supported-parts.ts';
import type { Capability, PageRequest, UnifiedOperationId } from './unified.ts';

/** A unified call after the unified document has validated it. */
export interface UnifiedCall {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly page: PageRequest | undefined;
  readonly includeRaw: boolean;
  readonly actingSession: { readonly token: string | undefined; readonly jwt: string | undefined };
}

/** One unified operation of one connection. */
export interface BoundOperation {
  /** Undefined when the provider supports it; otherwise the reason why not. */
  readonly unsupported: string | undefined;
  readonly facts: Facts;
  /** Answers the unified body; `nextPageToken` in it is the provider's own cursor. Throws `Problem`. */
  run(call: UnifiedCall): Promise<object>;
}

/** Everything a connection can do, composed once at start. */
export interface BoundConnection extends Owner {
  readonly operations: Readonly<Record<UnifiedOperationId, BoundOperation>>;
  readonly capabilities: readonly Capability[];
  readonly maxPageSize: number;
  readonly contract: { readonly title: string; readonly version: string; readonly digest: string };
}

/** Binds a provider's translation to one connection's client and credentials. Throws an `Error` when they do not fit. */
export function bindConnection(
  connection: string,
  { provider, document, validators }: Registered,
  client: UpstreamClient,
  credentials: Readonly<Record<string, string>>,
  observer: Observer,
): BoundConnection {
  const contract = composeContract(document, validators);
  const exchange = createExchange(provider, contract, client, credentials, observer);
  const effects = new Map(upstreamIds(provider).map((id) => [id, contract.operation(id).operation.effect]));
  const headers = new Map(upstreamIds(provider).map((id) => [id, contract.operation(id).headers]));
  const owner = { connection, provider: provider.id };
  const bound = unifiedOperationIds.map((id) => {
    const entry = provider.operations[id];
    return [id, bindOperation(id, entry, provider, owner, runnerOf(provider.id, entry, effects, exchange), headers)];
  });
  const { title, version, digest } = contract;
  return {
    ...owner,
    operations: Object.fromEntries(bound),
    capabilities: capabilitiesOf(provider, contract),
    maxPageSize: provider.maxPageSize,
    contract: { title, version, digest },
  };
}

function upstreamIds(provider: AnyProvider): string[] {
  return Object.values(provider.operations).flatMap((entry) => ('upstream' in entry ? entry.upstream : []));
}

function runnerOf(
  provider: string,
  entry: Entry,
  effects: ReadonlyMap<string, 'read' | 'write'>,
  exchange: Exchange,
): Runner | undefined {
  if ('unsupported' in entry) return undefined;
  if ('run' in entry) return composedRunner(provider, entry, effects, exchange);
  return nativeRunner(provider, entry, effects.get(entry.upstream[0]) ?? 'write', exchange);
}

function bindOperation(
  id: UnifiedOperationId,
  entry: Entry,
  provider: AnyProvider,
  owner: Owner,
  runner: Runner | undefined,
  headers: ReadonlyMap<string, ReadonlySet<string>>,
): BoundOperation {
  if (runner === undefined || 'unsupported' in entry) {
    const unsupported = 'unsupported' in entry ? entry.unsupported : '';
    return {
      unsupported,
      facts: {},
      run: async () => {
        throw new Problem('capability-not-supported', { detail: unsupported });
      },
    };
  }
  const complete = completers[id];
  const validate = answerValidator(id);
  const sessionHeaders = Object.values(provider.actingSession ?? {}).map((name) => name.toLowerCase());
  const takesSession = entry.upstream.some((upstream) =>
    sessionHeaders.some((name) => headers.get(upstream)?.has(name)),
  );
  const irreversible = entry.facts.reversible === false;
  return {
    unsupported: undefined,
    facts: entry.facts,
    async run({ path, query, body, page, includeRaw, actingSession }) {
      const organization = path.organization;
      if (organization !== undefined && !provider.organizationId.test(organization)) {
        throw new Problem('not-found', {
          detail: `${provider.title} has no organization ids of this form; aliases can be looked up with ?externalId=.`,
        });
      }
      refuseUnsupportedParts(provider.id, entry.facts, body, query);
      const acting = actingHeaders(provider, actingSession, takesSession);
      const input = { path, query, ...(body === undefined ? {} : { body }), ...(page === undefined ? {} : { page }) };
      const answer = await runner(input, { organization, acting, irreversible });
      const completed = complete(answer as never, { owner, organization: organization ?? '', includeRaw });
      if (validate(completed)) return completed;
      throw new Problem('internal', {
        detail: `The translation built an answer that the unified document forbids: ${violationsOf(validate.errors)
          .map(({ pointer, detail }) => `${pointer} ${detail}`)
          .join('; ')}. Please report this with the request id.`,
      });
    },
  };
}

function actingHeaders(
  provider: AnyProvider,
  { token, jwt }: UnifiedCall['actingSession'],
  takesSession: boolean,
): Record<string, string> {
  if (token === undefined && jwt === undefined) return {};
  if (provider.actingSession === undefined || !takesSession) {
    throw new Problem('capability-not-supported', {
      detail: `${provider.title} cannot act on behalf of a member in this operation; leave out the Orgway-Acting-Session headers.`,
    });
  }
  const headers: Record<string, string> = {};
  if (token !== undefined) headers[provider.actingSession.token.toLowerCase()] = token;
  if (jwt !== undefined) headers[provider.actingSession.jwt.toLowerCase()] = jwt;
  return headers;
}

/** The validator of the one documented success answer of a unified operation. */
function answerValidator(id: string): ValidateFunction {
  const all = unifiedValidators as Readonly<Record<string, ValidateFunction>>;
  const found = all[`${id}_200`] ?? all[`${id}_201`];
  if (found === undefined) throw new Error(`openapi/orgway.yaml documents no success answer of ${id}`);
  return found;
}
