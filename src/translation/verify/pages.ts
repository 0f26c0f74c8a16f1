import type { PageRequest } from '../unified.ts';
import type { Probe, StepName } from './probe.ts';

/** One page of a list. */
interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page starts; undefined at the end. */
  readonly next: string | undefined;
}

const usual = 20;

/**
 * Reads the first page of a list and the one after it; where one page holds everything, once more in pages so small that there are
 * two. Gives what the first page held, and what came after. `few` says why there may be none,
 * `list` gives undefined for a page that could not be read.
 */
export async function firstPages<T>(
  probe: Probe,
  step: StepName,
  few: string,
  list: (page: PageRequest) => Promise<Page<T> | undefined>,
): Promise<readonly T[]> {
  const size = Math.min(usual, probe.connection.maxPageSize);
  const first = await list({ size, cursor: undefined });
  if (first === undefined) return [];
  if (first.next !== undefined) {
    const second = await list({ size, cursor: first.next });
    return [...first.items, ...(second?.items ?? [])];
  }
  if (first.items.length < 2) {
    probe.skip(step, `${few}, so there is no second page`);
    return first.items;
  }
  const half = Math.floor(first.items.length / 2);
  const again = await list({ size: half, cursor: undefined });
  if (again?.next !== undefined) await list({ size: half, cursor: again.next });
  else probe.skip(step, 'the list shows no second page');
  return first.items;
}
