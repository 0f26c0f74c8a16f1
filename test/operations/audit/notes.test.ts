import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/operations/audit/event.ts';
import { createMask } from '../../../src/operations/audit/mask.ts';
import { Notes } from '../../../src/operations/audit/notes.ts';
import type { TimedEvent } from '../../../src/operations/audit/outbox.ts';

const { event: mask } = createMask(Buffer.alloc(32, 1));
const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 21) + seconds * 1_000);
const denied = (requestId: string): AuditEvent => ({ type: 'request.denied', code: 'unauthenticated', requestId });
const used = (principal: string): AuditEvent => ({ type: 'key.used', principal });

/** What a flush hands over, each event with the second it is said to have happened. */
async function flushed(notes: Notes, seconds: number, all = false): Promise<object[]> {
  const stored: TimedEvent[] = [];
  await notes.flush(at(seconds), all, async (events) => {
    stored.push(...events);
  });
  return stored.map(({ event, time }) => ({ ...event, second: (time.getTime() - at(0).getTime()) / 1_000 }));
}

async function failing(notes: Notes, seconds: number): Promise<void> {
  const flush = notes.flush(at(seconds), false, () => Promise.reject(new Error('down')));
  await expect(flush).rejects.toThrow('down');
}

test('events are handed over once, in order, with the time they were noted at', async () => {
  const notes = new Notes(10, mask);
  notes.add(denied('req_1'), at(1));
  notes.add(denied('req_2'), at(2));
  expect(await flushed(notes, 5)).toEqual([
    { ...denied('req_1'), second: 1 },
    { ...denied('req_2'), second: 2 },
  ]);
  expect(await flushed(notes, 6)).toEqual([]);
});

test('values that are no ids are masked', async () => {
  const notes = new Notes(10, mask);
  notes.add({ type: 'request.denied', organization: 'zoe@example.com' }, at(1));
  expect(JSON.stringify(await flushed(notes, 2))).not.toContain('zoe');
});

test('what could not be stored is handed over again, with what was noted since', async () => {
  const notes = new Notes(10, mask);
  notes.add(denied('req_1'), at(1));
  notes.add(used('support'), at(1));
  await failing(notes, 2);
  notes.add(denied('req_2'), at(3));
  notes.add(used('support'), at(3));
  expect(await flushed(notes, 4)).toEqual([
    { ...denied('req_1'), second: 1 },
    { ...denied('req_2'), second: 3 },
    { ...used('support'), count: 2, second: 4 },
  ]);
  expect(await flushed(notes, 5, true)).toEqual([]);
});

test('what is noted while a flush is under way is kept for the next', async () => {
  const notes = new Notes(3, mask);
  notes.add(denied('req_1'), at(1));
  notes.add(used('support'), at(1));
  await notes.flush(at(2), false, async () => {
    notes.add(denied('req_2'), at(2));
    notes.add(used('support'), at(2));
  });
  expect(await flushed(notes, 3, true)).toEqual([
    { ...denied('req_2'), second: 2 },
    { ...used('support'), count: 1, second: 3 },
  ]);
});

test('beyond the bound events are counted, through an outage and until they are told', async () => {
  const notes = new Notes(2, mask);
  for (let number = 1; number <= 5; number += 1) notes.add(denied(`req_${number}`), at(number));
  await failing(notes, 6);
  notes.add({ type: 'configuration.changed' }, at(7));
  expect(await flushed(notes, 8)).toEqual([
    { ...denied('req_1'), second: 1 },
    { ...denied('req_2'), second: 2 },
    { type: 'request.denied', count: 3, second: 8 },
    { type: 'configuration.changed', count: 1, second: 8 },
  ]);
  notes.add(denied('req_6'), at(9));
  expect(await flushed(notes, 10)).toEqual([{ ...denied('req_6'), second: 9 }]);
});

test('uses of a key are told at once when they are the first, then once a minute with their number', async () => {
  const notes = new Notes(2, mask);
  notes.add(used('support'), at(0));
  expect(await flushed(notes, 0)).toEqual([{ ...used('support'), count: 1, second: 0 }]);
  for (let second = 1; second < 60; second += 1) {
    notes.add(used('support'), at(second));
    expect(await flushed(notes, second)).toEqual([]);
  }
  notes.add(used('billing'), at(59));
  expect(await flushed(notes, 60)).toEqual([
    { ...used('support'), count: 59, second: 60 },
    { ...used('billing'), count: 1, second: 60 },
  ]);
  expect(await flushed(notes, 180)).toEqual([]);
});

test('at the end all uses are told', async () => {
  const notes = new Notes(2, mask);
  notes.add(used('support'), at(0));
  await flushed(notes, 0);
  notes.add(used('support'), at(1));
  expect(await flushed(notes, 2, true)).toEqual([{ ...used('support'), count: 1, second: 2 }]);
});
