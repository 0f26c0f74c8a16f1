import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utc } from '../../src/translation/times.ts';

test('a time in UTC keeps its own precision', () => {
  expect(utc('2024-05-06T07:08:09Z')).toBe('2024-05-06T07:08:09Z');
  expect(utc('2024-05-06T07:08:09.123456789Z')).toBe('2024-05-06T07:08:09.123456789Z');
});

test('a time with an offset becomes UTC', () => {
  expect(utc('2024-05-06T01:30:00+02:00')).toBe('2024-05-05T23:30:00.000Z');
  expect(utc('2024-12-31T23:00:00.5-01:30')).toBe('2025-01-01T00:30:00.500Z');
});

test('a leap second with an offset becomes the second before', () => {
  expect(utc('2016-12-31T23:59:60+00:00')).toBe('2016-12-31T23:59:59.000Z');
});

test('no time stays none', () => {
  expect(utc(undefined)).toBeUndefined();
  expect(utc(null)).toBeUndefined();
});

test('whatever its offset, a time stays the same moment and ends in Z', () => {
  const offset = fc
    .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 13 }), fc.constantFrom('00', '30', '45'))
    .map(([sign, hours, minutes]) => `${sign}${String(hours).padStart(2, '0')}:${minutes}`);
  const time = fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(time, offset, (date, zone) => {
      const written = date.toISOString().replace('Z', zone);
      expect(utc(written)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Date.parse(utc(written) ?? '')).toBe(Date.parse(written));
    }),
  );
});
