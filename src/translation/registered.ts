import type { Validators } from '../contract/contract.ts';
import type { ProviderTrace } from '../contract/trace.ts';
import type { ChannelledRequest } from '../contract/wire.ts';
import type { Ask, Steps, Unsupported } from './declare.ts';
import type { Facts } from './facts.ts';
import type { Anonymous, Refusal } from './provider.ts';
import type { AnySettlement } from './settlement.ts';
import type { TokenEndpoint } from './token-endpoint.ts';
import type { UnifiedOperationId } from './unified.ts';
import type { Unmapped } from './unmapped.ts';

/** One entry of a translation as the engine runs it, its exact types already checked where it was declared. */
export interface NativeEntry {
  readonly upstream: readonly [string];
  readonly request: (input: never) => object;
  readonly response: (body: never, input: never) => unknown;
  readonly facts: Facts;
}
export interface ComposedEntry {
  readonly upstream: readonly string[];
  readonly run: (input: never, api: never) => Steps<unknown>;
  readonly facts: Facts;
}
export type SupportedEntry = NativeEntry | ComposedEntry;
export type Entry = SupportedEntry | Unsupported;

/** What one status means, with its refinements. */
export interface Refinement {
  readonly otherwise: Refusal;
  readonly byCode?: Readonly<Record<string, Refusal | undefined>>;
  readonly byOperation?: Readonly<
    Record<
      string,
      | Refusal
      | { readonly otherwise: Refusal; readonly byCode?: Readonly<Record<string, Refusal | undefined>> }
      | undefined
    >
  >;
}

/** A provider of any upstream, as the engine sees it. See `Provider` for the meaning of each member. */
export interface AnyProvider {
  readonly id: string;
  readonly title: string;
  readonly credentials: readonly string[];
  readonly authorize: (credentials: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  readonly tokenEndpoint?: TokenEndpoint;
  readonly organizationId: RegExp;
  readonly maxPageSize: number;
  readonly scopeHeader?: string;
  readonly actingSession?: { readonly token: string; readonly jwt: string };
  readonly errorCode: (body: never) => string | undefined;
  readonly errors: Readonly<Record<number, Refusal | Refinement>>;
  readonly requestId: (
    body: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>>,
  ) => string | undefined;
  readonly identity: Readonly<Record<string, ((asked: never, body: never) => boolean) | Anonymous>>;
  readonly settlements: Readonly<Record<string, AnySettlement>>;
  readonly operations: Readonly<Record<UnifiedOperationId, Entry>>;
}

/** A provider with its document, the validators compiled from it, its trace and what it leaves out: one row of the generated registry. */
export interface Registered {
  readonly provider: AnyProvider;
  readonly document: object;
  readonly validators: Validators;
  readonly trace: ProviderTrace;
  readonly unmapped: Unmapped;
}

/** A provider as the generated registry lists it: nothing of it is loaded before it is asked for. */
export interface Listed {
  readonly id: string;
  /** Rejects where the provider, or what is generated from its document, is broken. */
  load(): Promise<Registered>;
}

/** A provider that cannot be used, because something of it does not load. */
export interface Unloadable {
  readonly id: string;
  readonly failure: unknown;
}

/** The steps of an entry for an input: a native one asks once, a composed one runs its own generator. */
export function stepsOf(entry: SupportedEntry): (input: object) => Steps<unknown> {
  if ('run' in entry) {
    const api = askersOf(entry.upstream);
    return (input) => entry.run(input as never, api as never);
  }
  const [operationId] = entry.upstream;
  return function* (input) {
    const body = yield { operationId, request: entry.request(input as never), unless: [] };
    return entry.response(body as never, input as never);
  };
}

/** The functions a composed operation or a look `yield*`s: each only asks the engine for one upstream call. */
export function askersOf(
  operationIds: readonly string[],
): Readonly<Record<string, (request: ChannelledRequest) => Steps<unknown>>> {
  return Object.fromEntries(
    operationIds.map((operationId) => [
      operationId,
      function* (request: ChannelledRequest, unless: Ask['unless'] = []): Steps<unknown> {
        return yield { operationId, request, unless };
      },
    ]),
  );
}

/** How to tell what became of an upstream write. Throws an `Error` at start when the provider does not say. */
export function settlementOf(provider: AnyProvider, operationId: string): AnySettlement {
  const found = provider.settlements[operationId];
  if (found === undefined) throw new Error(`${provider.id} does not say how to settle ${operationId}`);
  return found;
}
