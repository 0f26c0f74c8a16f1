import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextOffset, offsetOf } from '../../src/translation/offset-paging.ts';

test('the first page starts at 0, others where their cursor says', () => {
  expect(offsetOf({ size: 20, cursor: undefined })).toBe(0);
  expect(offsetOf({ size: 20, cursor: '40' })).toBe(40);
});

test('there is a next page until the total is reached', () => {
  expect(nextOffset({ size: 20, cursor: undefined }, 20, 41)).toEqual({ nextCursor: '20' });
  expect(nextOffset({ size: 20, cursor: '20' }, 20, 41)).toEqual({ nextCursor: '40' });
  expect(nextOffset({ size: 20, cursor: '40' }, 1, 41)).toEqual({});
  expect(nextOffset({ size: 20, cursor: '20' }, 20, 40)).toEqual({});
});

test('a short or empty page is not the end while the total says that there is more', () => {
  expect(nextOffset({ size: 20, cursor: undefined }, 3, 41)).toEqual({ nextCursor: '20' });
  expect(nextOffset({ size: 20, cursor: undefined }, 0, 41)).toEqual({ nextCursor: '20' });
});

test('without a total a short page is the end and a full one is not', () => {
  expect(nextOffset({ size: 20, cursor: '20' }, 19, undefined)).toEqual({});
  expect(nextOffset({ size: 20, cursor: '20' }, 20, undefined)).toEqual({ nextCursor: '40' });
});

/** Walks all pages of an upstream; what it answers is decided by `page`. */
function walk(size: number, page: (offset: number) => { readonly shown: readonly number[]; readonly total?: number }) {
  const seen: number[] = [];
  let cursor: string | undefined;
  for (let pages = 1; pages < 1000; pages += 1) {
    const request = { size, cursor };
    const { shown, total } = page(offsetOf(request));
    seen.push(...shown);
    cursor = nextOffset(request, shown.length, total).nextCursor;
    if (cursor === undefined) return { seen, pages };
  }
  throw new Error('The pages do not end');
}

const size = fc.integer({ min: 1, max: 50 });
const indexes = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('walking the pages of a counted list meets every entry exactly once, and asks for no page in vain', () => {
  fc.assert(
    fc.property(size, fc.integer({ min: 0, max: 300 }), (size, total) => {
      const { seen, pages } = walk(size, (offset) => ({ shown: indexes(total).slice(offset, offset + size), total }));
      expect(seen).toEqual(indexes(total));
      expect(pages).toBe(Math.max(1, Math.ceil(total / size)));
    }),
  );
});

test('entries that the credentials may not see hide none of those they may', () => {
  fc.assert(
    fc.property(size, fc.array(fc.boolean(), { maxLength: 300 }), (size, visible) => {
      const shown = (offset: number): number[] =>
        indexes(visible.length)
          .slice(offset, offset + size)
          .filter((index) => visible[index]);
      const { seen } = walk(size, (offset) => ({ shown: shown(offset), total: visible.length }));
      expect(seen).toEqual(indexes(visible.length).filter((index) => visible[index]));
    }),
  );
});

test('walking the pages of an uncounted list meets every entry exactly once', () => {
  fc.assert(
    fc.property(size, fc.integer({ min: 0, max: 300 }), (size, count) => {
      const { seen } = walk(size, (offset) => ({ shown: indexes(count).slice(offset, offset + size) }));
      expect(seen).toEqual(indexes(count));
    }),
  );
});
