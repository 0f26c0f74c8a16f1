import type { CallTrace, EnumTrace, OperationTrace, ProviderTrace, ReadField, SentField } from './trace.ts';

/** A trace for people: for each unified operation the upstream calls it makes, with what they send and what is read. */
export function traceText({ provider, operations, enums, unread, unwritten }: ProviderTrace): string {
  const lines = [
    provider,
    ...operations.flatMap(operationLines),
    ...section('enumerations', enums.flatMap(enumLines)),
    ...section('never read', unread),
    ...section('never written', unwritten),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

const enumLines = ({ upstream, unified, members }: EnumTrace): readonly string[] => [
  `${upstream} as ${unified}`,
  ...Object.entries(members).map(([member, becomes]) => `  ${member} → ${becomes}`),
];

const operationLines = ({ unifiedOperation, calls }: OperationTrace): readonly string[] => [
  '',
  unifiedOperation,
  ...calls.flatMap(callLines),
];

function callLines({ upstreamOperation, purpose, sends, reads, refusals }: CallTrace): readonly string[] {
  return [
    `  ${upstreamOperation}${purpose === 'settlement' ? ', to settle a lost write' : ''}`,
    ...sends.map((field) => `    sends ${sent(field)}`),
    ...reads.map((field) => `    reads ${read(field)}`),
    ...refusals.map((pointer) => `    reads ${pointer} of refusals`),
  ];
}

function sent({ pointer, always, from, fromAnswers, values }: SentField): string {
  const sources = [...from, ...fromAnswers];
  return [
    pointer,
    ...(always ? [] : ['sometimes']),
    ...(sources.length === 0 ? [] : [`from ${sources.join(', ')}`]),
    ...(values.length === 0 ? [] : [`as ${values.map((value) => JSON.stringify(value)).join(', ')}`]),
  ].join(' ');
}

const read = ({ pointer, to }: ReadField): string =>
  `${pointer || 'the whole answer'}${to.length === 0 ? '' : ` for ${to.join(', ')}`}`;
