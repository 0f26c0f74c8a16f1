import type { AnyProvider, Entry } from '../translation/registered.ts';

const begin = '<!-- capabilities: written by npm run generate -->';
const end = '<!-- /capabilities -->';

/** The README with its capability table written anew from the translations. Throws an `Error` when the markers are missing. */
export function withCapabilityTable(readme: string, providers: readonly AnyProvider[]): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md lacks the markers ${begin} and ${end}`);
  return `${readme.slice(0, from + begin.length)}\n${table(providers)}\n${readme.slice(to)}`;
}

function table(providers: readonly AnyProvider[]): string {
  const operations = Object.keys(providers[0]?.operations ?? {}) as (keyof AnyProvider['operations'])[];
  const rows = operations.map((id) => [`\`${id}\``, ...providers.map((provider) => cell(provider.operations[id]))]);
  const head = ['operation', ...providers.map(({ title }) => title)];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(entry: Entry): string {
  if ('unsupported' in entry) return '–';
  const support = 'run' in entry ? 'composed' : 'native';
  return entry.facts.reversible === false ? `${support}, cannot be undone` : support;
}
