import type { UnifiedOperationId } from '../../src/translation/unified.ts';
import type { UnifiedInput } from '../support/unified-calls.ts';

/** One unified mutation that does something, and the upstream write of it that goes wrong. */
export interface Mutation {
  readonly unified: UnifiedOperationId;
  readonly input: UnifiedInput;
  /** Method and path of the upstream write. */
  readonly write: string;
  /** Where the write's answer names what it is about: property names, the last one the id. Absent where it names nothing. */
  readonly id?: readonly string[];
  /** Where it holds something else that the unified answer shows. */
  readonly used?: readonly string[];
  /** Whether the upstream chooses that id, so that no other one can be told from it. */
  readonly chosen?: true;
  /** Whether the write's answer has enumerations in it. */
  readonly enums?: true;
  /** Whether the write only marks the organization for deletion. */
  readonly marks?: true;
  /** Upstream writes of the whole operation, where there are several. */
  readonly writes?: number;
  /** Whether the operation goes on by itself when this write was not applied, because others before it were. */
  readonly goesOn?: true;
}

export const acknowledged = { acknowledge: 'irreversible' };
export const at = (
  organization: string,
  body?: unknown,
  { query = {}, ...path }: { query?: Record<string, string>; member?: string; externalAccount?: string } = {},
): UnifiedInput => ({ path: { organization, ...path }, query, ...(body === undefined ? {} : { body }) });
export const creating = (body: object): UnifiedInput => ({ path: {}, query: {}, body });
