import { beforeAll, expect, test } from 'vitest';
import { headIn } from '../../../src/operations/audit/head.ts';
import type { AuditFilter } from '../../../src/operations/audit/list.ts';
import type { TimeRange } from '../../../src/operations/audit/range.ts';
import { verifyExport } from '../../../src/operations/audit/verify.ts';
import { formats } from './exported.ts';
import { bytesOf, stored, textOf } from './stored.ts';

const store = stored();
const minute = (number: number): Date => new Date(Date.UTC(2026, 0, 1, 10, number));
const exporter = { principal: 'compliance', requestId: 'req_export' };
const total = 20;

beforeAll(async () => {
  for (let number = 1; number <= total; number += 1) {
    const settled = number % 4 === 0;
    const trail = store.trail(() => minute(number));
    await trail.record(store.database.db, {
      type: settled ? 'operation.settled' : 'operation.started',
      principal: number % 2 === 0 ? 'support' : 'billing',
      connection: number <= 10 ? 'stytch-live' : 'zitadel',
      organization: number % 5 === 0 ? 'zoe@example.com' : `org_${number % 3}`,
      operation: `op_${number}`,
      ...(settled ? { outcome: 'applied' } : {}),
    });
  }
});

/** The numbers of the operations that a filter finds, in the order they are listed. */
async function found(filter: AuditFilter): Promise<number[]> {
  const { records } = await store.trail().list(filter, { size: 200, before: undefined });
  return records.flatMap(({ operation }) => (operation === undefined ? [] : [Number(operation.slice(3))]));
}
const numbers = (matching: (number: number) => boolean): number[] =>
  Array.from({ length: total }, (_, index) => total - index).filter(matching);

test.each([
  ['nothing', {}, () => true],
  ['type', { type: 'operation.settled' }, (number: number) => number % 4 === 0],
  ['principal', { principal: 'support' }, (number: number) => number % 2 === 0],
  ['connection', { connection: 'zitadel' }, (number: number) => number > 10],
  ['organization', { organization: 'org_1' }, (number: number) => number % 3 === 1 && number % 5 !== 0],
  ['an organization whose id is hashed', { organization: 'zoe@example.com' }, (number: number) => number % 5 === 0],
  ['operation', { operation: 'op_7' }, (number: number) => number === 7],
  ['outcome', { outcome: 'applied' }, (number: number) => number % 4 === 0],
  ['its beginning', { fromTime: minute(8) }, (number: number) => number >= 8],
  ['its end', { toTime: minute(8) }, (number: number) => number < 8],
  [
    'several',
    { principal: 'support', connection: 'zitadel', fromTime: minute(15) },
    (n: number) => n > 15 && n % 2 === 0,
  ],
  ['what there is none of', { principal: 'nobody' }, () => false],
])('events are found by %s, the newest first', async (_, filter, matching) => {
  expect(await found(filter)).toEqual(numbers(matching));
});

test('pages of any size give every event once', async () => {
  for (const size of [1, 3, total, total + 1]) {
    const seen: number[] = [];
    let before: number | undefined;
    do {
      const page = await store.trail().list({ principal: 'support' }, { size, before });
      expect(page.records.length).toBeLessThanOrEqual(size);
      seen.push(...page.records.map(({ seq }) => seq));
      before = page.next;
    } while (before !== undefined);
    expect(seen).toEqual(numbers((number) => number % 2 === 0));
  }
});

test('what was recorded or noted just now is on the first page', async () => {
  const trail = store.trail();
  await trail.record(store.database.db, { type: 'configuration.changed', principal: 'just-now', digest: '9f2c7a' });
  trail.note({ type: 'request.denied', principal: 'just-now', code: 'not-found' });
  const { records } = await trail.list({ principal: 'just-now' }, { size: 20, before: undefined });
  expect(records.map(({ type }) => type).sort()).toEqual(['configuration.changed', 'request.denied']);
});

test('nothing that looks like an address is in the database', async () => {
  const { db } = store.database;
  await store.trail().head();
  const rows = await db.selectFrom('audit_events').selectAll().execute();
  expect(JSON.stringify(rows)).not.toMatch(/zoe|example/);
  expect(rows.filter(({ organization }) => organization?.startsWith('hashed:'))).toHaveLength(4);
});

test.each(formats)(
  '%s: an export of everything can be checked with the public key alone, and is recorded',
  async (format) => {
    const trail = store.trail();
    const { publicKey, signedHead } = await trail.head();
    const text = await textOf(await trail.exportAs(format, {}, exporter));
    expect(await verifyExport(bytesOf(text), publicKey)).toEqual({
      ok: true,
      records: signedHead.to,
      from: 1,
      to: signedHead.to,
    });
    const { records } = await trail.list({ type: 'audit.exported' }, { size: 1, before: undefined });
    expect(records[0]).toMatchObject({
      ...exporter,
      seq: signedHead.to + 1,
      count: signedHead.to,
      digest: signedHead.head,
    });
  },
);

test.each([
  ['a part', { fromTime: minute(5), toTime: minute(9) }, 5, 8],
  ['the beginning', { toTime: minute(3) }, 1, 2],
  ['the time before', { toTime: minute(0) }, 1, 0],
  ['a time without events', { fromTime: new Date(minute(5).getTime() + 1), toTime: minute(6) }, 6, 5],
])('an export of %s has the records of that time', async (_, range: TimeRange, from, to) => {
  const trail = store.trail();
  const { publicKey } = await trail.head();
  for (const format of formats) {
    const text = await textOf(await trail.exportAs(format, range, exporter));
    expect(await verifyExport(bytesOf(text), publicKey)).toEqual({ ok: true, records: to - from + 1, from, to });
  }
});

test('an export of the time since the last event is empty and follows from that event', async () => {
  const trail = store.trail();
  const { publicKey, ...saved } = await trail.head();
  const { to } = saved.signedHead;
  const later = { fromTime: new Date(Date.now() + 3_600_000) };
  const text = await textOf(await trail.exportAs('jsonl', later, exporter));
  expect(await verifyExport(bytesOf(text), publicKey, saved)).toEqual({ ok: true, records: 0, from: to + 1, to });
});

test('a head that was saved fits every later export', async () => {
  const trail = store.trail();
  const { publicKey, ...saved } = await trail.head();
  await trail.record(store.database.db, { type: 'operation.started' });
  const text = await textOf(await trail.exportAs('csv', {}, exporter));
  expect(await verifyExport(bytesOf(text), publicKey, saved)).toMatchObject({ ok: true });
});

test('two replicas sign with the same key', async () => {
  const [one, other] = [await store.trail().head(), await store.trail().head()];
  expect(other.publicKey).toBe(one.publicKey);
  expect(headIn(JSON.stringify(other))).toMatchObject({ publicKeyId: one.publicKeyId });
});
