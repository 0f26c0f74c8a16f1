import type { Logger } from 'pino';
import type { GatewaySecret } from '../config/secret.ts';
import type { Pace } from '../operations/pace.ts';
import type { Database } from '../storage/database.ts';
import type { Registered } from '../translation/registered.ts';

/** What a gateway stands on as long as its process lives, whatever its configuration says. */
export interface Ground {
  readonly registry: readonly Registered[];
  readonly secret: GatewaySecret;
  /** Migrated. */
  readonly database: Database;
  readonly log: Logger;
  readonly pace: Pace;
  /** The time of day. */
  readonly now: () => Date;
}
