import type { OpenAPIV3_1 } from 'openapi-types';
import type { PermissionsOf } from '../contract/permissions.ts';
import type { components } from '../generated/types/orgway.ts';
import type { AuditTrail } from '../operations/audit/trail.ts';
import type { DriftLog } from '../operations/drift/drift-log.ts';
import type { Operation } from '../operations/operations.ts';
import type { Records } from '../operations/records.ts';
import type { Passthrough } from '../passthrough/passthrough.ts';
import type { Facts } from '../translation/facts.ts';
import type { UnifiedOperationId } from '../translation/unified.ts';
import type { Authenticate } from './access/authenticate.ts';
import type { Limits } from './limits/limits.ts';
import type { Observation } from './observe.ts';
import type { PageTokens } from './page-token.ts';

type Schemas = components['schemas'];

/** One connection as the API sees it. */
export interface GatewayConnection {
  readonly id: string;
  readonly operations: Readonly<Record<UnifiedOperationId, Operation>>;
  readonly facts: Readonly<Record<UnifiedOperationId, Facts>>;
  /** Entries a page may hold at most. */
  readonly maxPageSize: number;
  readonly passthrough: Passthrough;
  /** Its description at this moment, health included. */
  describe(): Schemas['Connection'];
}

/** Everything the API is composed of. */
export interface Gateway {
  /** The unified document: the source of the routes. */
  readonly document: OpenAPIV3_1.Document & PermissionsOf;
  /** The same as it is written. */
  readonly documentSource: string;
  readonly connections: ReadonlyMap<string, GatewayConnection>;
  readonly providers: readonly Schemas['Provider'][];
  readonly pageTokens: PageTokens;
  /** Tells whose credential it is. */
  readonly authenticate: Authenticate;
  readonly limits: Limits;
  readonly audit: AuditTrail;
  readonly records: Records;
  readonly drift: Pick<DriftLog, 'list'>;
  /** The metrics in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** Settles an operation because somebody asks. Throws `Problem`. */
  reconcile(operation: string): Promise<void>;
  /** Why the gateway takes no mutations at this moment; undefined when it does. */
  unready(): string | undefined;
  /** Whether it is about to stop: it answers what comes, but wants no more to be sent. */
  draining(): boolean;
  readonly observation: Observation;
  /** A text without the secrets that may be in it. */
  redact(text: string): string;
  /** Told of every failure that is the gateway's own. */
  failed(error: unknown, requestId: string): void;
}
