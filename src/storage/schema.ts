import type { AuditTables } from './audit-tables.ts';
import type { DriftTables } from './drift-tables.ts';
import type { JournalTables } from './journal-tables.ts';

/** Every table of the gateway. */
export interface Schema extends JournalTables, AuditTables, DriftTables {}
