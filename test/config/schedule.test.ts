import { expect, test } from 'vitest';
import { ConfigRefused, readConfig } from '../../src/config/load.ts';

const read = (contract: string) =>
  readConfig(
    [
      'auth: { sandboxKey: true }',
      contract,
      'connections: { one: { provider: p, baseUrl: "http://127.0.0.1", credentials: {}, allowPrivateNetwork: true } }',
    ].join('\n'),
    [{ id: 'p', credentials: [], operations: {} }],
    {},
  );

/** The faults of a schedule, with their lines. */
function faultsOf(schedule: string): readonly (readonly [number, string, string])[] {
  try {
    read(`contract: { verify: ${schedule} }`);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error;
    return error.faults.map(({ line, pointer, message }) => [line, pointer, message] as const);
  }
}

test.each(['0 6 * * *', '*/15 0-5,22 1 JAN-MAR 1-5'])('%s is a schedule', (schedule) => {
  expect(read(`contract: { verify: "${schedule}" }`).verifyAt).toBe(schedule);
});

test('without a schedule nothing is verified by itself', () => {
  expect(read('contract: {}').verifyAt).toBeUndefined();
});

test.each(['daily', '@daily', '0 6 * *', '0 0 6 * * *', '60 6 * * *', '0 25 * * *', '0 6 31 2 *', '0 6 * * MOON'])(
  '%s is none, and is refused with its line',
  (schedule) => {
    expect(faultsOf(`"${schedule}"`)).toEqual([
      [2, '/contract/verify', expect.stringMatching(/^must be five cron fields, in UTC, such as "0 6 \* \* \*": ./)],
    ]);
  },
);

test('what is no text is refused', () => {
  expect(faultsOf('6')).toEqual([[2, '/contract/verify', 'must be string']]);
});
