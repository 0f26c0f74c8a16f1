import type { Operation } from '../contract/document.ts';
import type { ReadmeTable } from './readme-table.ts';

/** Which permission lets a caller use which operations. */
export function permissionTable(
  permissions: Readonly<Record<string, string>>,
  operations: readonly Operation[],
): ReadmeTable {
  const using = (word: string): string =>
    operations
      .filter(({ permission }) => permission === word)
      .map(({ id, allConnections }) => `\`${id}\`${allConnections ? ' (all connections)' : ''}`)
      .join(', ');
  return {
    name: 'permissions',
    head: ['permission', 'lets a caller', 'operations'],
    rows: [
      ...Object.entries(permissions).map(([word, meaning]) => [`\`${word}\``, meaning, using(word)]),
      ['any of them', 'See what there is.', using('any')],
    ],
  };
}
