import { expect, test } from 'vitest';
import { retryAfterSeconds } from '../../src/upstream/retry-after.ts';

const now = Date.parse('2026-03-01T12:00:00.500Z');

test.each([
  ['1', 1],
  ['7', 7],
  ['007', 7],
  ['3600', 3_600],
  ['3601', 3_600],
  ['9999999', 3_600],
  ['99999999999999999999999', 3_600],
  ['Sun, 01 Mar 2026 12:00:30 GMT', 30],
  ['Sunday, 01-Mar-26 12:00:30 GMT', 30],
  ['Sun Mar  1 12:00:30 2026 GMT', 30],
  ['Mon, 02 Mar 2026 12:00:30 GMT', 3_600],
])('"%s" is %i seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

test.each([
  undefined,
  '',
  '0',
  '-1',
  '1.5',
  '1e3',
  '0x10',
  'soon',
  '5 seconds',
  '1, 2',
  'Sun, 01 Mar 2026 11:59:59 GMT',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Sun, 99 Mar 2026 12:00:30 GMT',
  '2027-01-01',
])('"%s" says nothing', (header) => {
  expect(retryAfterSeconds(header, now)).toBeUndefined();
});
