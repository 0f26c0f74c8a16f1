import { expect, test } from 'vitest';
import { readFaults } from './read-faults.ts';
import { lostAnswers, toldAnswers } from './write-faults.ts';

/** Rows of the fault matrix that are tested here, but not by a table of this folder. */
const here: readonly string[] = [
  ...['F1', 'F2', 'F4', 'F6', 'F7', 'F9', 'F10', 'F12', 'F13', 'F14', 'F15', 'F22', 'F28'],
  ...['F37', 'F38', 'F39', 'F84', 'F117', 'F118'],
];

/**
 * Rows that are tested elsewhere:
 *
 * | rows | about | where |
 * |---|---|---|
 * | F3, F5, F8, F11 | names, addresses and TLS where a resolver or a version of it is needed | test/upstream |
 * | F56 to F72, F80, F81 | answers that are no good, as files of the corpus's group K | test/corpus |
 * | F82, F83, F85, F86 | refusals, by the tables of the providers | test/conformance |
 * | F87 to F89 | how long an upstream asks to wait | test/upstream/retry.test.ts, test/conformance/faults.test.ts |
 * | F32 to F36, F40 to F43 | the process is killed, stopped or told to end | test/crash |
 * | F98 to F106 | keys and objects at the same time, replays | test/operations |
 * | F107 to F110 | the database fails or is slow | test/operations |
 */
const elsewhere: readonly string[] = [
  ...['F3', 'F5', 'F8', 'F11', 'F80', 'F81', 'F82', 'F83', 'F85', 'F86', 'F87', 'F88', 'F89'],
  ...Array.from({ length: 17 }, (_, index) => `F${56 + index}`),
  ...['F32', 'F33', 'F34', 'F35', 'F36', 'F40', 'F41', 'F42', 'F43'],
  ...['F98', 'F99', 'F100', 'F101', 'F102', 'F103', 'F104', 'F105', 'F106'],
  ...['F107', 'F108', 'F109', 'F110'],
];

/** Rows that nothing here can answer, and why. */
const leftOut: Readonly<Record<string, string>> = {
  F96: 'lists are handed on page by page, so there is no loop that could be without end',
  F97: 'lists are handed on page by page, so nobody sees two pages at once',
};

const from = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `F${first + index}`);

test('every row of the matrix is somewhere', () => {
  const tables = [...lostAnswers, ...toldAnswers, ...readFaults].map(({ row }) => row);
  const known = new Set([...tables, ...here, ...elsewhere, ...Object.keys(leftOut)]);
  expect([...known].sort()).toEqual([...from(1, 15), ...from(22, 22), ...from(24, 110), ...from(117, 118)].sort());
});

for (const [row, reason] of Object.entries(leftOut)) test(`${row} is left out`, ({ skip }) => skip(reason));
