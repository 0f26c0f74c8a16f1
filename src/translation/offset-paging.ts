import type { PageRequest } from './unified.ts';

/** Where a page starts at an upstream that counts entries: 0 for the first page. */
export const offsetOf = (page: PageRequest): number => (page.cursor === undefined ? 0 : Number(page.cursor));

/**
 * The cursor of the page after this one. `total` counts all matches, also those the credentials may not see, so a page may be
 * short before the end; without a total, a short page is the end.
 */
export function nextOffset(
  page: PageRequest,
  count: number,
  total: number | undefined,
): { readonly nextCursor?: string } {
  const next = offsetOf(page) + page.size;
  const more = total === undefined ? count >= page.size : next < total;
  return more ? { nextCursor: String(next) } : {};
}
