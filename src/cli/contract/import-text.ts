import type { Change, DiffReport } from '../../contract/diff/report.ts';
import type { ImportReport } from '../../contract/import/import.ts';

/** What came of an import, for a person to act on. */
export function importText(
  { from, operations, missing, unused, unmatched, ...of }: ImportReport,
  diff: DiffReport,
): string {
  return [
    `${from.title} ${from.version}: ${operations.length} of ${operations.length + missing.length} operations in use found, ${unused} others left out.`,
    ...missing.map(
      ({ id, method, path, movedTo }) =>
        `  missing: ${id} (${method} ${path})${movedTo === undefined ? '' : `; one of that name is ${movedTo}`}`,
    ),
    `${of.schemas} schemas compile${of.faults.length === 0 ? '.' : `, ${of.faults.length} do not:`}`,
    ...of.faults.map(({ operation, place, detail }) => `  ${operation}, ${place}: ${detail}`),
    ...titled('Taken otherwise than written:', of.repairs),
    ...titled(
      'Overlay targets that are not in the document:',
      unmatched.map(({ overlay, target }) => `${target} (${overlay})`),
    ),
    ...differences(diff),
    '',
  ].join('\n');
}

const titled = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

function differences({ provider, changes }: DiffReport): readonly string[] {
  const used = changes.filter((change) => change.used);
  const count = (level: Change['level']): string =>
    `${used.filter((change) => change.level === level).length} ${level}`;
  const shown = used.filter(({ level }) => level === 'breaking');
  return [
    `Against the curated document, in what is used: ${count('breaking')}, ${count('risky')}, ${count('harmless')}.`,
    ...shown.map(({ detail, places: [place] }) =>
      place === undefined ? `  ${detail}` : `  ${[place.upstreamOperation, place.pointer].join(' ').trim()}: ${detail}`,
    ),
    ...(shown.length === 0
      ? []
      : [`"orgway contract diff ${provider} <file>" says which unified operations they affect.`]),
  ];
}
