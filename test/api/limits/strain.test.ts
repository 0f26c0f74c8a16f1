import { expect, test } from 'vitest';
import { type Strain, StrainGauge } from '../../../src/api/limits/strain.ts';

/** Judges once for each look, a quarter of a second apart. */
function judged(looks: readonly { readonly delayMs?: number; readonly heap?: number }[], loop: boolean): Strain[] {
  let now = 0;
  let current: (typeof looks)[number] = {};
  const gauge = new StrainGauge({
    now: () => now,
    delayMs: () => current.delayMs ?? 0,
    heapShare: () => current.heap ?? 0,
    heapBytes: 1,
  });
  return looks.map((look) => {
    now += 250;
    current = look;
    return gauge.judge(loop);
  });
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('one long delay is chance, two in a row are strain, until half of it', () => {
  const delays = [300, 0, 300, 300, 150, 150, 99, 150];
  expect(
    judged(
      delays.map((delayMs) => ({ delayMs })),
      true,
    ),
  ).toEqual([...['none', 'none', 'none', 'high', 'high', 'high', 'none', 'none']]);
});

test('a delay of exactly 200 ms is none', () => {
  expect(judged(times(4, { delayMs: 200 }), true)).toEqual(times(4, 'none'));
});

test('strain is extreme when the delay is a second, or after five seconds', () => {
  expect(judged(times(3, { delayMs: 1_001 }), true)).toEqual(['none', 'extreme', 'extreme']);
  const long = judged(times(23, { delayMs: 300 }), true);
  expect(long.slice(1, 21)).toEqual(times(20, 'high'));
  expect(long[21]).toBe('extreme');
});

test('a delay does not count where it is not to be minded', () => {
  expect(judged(times(40, { delayMs: 5_000 }), false)).toEqual(times(40, 'none'));
});

test('a heap is strained that is full for two seconds, until it is emptier by some', () => {
  const looks = [...times(9, { heap: 0.86 }), { heap: 0.81 }, { heap: 0.79 }];
  expect(judged(looks, false)).toEqual([...times(8, 'none'), 'high', 'high', 'none']);
  expect(judged([...times(7, { heap: 0.86 }), { heap: 0.84 }, ...times(8, { heap: 0.86 })], false)).toEqual(
    times(16, 'none'),
  );
  expect(judged(times(10, { heap: 0.96 }), false).at(-1)).toBe('extreme');
});

test('it looks four times a second at most', () => {
  let now = 0;
  let looks = 0;
  const count = (): number => {
    looks += 1;
    return 0;
  };
  const gauge = new StrainGauge({ now: () => now, delayMs: count, heapShare: () => 0, heapBytes: 1 });
  for (now = 0; now < 1_000; now += 1) gauge.judge(true);
  expect(looks).toBe(3);
});

test('the reads that may be under way are made fewer quickly while the loop is held up, and more slowly afterwards', () => {
  let now = 0;
  let delayMs = 400;
  const gauge = new StrainGauge({ now: () => now, delayMs: () => delayMs, heapShare: () => 0, heapBytes: 1 });
  const after = (looks: number): number => {
    for (let made = 0; made < looks; made += 1) {
      now += 250;
      gauge.judge(true);
    }
    return gauge.width;
  };
  expect([gauge.width, after(1), after(1), after(20)]).toEqual([384, 268, 187, 96]);
  delayMs = 20;
  expect([after(1), after(4), after(20)]).toEqual([128, 256, 384]);
});
