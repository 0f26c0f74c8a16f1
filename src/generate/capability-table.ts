import type { AnyProvider, Entry } from '../translation/registered.ts';
import type { ReadmeTable } from './readme-table.ts';

/** Which unified operation each provider supports, and how. */
export function capabilityTable(providers: readonly AnyProvider[]): ReadmeTable {
  const operations = Object.keys(providers[0]?.operations ?? {}) as (keyof AnyProvider['operations'])[];
  return {
    name: 'capabilities',
    head: ['operation', ...providers.map(({ title }) => title)],
    rows: operations.map((id) => [`\`${id}\``, ...providers.map((provider) => cell(provider.operations[id]))]),
  };
}

function cell(entry: Entry): string {
  if ('unsupported' in entry) return '–';
  const support = 'run' in entry ? 'composed' : 'native';
  return entry.facts.reversible === false ? `${support}, cannot be undone` : support;
}
