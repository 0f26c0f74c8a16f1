import type { Outcome } from './generator.ts';

/** The value that a share of all values is not above; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const latencies = (outcomes: readonly Outcome[]): number[] => outcomes.map(({ ms }) => ms);

export const isGood = ({ status }: Outcome): boolean => status >= 200 && status < 300;

/** How often each status came. */
export function statuses(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** With one digit after the point, or none where it is large. */
export const rounded = (value: number): number =>
  Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
