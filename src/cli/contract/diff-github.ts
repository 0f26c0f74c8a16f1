import type { Judgement } from '../../contract/diff/judge.ts';
import type { Change } from '../../contract/diff/report.ts';
import { expiredText, matters, placeText, staleText } from './diff-text.ts';
import type { OperationLine } from './operation-line.ts';

/** The files of a diff, as they were given. */
export interface DiffFiles {
  readonly document: string;
  /** Absent where nothing was accepted. */
  readonly accepted?: string;
}

/** What changed, as workflow commands of GitHub Actions: annotations of the new document. */
export function diffGithub(
  judgement: Judgement,
  { document, accepted }: DiffFiles,
  lineOf: OperationLine,
  all: boolean,
): string {
  const changes = all ? judgement.changes : judgement.changes.filter(matters);
  const entries = [
    ...judgement.expired.map((entry) => [entry, expiredText(entry)] as const),
    ...judgement.stale.map((entry) => [entry, staleText(entry)] as const),
  ];
  return [
    ...changes.map((change) =>
      command(
        severityOf(change),
        document,
        lineOf(change.places[0]?.upstreamOperation ?? ''),
        change.rule,
        messageOf(change),
      ),
    ),
    ...entries.map(([{ line }, text]) => command('warning', accepted ?? '', line, 'accepted changes', text)),
  ].join('');
}

/** How grave a change is: `error` breaks the build. */
export function severityOf({ used, level, accepted }: Change): 'error' | 'warning' | 'notice' {
  if (!used || level === 'harmless' || accepted !== undefined) return 'notice';
  return level === 'breaking' ? 'error' : 'warning';
}

/** One paragraph: what changed, where, and whom it concerns. */
export function messageOf({ detail, places, level, used, unifiedOperations, unifiedFields, accepted }: Change): string {
  const [first, ...others] = places;
  const where = [
    first === undefined ? '' : placeText(first),
    others.length === 0 ? '' : ` and ${others.length} more`,
  ].join('');
  const whom = level === 'breaking' ? 'Breaks' : 'Concerns';
  return [
    detail,
    `At ${where}.`,
    ...(used ? [`${whom} ${unifiedOperations.join(', ')}.`] : ['Nothing that is used.']),
    ...(unifiedFields.length === 0 ? [] : [`Fields: ${unifiedFields.join(', ')}.`]),
    ...(accepted === undefined ? [] : [`Accepted until ${accepted.expires}: ${accepted.reason}`]),
  ].join(' ');
}

function command(severity: string, file: string, line: number | undefined, title: string, message: string): string {
  const properties = Object.entries({ file, line, title }).filter(([, value]) => value !== undefined && value !== '');
  const written = properties.map(([name, value]) => `${name}=${escapedProperty(String(value))}`).join(',');
  return `::${severity} ${written}::${escapedData(message)}\n`;
}

const escapedData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapedProperty = (text: string): string => escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
