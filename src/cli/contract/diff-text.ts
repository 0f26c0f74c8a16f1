import type { AcceptedEntry } from '../../contract/diff/accepted.ts';
import type { Judgement } from '../../contract/diff/judge.ts';
import { remedyOf } from '../../contract/diff/remedy.ts';
import type { Change, ChangePlace } from '../../contract/diff/report.ts';

/** Places of one change that are listed before the rest are counted. */
const mostPlaces = 8;

/** What changed, for people: what breaks and what to do about it, then what does not matter. `all`: every change. */
export function diffText(judgement: Judgement, all: boolean): string {
  const { from, to, changes, provider } = judgement;
  const shown = all ? changes : changes.filter(matters);
  return [
    `${from.title} ${from.version} → ${to.title} ${to.version}: ${verdict(judgement)}`,
    ...shown.map((change) => changeText(change, provider, all)),
    ...exampleOfAccepting(judgement),
    closing(judgement, all),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** Used, and more than harmless. */
export const matters = ({ used, level }: Change): boolean => used && level !== 'harmless';

function verdict({ counts: { breaking, risky } }: Judgement): string {
  if (breaking + risky === 0) return 'nothing that you use breaks.';
  const risks = risky === 0 ? '' : `${changesText(risky)} of what you use ${risky === 1 ? 'is' : 'are'} a risk`;
  if (breaking === 0) return `nothing that you use breaks; ${risks}.`;
  return `${changesText(breaking)} ${breaking === 1 ? 'breaks' : 'break'} what you use${risks === '' ? '' : `; ${risks}`}.`;
}

const changesText = (count: number): string => `${count} ${count === 1 ? 'change' : 'changes'}`;

function changeText(change: Change, provider: string, all: boolean): string {
  const { rule, level, detail, places, used, unifiedOperations, unifiedFields, accepted } = change;
  const listed = all ? places : places.slice(0, mostPlaces);
  const left = places.length - listed.length;
  const at = [
    ...listed.map(placeText),
    ...(left === 0 ? [] : [`and at ${left} more ${left === 1 ? 'place' : 'places'}`]),
  ];
  const head = [
    used ? level : `unused, ${level}`,
    ...(accepted === undefined ? [] : [`accepted until ${accepted.expires}`]),
  ];
  const lines: readonly (readonly [string, readonly string[]])[] = [
    ['at', at],
    [
      level === 'breaking' ? 'breaks' : 'concerns',
      unifiedOperations.length === 0 ? [] : [unifiedOperations.join(', ')],
    ],
    ['fields', unifiedFields.length === 0 ? [] : [unifiedFields.join(', ')]],
    ['because', accepted === undefined ? [] : [accepted.reason]],
    ['do', matters(change) && accepted === undefined ? [remedyOf(change, provider)] : []],
  ];
  const labelled = lines.flatMap(([label, texts]) =>
    texts.map((text, index) => `  ${(index === 0 ? label : '').padEnd(10)}${text}`),
  );
  return [`${head.join(', ')}: ${rule}. ${detail}`, ...labelled].join('\n');
}

/** A place as `GetAccount 200 /name`. */
export const placeText = ({ upstreamOperation, direction, status, pointer }: ChangePlace): string =>
  [upstreamOperation, pointer === '' ? '' : (status ?? direction), pointer].filter((part) => part !== '').join(' ');

/** The entries that would accept the first change that breaks: one for each of its places. */
function exampleOfAccepting({ changes, provider }: Judgement): readonly string[] {
  const first = changes.find(
    (change) => matters(change) && change.level === 'breaking' && change.accepted === undefined,
  );
  if (first === undefined) return [];
  const entries = first.places.flatMap(({ upstreamOperation, pointer }) => [
    `- provider: ${provider}`,
    `  rule: ${first.rule}`,
    `  operation: ${JSON.stringify(upstreamOperation)}`,
    ...(pointer === '' ? [] : [`  pointer: ${JSON.stringify(pointer)}`]),
    '  reason: why this is all right',
    '  expires: the last day, as YYYY-MM-DD',
  ]);
  return [['To accept the first of them for a while, put this into a file for --accepted:', ...entries].join('\n')];
}

function closing({ counts, expired, stale }: Judgement, all: boolean): string {
  const show = all ? '.' : '; --all shows them.';
  const { harmless, unused, accepted } = counts;
  return [
    ...(accepted === 0 ? [] : [`${changesText(accepted)} of what you use ${accepted === 1 ? 'is' : 'are'} accepted.`]),
    ...(harmless === 0
      ? []
      : [`${changesText(harmless)} of what you use ${harmless === 1 ? 'is' : 'are'} harmless${show}`]),
    ...(unused === 0
      ? []
      : [`${unused} other ${unused === 1 ? 'change does' : 'changes do'} not concern any operation you use${show}`]),
    ...expired.map((entry) => `warning: ${expiredText(entry)}`),
    ...stale.map((entry) => `warning: ${staleText(entry)}`),
  ].join('\n');
}

/** Says that an entry does not count any more. */
export const expiredText = (entry: AcceptedEntry): string =>
  `what was accepted in line ${entry.line} (${entryText(entry)}) expired on ${entry.expires}: deal with the change, or give another date.`;

/** Says that an entry can go. */
export const staleText = (entry: AcceptedEntry): string =>
  `what is accepted in line ${entry.line} (${entryText(entry)}) is no change any more: take it out of the file.`;

const entryText = ({ rule, operation, pointer = '' }: AcceptedEntry): string =>
  [rule, operation, pointer].filter((part) => part !== '').join(' ');
