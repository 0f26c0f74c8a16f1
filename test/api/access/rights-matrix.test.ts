import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Operation } from '../../../src/contract/document.ts';
import { type Answer, type RunningGateway, startGateway } from '../../support/gateway.ts';
import { recordedOperations } from '../../support/journal.ts';
import { type StubUpstream, startStubUpstream } from '../../support/stub-upstream.ts';
import {
  callAll,
  callAs,
  configured,
  pathTo,
  permissionWords,
  protectedOperations,
  type Rights,
  recordOperation,
  shownBy,
} from './rights.ts';

/** A connection that is granted, one that is not, and one that does not exist. */
const [mine, foreign, absent] = ['mine', 'foreign', 'absent'];
const [myOperation, foreignOperation, absentOperation] = ['op_mine', 'op_foreign', 'op_absent'];
/** What was done by the operations on record: to settle one needs the permission for this as well. */
const action = 'disconnectExternalAccount';
const actionPermission = 'external-accounts:destroy';

const principals: readonly Rights[] = [
  { name: 'none', permissions: [], connections: 'all' },
  { name: 'none-mine', permissions: [], connections: [mine] },
  ...permissionWords.flatMap((word) => {
    const name = word.replace(':', '-');
    return [
      { name, permissions: [word], connections: 'all' as const },
      { name: `${name}-mine`, permissions: [word], connections: [mine] },
    ];
  }),
  { name: 'no-connections', permissions: ['admin'], connections: [] },
  { name: 'all-but-admin', permissions: permissionWords.filter((word) => word !== 'admin'), connections: [mine] },
  { name: 'reader', permissions: permissionWords.filter((word) => word.endsWith(':read')), connections: [mine] },
  { name: 'settler', permissions: ['operations:read', actionPermission], connections: [mine] },
];

/** Whether the document lets them, as told by nothing but the document. */
const permitted = ({ permissions }: Rights, permission: string | undefined): boolean =>
  permissions.includes('admin') ||
  (permission === 'any' ? permissions.length > 0 : permissions.includes(permission ?? ''));
const granted = ({ connections }: Rights, connection: string): boolean =>
  connections === 'all' ? connection !== absent : connections.includes(connection);

interface Cell {
  readonly who: Rights;
  readonly operation: Operation;
  readonly connection: string;
  readonly id: string;
  readonly expected: 'permission-denied' | 'unknown-connection' | 'not-found' | 'let through';
}

function expectedOf(
  who: Rights,
  { id, path, permission, allConnections }: Operation,
  connection: string,
): Cell['expected'] {
  if (!permitted(who, permission)) return 'permission-denied';
  if (allConnections && who.connections !== 'all') return 'permission-denied';
  if (path.includes('{connection}') && !granted(who, connection)) return 'unknown-connection';
  if (path.includes('{operation}') && !granted(who, connection)) return 'not-found';
  return id === 'reconcileOperation' && !permitted(who, actionPermission) ? 'permission-denied' : 'let through';
}

const cells: readonly Cell[] = principals.flatMap((who) =>
  protectedOperations.flatMap((operation) => {
    const places = /\{(?:connection|operation)\}/.test(operation.path)
      ? ([
          [mine, myOperation],
          [foreign, foreignOperation],
          [absent, absentOperation],
        ] as const)
      : ([[mine, myOperation]] as const);
    return places.map(([connection, id]) => ({
      who,
      operation,
      connection,
      id,
      expected: expectedOf(who, operation, connection),
    }));
  }),
);

const refused = cells.filter(({ expected }) => expected !== 'let through');

let upstream: StubUpstream;
let gateway: RunningGateway;
/** How each of the refused cells was answered. */
let answers: ReadonlyMap<Cell, Answer>;
beforeAll(async () => {
  upstream = await startStubUpstream();
  gateway = await startGateway(
    [mine, foreign].map((id) => ({ id, provider: 'userhub', baseUrl: upstream.url })),
    { configuredKeys: principals.map(configured) },
  );
  await recordOperation(gateway.database.db, myOperation, { connection: mine, action });
  await recordOperation(gateway.database.db, foreignOperation, { connection: foreign, action });
  const made = await callAll(refused, ask);
  answers = new Map(refused.map((cell, at) => [cell, made[at] as Answer]));
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

const ask = ({ who, operation, connection, id }: Cell): Promise<Answer> =>
  callAs(gateway)(who, operation.method, pathTo(operation, connection, id));
const nameOf = ({ who, operation, connection }: Cell): string => `${who.name} ${operation.id} ${connection}`;

test('the matrix has every principal, every operation and every kind of answer', () => {
  expect(cells.length).toBeGreaterThan(2_000);
  expect(new Set(cells.map(({ operation }) => operation.id)).size).toBe(protectedOperations.length);
  for (const expected of ['permission-denied', 'unknown-connection', 'not-found', 'let through'] as const) {
    expect(cells.filter((cell) => cell.expected === expected).length).toBeGreaterThan(20);
  }
});

test('everything that is not granted is refused, and neither an upstream nor the journal hears of it', async () => {
  const wrong = refused.flatMap((cell) => {
    const { status, body } = answers.get(cell) as Answer;
    const told = `${status} ${body.code}`;
    const expected = `${cell.expected === 'permission-denied' ? 403 : 404} ${cell.expected}`;
    return told === expected ? [] : [`${nameOf(cell)}: ${told} instead of ${expected}`];
  });
  expect(wrong).toEqual([]);
  expect(upstream.received).toEqual([]);
  expect(await recordedOperations(gateway.database)).toBe(2);
});

test('a refusal names the permission that is lacking', () => {
  const cell = refused.find(({ who, operation }) => who.name === 'reader' && operation.id === 'deleteOrganization');
  const { body } = answers.get(cell as Cell) as Answer;
  expect(body).toMatchObject({ code: 'permission-denied', detail: expect.stringContaining('organizations:destroy') });
});

test('what is foreign looks as what is absent, for everybody and everywhere', () => {
  const pairs = cells.flatMap((cell, at) =>
    cell.connection === foreign && !granted(cell.who, foreign) ? [[cell, cells[at + 1] as Cell] as const] : [],
  );
  expect(pairs.length).toBeGreaterThan(400);
  for (const [one, other] of pairs) {
    expect(other).toMatchObject({ who: one.who, operation: one.operation, connection: absent });
    const [seen, unseen] = [answers.get(one), answers.get(other)] as [Answer, Answer];
    expect([nameOf(one), shownBy(seen)]).toEqual([nameOf(one), shownBy(unseen)]);
  }
});

test('everything that is granted is let through', async () => {
  upstream.respond(() => ({ status: 503 }));
  const good = cells.filter(({ expected, who }) => expected === 'let through' && who.connections !== 'all');
  const through = await callAll(good, ask);
  const wrong = good.flatMap((cell, at) => {
    const { status, body } = through[at] as Answer;
    // Of what does not pass through, and of an organization that cannot be one of the upstream's.
    const otherwise =
      body.code === 'passthrough-refused' ||
      (body.code === 'not-found' && cell.operation.path.includes('{organization}'));
    return [401, 403, 404].includes(status) && !otherwise ? [`${nameOf(cell)}: ${status} ${body.code}`] : [];
  });
  expect(wrong).toEqual([]);
});
