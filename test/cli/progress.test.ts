import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stepProgress, withProgress } from '../../src/cli/progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What a terminal shows while chunks come, one every `everyMs`. */
async function shown(isTTY: boolean, everyMs: number): Promise<string[]> {
  const texts: string[] = [];
  const chunks = (async function* () {
    for (const chunk of ['a\nb\n', 'c\n', 'd\n']) {
      yield Buffer.from(chunk);
      await vi.advanceTimersByTimeAsync(everyMs);
    }
  })();
  let passed = '';
  for await (const chunk of withProgress(chunks, { isTTY, write: (text) => texts.push(text) })) {
    passed += Buffer.from(chunk);
  }
  expect(passed).toBe('a\nb\nc\nd\n');
  expect(vi.getTimerCount()).toBe(0);
  return texts;
}

test('a terminal shows how far a long export is, and nothing of it stays', async () => {
  expect(await shown(true, 1_000)).toEqual(['\r2 lines', '\r3 lines', '\r4 lines', '\r\u001B[K']);
});

test('a short export shows nothing', async () => {
  expect(await shown(true, 100)).toEqual([]);
});

test('what is no terminal is left alone', async () => {
  expect(await shown(false, 1_000)).toEqual([]);
});

test('steps are shown one over the other on a terminal, and nowhere else', () => {
  for (const isTTY of [true, false]) {
    const texts: string[] = [];
    const { show, end } = stepProgress({ isTTY, write: (text) => texts.push(text) });
    show(1, 2, 'reading');
    show(2, 2, 'writing');
    end();
    const shown = ['\r\u001B[K1 of 2: reading', '\r\u001B[K2 of 2: writing', '\r\u001B[K'];
    expect(texts).toEqual(isTTY ? shown : []);
  }
});
