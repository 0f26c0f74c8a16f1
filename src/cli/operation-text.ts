import { stripVTControlCharacters } from 'node:util';
import type { components } from '../generated/types/orgway.ts';

type Operation = components['schemas']['Operation'];
type Step = Operation['steps'][number];

const columns: readonly (readonly [string, (operation: Operation) => string])[] = [
  ['OPERATION', ({ id }) => id],
  ['STARTED', ({ startTime }) => startTime],
  ['ACTION', ({ action }) => action],
  ['CONNECTION', ({ connection }) => connection],
  ['ORGANIZATION', ({ organization }) => organization ?? '-'],
  ['STATE', ({ state }) => state],
  ['OUTCOME', ({ outcome }) => outcome ?? '-'],
];

/** Operations as a table with a header; `width` cuts its lines, undefined where there is no terminal. */
export function table(operations: readonly Operation[], width: number | undefined): string {
  if (operations.length === 0) return 'no operations\n';
  const rows = [
    columns.map(([name]) => name),
    ...operations.map((each) => columns.map(([, cell]) => plain(cell(each)))),
  ];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line.slice(0, width)}\n`)
    .join('');
}

/** One operation for people, line by line. */
export function details(operation: Operation): string {
  const { steps, ...facts } = operation;
  return [...lines(facts, ''), ...steps.flatMap(stepLines)].map((line) => `${line}\n`).join('');
}

function stepLines({ looks, ...step }: Step): string[] {
  const { upstreamOperation, attempt, ...facts } = step;
  const readings = looks.map(
    ({ time, outcome, reason }) => `    looked ${time}: ${outcome}${reason === undefined ? '' : ` (${reason})`}`,
  );
  return ['', `${upstreamOperation} (attempt ${attempt})`, ...lines(facts, '  '), ...readings.map(plain)];
}

function lines(facts: object, indent: string): string[] {
  const entries = Object.entries(facts);
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${indent}${name.padEnd(width)}  ${plain(String(value))}`);
}

/** What a terminal would act on is not shown. */
const plain = (text: string): string => stripVTControlCharacters(text).replaceAll(/\p{Cc}/gu, ' ');
