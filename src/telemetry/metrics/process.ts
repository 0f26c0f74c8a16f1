import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * A registry that counts what the process does: processor time, memory, garbage collection, open files and how late the event
 * loop is. It never stops, so there is one for each process.
 */
export function processRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
