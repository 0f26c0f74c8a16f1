import { createHmac, createSecretKey } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createLimits, type Limits } from '../api/limits/limits.ts';
import type { Quotas } from '../api/limits/quota.ts';
import { createShedder } from '../api/limits/shedder.ts';
import { shedding } from '../api/shedding.ts';
import { statementsOf } from '../operations/statements.ts';
import type { Ground } from './ground.ts';
import type { Metrics } from './metrics.ts';

/** Composes the limits of a configuration, counted in the database. */
export function composeLimits(
  quotas: Quotas,
  { database, secret, now }: Ground,
  { refused }: Pick<Metrics, 'refused'>,
): Limits {
  const key = createSecretKey(secret.derive('rate-limits'));
  return createLimits(quotas, {
    statements: statementsOf(database.db),
    digest: (limit, of) => createHmac('sha256', key).update(`${limit}\n${of}`).digest('base64url').slice(0, 32),
    now: () => now().getTime(),
    refused,
  });
}

/** A listener that refuses requests before the process collapses under them. */
export const sheltered = (
  { load, database: { commits } }: Ground,
  { refused }: Pick<Metrics, 'refused'>,
  listener: RequestListener,
): RequestListener => shedding(createShedder({ load, commits, shed: refused }), listener);
