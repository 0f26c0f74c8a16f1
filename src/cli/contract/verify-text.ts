import type { Report, ReportedDeviation } from '../../translation/verify/report.ts';

/** The result of a verification for people. */
export function reportText(report: Report): string {
  const { operations, deviations, skipped, uncleaned } = report;
  return [
    ...aligned([
      ['UPSTREAM OPERATION', 'RESULT', 'ANSWERS', 'REASON'],
      ...operations.map(({ upstreamOperation, result, answers, reason = '' }) => [
        upstreamOperation,
        result,
        String(answers),
        reason,
      ]),
    ]),
    ...section('Deviations:', deviations.flatMap(deviationLines)),
    ...section('Not tried:', report.failure === undefined ? reasons(skipped) : []),
    ...section(
      'Left behind:',
      uncleaned.map(({ organization = 'id unknown', displayName, reason, advice }) =>
        [`organization ${organization} (${displayName}).`, reason, `To do: ${advice}`].join(' '),
      ),
    ),
    '',
    conclusion(report),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function conclusion({ connection, contract, conforms, failure, deviations }: Report): string {
  const document = `${contract.title}, version ${contract.version}`;
  if (conforms) return `${connection} conforms to ${document}.`;
  const told = deviations.length === 0 ? 'could not be compared with' : 'deviates from';
  return [`${connection} ${told} ${document}.`, ...(failure === undefined ? [] : [`${failure}.`])].join(' ');
}

function deviationLines(deviation: ReportedDeviation): string[] {
  const { severity, upstreamOperation, status, pointer, keyword, expected, observedType, count } = deviation;
  const answers = count === 1 ? 'answer' : 'answers';
  // Of a whole answer, the type says nothing.
  const [place, found] = pointer === '' ? [keyword, ''] : [`${pointer} ${keyword}`, `, found ${observedType}`];
  return [
    `${severity}: ${upstreamOperation} ${status} ${place}: expected ${expected}${found} (${count} ${answers})`,
    `  ${meaning(deviation)}`,
  ];
}

function meaning({ severity, unifiedOperations, unifiedFields }: ReportedDeviation): string {
  if (unifiedOperations.length === 0) return 'nothing uses it';
  const verb = severity === 'breaking' ? 'breaks' : 'used by';
  const fields = unifiedFields.length === 0 ? '' : `: ${unifiedFields.join(', ')}`;
  return `${verb} ${unifiedOperations.join(', ')}${fields}`;
}

/** What was not tried, by the reason. */
const reasons = (skipped: Report['skipped']): readonly string[] =>
  [...Map.groupBy(skipped, ({ reason }) => reason)].map(
    ([reason, all]) =>
      `${reason}: ${all.map(({ unifiedOperation, what }) => `${unifiedOperation} (${what})`).join(', ')}`,
  );

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

/** Rows in columns as wide as what is in them. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
}
