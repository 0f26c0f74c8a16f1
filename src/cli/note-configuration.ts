import type { Config } from '../config/model.ts';
import type { Journal } from '../operations/journal.ts';

/** Tells the audit trail that the gateway runs under another configuration than the last one that was told of. */
export async function noteConfiguration(
  { audit, sealed }: Journal,
  { connections, apiKeys, storedKeys, tokens }: Config,
): Promise<void> {
  // Keyed, because it also stands for the secrets.
  const digest = sealed.digest({ connections, apiKeys, storedKeys, tokens }).toString('hex');
  const { records } = await audit.list({ type: 'configuration.changed' }, { size: 1, before: undefined });
  if (records[0]?.digest === digest) return;
  audit.note({ type: 'configuration.changed', digest, count: connections.length });
}
