import type { Migration } from 'kysely/migration';
import * as journal from './0001-journal.ts';
import * as audit from './0002-audit.ts';
import * as drift from './0003-drift.ts';
import * as rateLimits from './0004-rate-limits.ts';
import * as apiKeys from './0005-api-keys.ts';

/** Every migration there is, by name; they run in the order of their names. A published one is never changed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-journal': journal,
  '0002-audit': audit,
  '0003-drift': drift,
  '0004-rate-limits': rateLimits,
  '0005-api-keys': apiKeys,
};
