import type { Traced } from './field-table.ts';
import type { ReadmeTable } from './readme-table.ts';

/** What becomes of the words of the upstreams. */
export function stateTable(providers: readonly Traced[]): ReadmeTable {
  return {
    name: 'states',
    head: ['upstream', 'field', 'its words'],
    rows: providers.flatMap(({ provider, trace }) =>
      trace.enums
        .filter(({ unified }) => !unified.includes('*'))
        .map(({ unified, upstream, members }) => [
          `${provider.title}, \`${upstream}\``,
          `\`${unified}\``,
          Object.entries(members)
            .map(([member, becomes]) => `\`${member}\` → \`${becomes}\``)
            .join(', '),
        ]),
    ),
  };
}
