import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { exportAuditEvents, getAuditHead, listAuditEvents } from '../../src/api/audit-events.ts';
import { createPageTokens } from '../../src/api/page-token.ts';
import type { UnifiedRequest } from '../../src/api/unified-request.ts';
import * as validators from '../../src/generated/validators/orgway.js';
import { verifyExport } from '../../src/operations/audit/verify.ts';
import { bytesOf, stored, textOf } from '../operations/audit/stored.ts';
import { problemOf } from '../support/caught.ts';

const store = stored();
const tokens = createPageTokens(randomBytes(32));
const exporter = { principal: 'compliance', requestId: 'req_1' };
const asking = (query: UnifiedRequest['query'] = {}): UnifiedRequest => ({ path: {}, query, header: {} });
const list = (query: UnifiedRequest['query']) =>
  listAuditEvents(asking(query), store.trail(), { pageTokens: tokens, scope: undefined });
const second = (number: number): Date => new Date(Date.UTC(2016, 11, 31, 23, 59, 50 + number));

beforeAll(async () => {
  for (let number = 1; number <= 25; number += 1) {
    const trail = store.trail(() => second(number));
    await trail.record(store.database.db, {
      type: 'operation.started',
      principal: number % 2 === 0 ? 'support' : 'billing',
      operation: `op_${number}`,
      fields: ['displayName'],
    });
  }
});

test('a page holds 20 events unless told otherwise, the newest first, as documented', async () => {
  const page = await list({});
  expect(page.auditEvents.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => 25 - index));
  expect(validators.listAuditEvents_200(page)).toBe(true);
  const rest = await list({ pageToken: page.nextPageToken });
  expect(rest.auditEvents.map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1]);
  expect(rest).not.toHaveProperty('nextPageToken');
});

test('a page token is good for the same query only', async () => {
  const query = { principal: 'support', pageSize: 5, fromTime: '2016-01-01T00:00:00Z' };
  const { nextPageToken: pageToken } = await list(query);
  expect((await list({ ...query, pageToken })).auditEvents.map(({ seq }) => seq)).toEqual([14, 12, 10, 8, 6]);
  expect((await list({ pageToken, ...query })).auditEvents).toHaveLength(5);
  const others = [
    { principal: 'billing' },
    { pageSize: 6 },
    { fromTime: '2016-01-02T00:00:00Z' },
    { type: 'key.used' },
  ];
  for (const other of others) {
    const problem = await problemOf(() => list({ ...query, pageToken, ...other }));
    expect(problem.code).toBe('invalid-page-token');
  }
});

test.each([
  ['2016-12-31T23:59:58Z', 8],
  ['2016-12-31t23:59:58.000z', 8],
  ['2017-01-01T00:59:58+01:00', 8],
  // A leap second, counted as the second before.
  ['2016-12-31T23:59:60Z', 9],
  ['2016-12-31T23:59:60.999Z', 10],
])('from %s the first event is %i', async (fromTime, first) => {
  const { auditEvents } = await list({ fromTime, pageSize: 200 });
  expect(auditEvents.at(-1)?.seq).toBe(first);
});

test.each(['2016-12-31T23:59:58Z', '2015-01-01T00:00:00Z'])(
  'a time that ends %s, before it begins, is refused',
  async (toTime) => {
    const query = { fromTime: '2016-12-31T23:59:58Z', toTime };
    for (const answer of [() => list(query), () => exportAuditEvents(asking(query), store.trail(), exporter)]) {
      expect(await problemOf(answer)).toMatchObject({
        code: 'invalid-request',
        parts: { errors: [{ pointer: 'query/toTime' }] },
      });
    }
  },
);

test.each([
  ['jsonl', {}, 'application/jsonl'],
  ['jsonl', { format: 'jsonl' }, 'application/jsonl'],
  ['csv', { format: 'csv' }, 'text/csv'],
])('an export as %s for %j has the media type %s and can be checked', async (_, query, type) => {
  const range = { fromTime: '2016-12-31T23:59:53Z', toTime: '2016-12-31T23:59:55Z' };
  const head = await getAuditHead(store.trail());
  const answer = await exportAuditEvents(asking({ ...query, ...range }), store.trail(), exporter);
  expect(answer.type).toBe(type);
  const text = await textOf(answer.chunks);
  expect(text.startsWith('{')).toBe(type === 'application/jsonl');
  expect(await verifyExport(bytesOf(text), head.publicKey)).toEqual({ ok: true, records: 2, from: 3, to: 4 });
});

test('the head is as documented', async () => {
  expect(validators.getAuditHead_200(await getAuditHead(store.trail()))).toBe(true);
});
