/** A table of the README that is written from what the translations are. */
export interface ReadmeTable {
  /** As in its markers. */
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The README with one table written anew between its markers. Throws an `Error` when the markers are missing. */
export function withTable(readme: string, { name, head, rows }: ReadmeTable): string {
  const begin = `<!-- ${name}: written by npm run generate -->`;
  const end = `<!-- /${name} -->`;
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md lacks the markers ${begin} and ${end}`);
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${readme.slice(0, from + begin.length)}\n${table}\n${readme.slice(to)}`;
}
