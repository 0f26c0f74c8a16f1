import type { GatewayConnection } from '../api/gateway.ts';
import type { ConnectionConfig } from '../config/model.ts';
import type { Operation } from '../operations/operations.ts';
import { Problem } from '../problem/problem.ts';
import { unifiedOperationIds } from '../translation/complete.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';

/** A connection that cannot be put to work because something of it is broken on our side. The others serve. */
export interface Quarantined {
  readonly config: ConnectionConfig;
  /** For callers: a sentence without the paths and texts that `failure` may name. */
  readonly reason: string;
  readonly failure: unknown;
}

/** The quarantine of a connection whose provider, or what is generated from its document, does not load or is not usable. */
export const ofBrokenProvider = (config: ConnectionConfig, failure: unknown): Quarantined => ({
  config,
  failure,
  reason: `The provider ${config.provider}, or what is made of its upstream document, is broken.`,
});

/** The quarantine of a connection that cannot be put together. */
export const ofMisfit = (config: ConnectionConfig, failure: unknown): Quarantined => ({
  config,
  failure,
  reason: `The provider ${config.provider}, its upstream document and the settings of the connection do not fit together.`,
});

/** The connection as the API sees it: it answers every call with the reason, before anything is done. */
export function quarantinedConnection({ config, reason }: Quarantined): GatewayConnection {
  const { id, provider, baseUrl } = config;
  const refuse = (): never => {
    throw new Problem('connection-quarantined', {
      detail: `${reason} An operator has to repair it: the log of the gateway and "orgway check" say what is broken.`,
    });
  };
  const operation: Operation = { demandSupport: refuse, read: async () => refuse(), mutate: async () => refuse() };
  const each = <T>(value: T): Record<UnifiedOperationId, T> =>
    Object.fromEntries(unifiedOperationIds.map((name) => [name, value])) as Record<UnifiedOperationId, T>;
  return {
    id,
    operations: each(operation),
    facts: each({}),
    maxPageSize: 1,
    passthrough: { forward: async () => refuse() },
    describe: () => ({ id, provider, baseUrl, health: { status: 'quarantined', reason }, capabilities: [] }),
  };
}
