import type { ValidateFunction } from 'ajv';
import type { Contract } from '../contract/contract.ts';
import { type Violation, violationsOf } from '../contract/violation.ts';
import * as unifiedValidators from '../generated/validators/orgway.js';
import { Problem } from '../problem/problem.ts';
import type { UpstreamClient } from '../upstream/client.ts';
import { type ActingSession, actingHeaders } from './acting-session.ts';
import { capabilitiesOf } from './capabilities.ts';
import { completers, type Owner, unifiedOperationIds } from './complete.ts';
import { createExchange, type Observer } from './exchange.ts';
import type { Facts } from './facts.ts';
import type { AnyProvider, SupportedEntry } from './registered.ts';
import { type Runner, runnerOf, type UpstreamFacts } from './run.ts';
import { refuseUnsupportedParts } from './supported-parts.ts';
import type { Capability, PageRequest, UnifiedOperationId } from './unified.ts';

/** A unified call after the unified document has validated it. */
export interface UnifiedCall {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly page: PageRequest | undefined;
  readonly includeRaw: boolean;
  readonly actingSession: ActingSession;
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
  provider: AnyProvider,
  contract: Contract,
  client: UpstreamClient,
  credentials: Readonly<Record<string, string>>,
  observer: Observer,
): BoundConnection {
  const exchange = createExchange(provider, contract, client, credentials, observer);
  const upstream = upstreamFacts(provider, contract);
  const owner = { connection, provider: provider.id };
  const bound = unifiedOperationIds.map((id) => {
    const entry = provider.operations[id];
    const operation =
      'unsupported' in entry
        ? refused(entry.unsupported)
        : bindOperation(id, entry, provider, owner, upstream, runnerOf(entry, upstream, exchange));
    return [id, operation];
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

function upstreamFacts(provider: AnyProvider, contract: Contract): ReadonlyMap<string, UpstreamFacts> {
  const sessionHeaders = Object.values(provider.actingSession ?? {}).map((name) => name.toLowerCase());
  const ids = Object.values(provider.operations).flatMap((entry) => ('upstream' in entry ? entry.upstream : []));
  return new Map(
    ids.map((id) => {
      const { operation, headers } = contract.operation(id);
      return [id, { effect: operation.effect, sessionAware: sessionHeaders.some((name) => headers.has(name)) }];
    }),
  );
}

function refused(reason: string): BoundOperation {
  return {
    unsupported: reason,
    facts: {},
    run: async () => {
      throw new Problem('capability-not-supported', { detail: reason });
    },
  };
}

function bindOperation(
  id: UnifiedOperationId,
  entry: SupportedEntry,
  provider: AnyProvider,
  owner: Owner,
  upstream: ReadonlyMap<string, UpstreamFacts>,
  run: Runner,
): BoundOperation {
  const complete = completers[id];
  const validate = answerValidator(id);
  const takesSession = entry.upstream.some((operationId) => upstream.get(operationId)?.sessionAware === true);
  const irreversible = entry.facts.reversible === false;
  return {
    unsupported: undefined,
    facts: entry.facts,
    async run({ path, query, body, page, includeRaw, actingSession }) {
      const { organization } = path;
      if (organization !== undefined && !provider.organizationId.test(organization)) {
        throw new Problem('not-found', {
          detail: `${provider.title} has no organization ids of this form; aliases can be looked up with ?externalId=.`,
        });
      }
      refuseUnsupportedParts(provider.id, entry.facts, body, query);
      const acting = actingHeaders(provider, actingSession, takesSession);
      const input = { path, query, ...(body === undefined ? {} : { body }), ...(page === undefined ? {} : { page }) };
      return run(input, { organization, acting, irreversible }, (answer) => {
        const completed = complete(answer as never, { owner, organization: organization ?? '', includeRaw });
        if (!validate(completed)) throw new UnifiedAnswerViolated(violationsOf(validate.errors));
        return completed;
      });
    },
  };
}

/** The translation built an answer that the unified document forbids: a mistake of ours, told as `internal`. */
class UnifiedAnswerViolated extends Error {
  override readonly name = 'UnifiedAnswerViolated';

  constructor(violations: readonly Violation[]) {
    super(violations.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; '));
  }
}

/** The validator of the one documented success answer of a unified operation. */
function answerValidator(id: string): ValidateFunction {
  const all = unifiedValidators as Readonly<Record<string, ValidateFunction>>;
  const found = all[`${id}_200`] ?? all[`${id}_201`];
  if (found === undefined) throw new Error(`openapi/orgway.yaml documents no success answer of ${id}`);
  return found;
}
