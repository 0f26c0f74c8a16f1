import type { Finding } from './finding.ts';
import type { Checked } from './run-check.ts';

const labels: Readonly<Record<Finding['status'], string>> = { ok: 'ok      ', warning: 'warning ', fault: 'fault   ' };

/** The findings for people: one line each, and a line with what they come to. */
export function checkText({ file, live, findings }: Checked): string {
  const lines = findings.map((each) => `${labels[each.status]} ${placeOf(each, file)} ${each.message}`);
  return `${[...lines, '', summary(findings, live)].join('\n')}\n`;
}

const placeOf = ({ subject, line, pointer }: Finding, file: string): string =>
  line === undefined ? `${subject}:` : `${file}:${line} ${pointer || '/'}`;

function summary(findings: readonly Finding[], live: boolean): string {
  const faults = findings.filter(({ status }) => status === 'fault').length;
  const warnings = findings.filter(({ status }) => status === 'warning').length;
  const more = live ? '' : ' Nothing was contacted: --live also asks the database and the upstreams.';
  if (faults > 0) return `${counted(faults, 'fault')}, ${counted(warnings, 'warning')}.`;
  return `Nothing is wrong${warnings > 0 ? `, ${counted(warnings, 'warning')}` : ''}.${more}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
