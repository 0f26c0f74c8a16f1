import type { ValidateFunction } from 'ajv';
import type { Contract } from '../contract/contract.ts';
import { responseModeOf, usualValidation, type Validation } from '../contract/mode.ts';
import { type Violation, violationsOf } from '../contract/violation.ts';
import * as unifiedValidators from '../generated/validators/orgway.js';
import { Problem } from '../problem/problem.ts';
import type { Authorization } from '../upstream/authorization.ts';
import type { UpstreamClient } from '../upstream/client.ts';
import { type ActingSession, actingHeaders } from './acting-session.ts';
import { capabilitiesOf } from './capabilities.ts';
import { completers, type Owner, unifiedOperationIds } from './complete.ts';
import { createExchange } from './exchange.ts';
import type { Facts } from './facts.ts';
import { createLook, type Look } from './look.ts';
import type { Observer } from './observer.ts';
import { type PlannedRequest, plan } from './plan.ts';
import type { Recorder } from './recorder.ts';
import { type AnyProvider, type SupportedEntry, settlementOf } from './registered.ts';
import type { RecordedReply } from './reply.ts';
import { type Engine, factsOf, firstRequestCheckOf, runnerOf, type UpstreamFacts } from './run.ts';
import type { AnySettlement } from './settlement.ts';
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

/** A unified call that may go on its way. */
export interface PreparedRun {
  /** Answers the unified body; `nextPageToken` in it is the provider's own cursor. Ends with `signal`. Throws `Problem`. */
  run(signal?: AbortSignal): Promise<object>;
  /** The same for a mutation, whose record is kept under `operationId`; goes on after `earlier` replies. */
  mutate(operationId: string, recorder: Recorder, earlier: readonly RecordedReply[]): Promise<object>;
  /** Lists the requests that `mutate` would send: reads are made, writes only listed. Throws `Problem`. */
  plan(): Promise<readonly PlannedRequest[]>;
}

/** One unified operation of one connection. */
export interface BoundOperation {
  readonly id: UnifiedOperationId;
  /** Undefined when the provider supports it; otherwise the reason why not. */
  readonly unsupported: string | undefined;
  readonly facts: Facts;
  /** Whether it writes. */
  readonly effect: 'read' | 'write';
  /** Status of its success. */
  readonly status: number;
  /** Refuses, before anything is sent, what the provider cannot do. Throws `Problem`. */
  prepare(call: UnifiedCall): PreparedRun;
}

/** Everything a connection can do, composed once at start. */
export interface BoundConnection extends Owner {
  readonly operations: Readonly<Record<UnifiedOperationId, BoundOperation>>;
  readonly capabilities: readonly Capability[];
  readonly maxPageSize: number;
  /** How to tell what became of an upstream write of this connection. */
  readonly look: Look;
  readonly settlementOf: (operationId: string) => AnySettlement;
  readonly contract: { readonly title: string; readonly version: string; readonly digest: string };
}

/** Binds a provider's translation to one connection's client and authorization. Throws an `Error` when they do not fit. */
export function bindConnection(
  connection: string,
  provider: AnyProvider,
  contract: Contract,
  client: UpstreamClient,
  authorization: Authorization,
  observer: Observer,
  validation: Validation = usualValidation,
): BoundConnection {
  const exchange = createExchange(provider, contract, client, authorization, observer, (operationId) =>
    responseModeOf(validation, operationId),
  );
  const upstream = upstreamFacts(provider, contract);
  const look = createLook(provider, [...upstream.keys()], exchange);
  const engine = { upstream, exchange, look };
  const owner = { connection, provider: provider.id };
  const bound = unifiedOperationIds.map((id) => {
    const entry = provider.operations[id];
    const operation =
      'unsupported' in entry ? refused(id, entry.unsupported) : bindOperation(id, entry, provider, owner, engine);
    return [id, operation];
  });
  const { title, version, digest } = contract;
  return {
    ...owner,
    operations: Object.fromEntries(bound),
    capabilities: capabilitiesOf(provider, contract),
    maxPageSize: provider.maxPageSize,
    look,
    settlementOf: (operationId) => settlementOf(provider, operationId),
    contract: { title, version, digest },
  };
}

function upstreamFacts(provider: AnyProvider, contract: Contract): ReadonlyMap<string, UpstreamFacts> {
  const sessionHeaders = Object.values(provider.actingSession ?? {}).map((name) => name.toLowerCase());
  const ids = Object.values(provider.operations).flatMap((entry) => ('upstream' in entry ? entry.upstream : []));
  return new Map(
    ids.map((id) => {
      const { operation, headers } = contract.operation(id);
      const { effect } = operation;
      const settlement = effect === 'write' ? settlementOf(provider, id) : undefined;
      const byDifference = settlement !== undefined && 'byDifference' in settlement && settlement.byDifference === true;
      return [id, { effect, sessionAware: sessionHeaders.some((name) => headers.has(name)), byDifference }];
    }),
  );
}

function refused(id: UnifiedOperationId, reason: string): BoundOperation {
  return {
    id,
    unsupported: reason,
    facts: {},
    effect: 'read',
    status: 501,
    prepare() {
      throw new Problem('capability-not-supported', { detail: reason });
    },
  };
}

function bindOperation(
  id: UnifiedOperationId,
  entry: SupportedEntry,
  provider: AnyProvider,
  owner: Owner,
  engine: Engine,
): BoundOperation {
  const complete = completers[id];
  const { status, validate } = successOf(id);
  const upstream = entry.upstream.map(factsOf(engine));
  const effect = upstream.some((each) => each.effect === 'write') ? 'write' : 'read';
  const takesSession = upstream.some(({ sessionAware }) => sessionAware);
  const run = runnerOf(entry, engine);
  const check = firstRequestCheckOf(entry, engine);
  return {
    id,
    unsupported: undefined,
    facts: entry.facts,
    effect,
    status,
    prepare({ path, query, body, page, includeRaw, actingSession }) {
      const { organization } = path;
      if (organization !== undefined && !provider.organizationId.test(organization)) {
        throw new Problem('not-found', {
          detail: `${provider.title} has no organization ids of this form; aliases can be looked up with ?externalId=.`,
        });
      }
      refuseUnsupportedParts(provider.id, entry.facts, body, query);
      const acting = actingHeaders(provider, actingSession, takesSession);
      const input = { path, query, ...(body === undefined ? {} : { body }), ...(page === undefined ? {} : { page }) };
      const scope = { organization, acting };
      if (effect === 'write') check(input, scope);
      const finish =
        (operationId: string | undefined) =>
        (answer: unknown): object => {
          const completed = complete(answer as never, {
            owner,
            organization: organization ?? '',
            includeRaw,
            operationId,
          });
          if (!validate(completed)) throw new UnifiedAnswerViolated(violationsOf(validate.errors));
          return completed;
        };
      return {
        run: (signal) =>
          run({
            input,
            scope: signal === undefined ? scope : { ...scope, signal },
            finish: finish(undefined),
            recorder: undefined,
            earlier: [],
          }),
        mutate: (operationId, recorder, earlier) =>
          run({ input, scope, finish: finish(operationId), recorder, earlier }),
        plan: () => plan(entry, input, scope, provider, engine),
      };
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

/** The one documented success of a unified operation. */
function successOf(id: string): { readonly status: number; readonly validate: ValidateFunction } {
  const all = unifiedValidators as Readonly<Record<string, ValidateFunction>>;
  // Of an operation that documents both, 200 is the dry run.
  for (const status of [201, 200]) {
    const validate = all[`${id}_${status}`];
    if (validate !== undefined) return { status, validate };
  }
  throw new Error(`openapi/orgway.yaml documents no success answer of ${id}`);
}
