import type { AuditTables } from './audit-tables.ts';
import type { DriftTables } from './drift-tables.ts';
import type { JournalTables } from './journal-tables.ts';
import type { KeyTables } from './key-tables.ts';
import type { RateLimitTables } from './rate-limit-tables.ts';

/** Every table of the gateway. */
export interface Schema extends JournalTables, AuditTables, DriftTables, RateLimitTables, KeyTables {}
