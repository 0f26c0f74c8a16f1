import { expect, test } from 'vitest';
import { another } from '../../../src/contract/sample/another.ts';

test.each([
  ['ACC-1671-0649', 'ACC-1671-0640'],
  ['Acme Inc.', 'Acme Ind.'],
  ['organization-live-c0ffee', 'organization-live-c0fffa'.replace('fffa', 'ffef')],
  ['XYZ', 'XYG'],
  ['2026-11-20T09:12:44.001Z', '2026-11-20T09:12:45.001Z'],
  ['2026-11-20T09:12:44+01:00', '2026-11-20T09:12:45+01:00'],
  ['...', '...x'],
  ['', 'x'],
  [7, 8],
  [true, false],
  [null, null],
])('another %j is %j', (value, other) => {
  expect(another(value)).toEqual(other);
});

test('of lists and objects every part is another one', () => {
  const value = { a: ['x1', 2], b: { c: false } };
  expect(another(value)).toEqual({ a: ['x2', 3], b: { c: true } });
  expect(value).toEqual({ a: ['x1', 2], b: { c: false } });
});
