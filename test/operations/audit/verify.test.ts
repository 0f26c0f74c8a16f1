import { expect, test } from 'vitest';
import { chainOf, exported, type Format, formats, verified } from './exported.ts';

const count = 24;
const records = chainOf(count);
const lines: Readonly<Record<Format, readonly string[]>> = {
  jsonl: exported('jsonl', records),
  csv: exported('csv', records),
};
/** Lines before that of record 1. */
const above: Readonly<Record<Format, number>> = { jsonl: 0, csv: 1 };

const joined = (parts: readonly string[]): string => parts.join('');
const without = (parts: readonly string[], index: number): string[] => parts.filter((_, each) => each !== index);
/** The lines with one put in. */
const within = (parts: readonly string[], index: number, line: string): string[] => parts.toSpliced(index, 0, line);

/** The line that a byte stands in, counted from 1. */
function lineAt(bytes: Buffer, position: number): number {
  return bytes.subarray(0, position).reduce((found, byte) => (byte === 10 ? found + 1 : found), 1);
}

test.each(formats)('%s: an export is good as it was written, in pieces of any size', async (format) => {
  const text = joined(lines[format]);
  for (const size of [1, 7, 100, 1_000_000]) {
    expect(await verified(text, undefined, size)).toEqual({ ok: true, records: count, from: 1, to: count });
  }
});

test.each(formats)('%s: an export from the middle of the chain is good', async (format) => {
  const part = records.slice(9, 15);
  expect(await verified(joined(exported(format, part)))).toEqual({ ok: true, records: 6, from: 10, to: 15 });
});

test.each(formats)('%s: an export of nothing is good', async (format) => {
  expect(await verified(joined(exported(format, [])))).toEqual({ ok: true, records: 0, from: 1, to: 0 });
});

test.each(formats)('%s: every change of a single byte is found in its line', async (format) => {
  const bytes = Buffer.from(joined(lines[format]));
  for (const [position, byte] of bytes.entries()) {
    const line = lineAt(bytes, position);
    // A digit or letter becomes its neighbour, a letter changes its case, and anything becomes a line end.
    for (const other of [byte ^ 0x01, byte ^ 0x20, byte === 10 ? 13 : 10]) {
      const changed = Buffer.from(bytes);
      changed[position] = other;
      const verdict = await verified(changed);
      expect({ position, other, ...verdict }).toMatchObject({ ok: false, line });
    }
  }
});

test.each(formats)('%s: every removed line is missed', async (format) => {
  for (const [index] of lines[format].entries()) {
    const verdict = await verified(joined(without(lines[format], index)));
    expect([index, verdict]).toEqual([index, expect.objectContaining({ ok: false, line: index + 1 })]);
    const seq = index + 1 - above[format];
    if (seq >= 1 && seq <= count) expect(verdict).toMatchObject({ seq });
  }
});

test.each(formats)('%s: every swap of neighbours is found', async (format) => {
  for (const [index, line] of lines[format].slice(0, -1).entries()) {
    const swapped = within(without(lines[format], index), index + 1, line);
    expect([index, await verified(joined(swapped))]).toEqual([
      index,
      expect.objectContaining({ ok: false, line: index + 1 }),
    ]);
  }
});

test.each(formats)('%s: every line that stands a second time is found', async (format) => {
  for (const [index, line] of lines[format].entries()) {
    const twice = within(lines[format], index + 1, line);
    expect([index, await verified(joined(twice))]).toEqual([
      index,
      expect.objectContaining({ ok: false, line: index + 2 }),
    ]);
  }
});

test.each(formats)('%s: every insertion of every line is found where it was made', async (format) => {
  for (const line of lines[format]) {
    for (let place = 0; place <= lines[format].length; place += 1) {
      const own = lines[format].indexOf(line);
      if (place === own || place === own + 1) continue;
      const verdict = await verified(joined(within(lines[format], place, line)));
      expect([place, own, verdict]).toEqual([place, own, expect.objectContaining({ ok: false, line: place + 1 })]);
    }
  }
});

test.each(formats)('%s: a record that was never written is found wherever it is put in', async (format) => {
  for (let seq = 1; seq <= count; seq += 1) {
    // It claims the place of a record and follows from the one above as that does.
    const forged = { ...records[seq - 1], seq, operation: 'op_forged' } as (typeof records)[number];
    const [line = ''] = exported(format, [forged]).slice(above[format]);
    const place = seq - 1 + above[format];
    expect([seq, await verified(joined(within(lines[format], place, line)))]).toEqual([
      seq,
      expect.objectContaining({ ok: false, line: place + 1, seq }),
    ]);
    expect(await verified(joined(lines[format].toSpliced(place, 1, line)))).toMatchObject({ ok: false, seq });
  }
});

test.each(formats)('%s: a truncation at every byte is found', async (format) => {
  const bytes = Buffer.from(joined(lines[format]));
  for (let length = 0; length < bytes.length; length += 1) {
    const verdict = await verified(bytes.subarray(0, length));
    expect([length, verdict]).toEqual([length, expect.objectContaining({ ok: false, line: lineAt(bytes, length) })]);
  }
});

test.each(formats)('%s: the first of several bad records is named', async (format) => {
  const [one, other] = [6 + above[format], 15 + above[format]];
  const changed = lines[format].map((line, index) =>
    index === one || index === other ? line.replace('updateOrganization', 'deleteOrganization') : line,
  );
  expect(await verified(joined(changed))).toMatchObject({ ok: false, seq: 7 });
  expect(await verified(joined(without(changed, above[format])))).toMatchObject({ ok: false, seq: 1 });
});

test.each(formats)('%s: what stands before, after or between the lines is found', async (format) => {
  const text = joined(lines[format]);
  for (const more of ['\n', '\r\n', ' ', '\0', '\uFEFF', '{}', '{}\n']) {
    expect(await verified(more + text)).toMatchObject({ ok: false, line: 1 });
    expect(await verified(text + more)).toMatchObject({ ok: false, line: lines[format].length + 1 });
    expect(await verified(joined(within(lines[format], 5, more)))).toMatchObject({ ok: false, line: 6 });
  }
});

test.each(formats)('%s: a file without line ends is not read into memory', async (format) => {
  const text = (lines[format][above[format]] ?? '').trimEnd() + 'x'.repeat(10_000_000);
  expect(await verified(joined(lines[format].slice(0, above[format])) + text)).toMatchObject({ ok: false });
});
