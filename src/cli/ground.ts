import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ProcessLoad } from '../api/limits/process-load.ts';
import type { GatewaySecret } from '../config/secret.ts';
import type { Pace } from '../operations/pace.ts';
import type { Database } from '../storage/database.ts';
import type { Redactor } from '../telemetry/redaction.ts';
import type { Registered, Unloadable } from '../translation/registered.ts';

/** What a gateway stands on as long as its process lives, whatever its configuration says. */
export interface Ground {
  readonly registry: readonly (Registered | Unloadable)[];
  readonly secret: GatewaySecret;
  /** Migrated. */
  readonly database: Database;
  readonly log: Logger;
  /** Knows the secrets there are. */
  readonly redactor: Redactor;
  readonly pace: Pace;
  /** What the process counts for Prometheus. */
  readonly metricsRegistry: Registry;
  readonly load: ProcessLoad;
  /** The time of day. */
  readonly now: () => Date;
}
