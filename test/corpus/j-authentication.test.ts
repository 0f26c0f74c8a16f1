import { pino } from 'pino';
import { afterAll, beforeAll, expect } from 'vitest';
import { createKeyRecords, type NewKey } from '../../src/operations/keys/key-records.ts';
import { configured, keyFor, type Rights, recordOperation } from '../api/access/rights.ts';
import { idempotencyKey, type RunningGateway, startGateway } from '../support/gateway.ts';
import { type StubUpstream, startStubUpstream } from '../support/stub-upstream.ts';
import type { RawAnswer } from './raw-exchange.ts';
import { written } from './requests.ts';
import { type BadInput, type CorpusStage, corpus } from './runner.ts';
import { stageOf } from './stage.ts';

const caller: Rights = {
  name: 'caller',
  permissions: ['organizations:read', 'operations:read'],
  connections: ['mine'],
};
const reading = { permissions: ['organizations:read'], connections: ['mine'] };

let upstream: StubUpstream;
let gateway: RunningGateway;
let guessed: RunningGateway;
const lines: string[] = [];
const stored: Record<'revoked' | 'expired' | 'usable' | 'other', NewKey> = Object.create(null);

beforeAll(async () => {
  upstream = await startStubUpstream();
  const connections = ['mine', 'foreign'].map((id) => ({ id, provider: 'userhub', baseUrl: upstream.url }));
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  gateway = await startGateway(connections, { configuredKeys: [configured(caller)], log });
  // J17 would have the others told to wait.
  guessed = await startGateway(connections, { configuredKeys: [configured(caller)] });
  const { db } = gateway.database;
  const records = createKeyRecords(db, () => new Date());
  for (const name of ['revoked', 'usable', 'other'] as const)
    stored[name] = await records.create(name, reading, undefined);
  stored.expired = await records.create('expired', reading, new Date(Date.now() - 1));
  await records.revoke('revoked');
  await recordOperation(db, 'op_foreign', { connection: 'foreign', action: 'createOrganization' });
});
afterAll(async () => {
  await gateway.stop();
  await guessed.stop();
  await upstream.stop();
});

const stage = (of: RunningGateway): CorpusStage => stageOf(of, keyFor(caller), () => upstream.received.length);

const request = (line: string, ...headers: readonly string[]): string =>
  written(`${line} HTTP/1.1`, ['Host: x', 'Connection: close', ...headers]);
const list = (...headers: readonly string[]): string => request('GET /v1/connections', ...headers);
const bearer = (key: string): string => `Authorization: Bearer ${key}`;
const mine = bearer(keyFor(caller));

const unauthenticated = {
  status: 401,
  code: 'unauthenticated',
  also: ({ headers }: RawAnswer) => expect(headers['www-authenticate']).toBe('Bearer'),
} as const;
const hidden = { status: 404, code: 'unknown-connection' } as const;

/** Group J of the reference, but J18: what is compared in constant time is a digest, and its test would be one of statistics. */
const authentication: readonly BadInput[] = [
  { name: 'J01 none', bytes: list(), ...unauthenticated },
  { name: 'J02 Basic instead of Bearer', bytes: list('Authorization: Basic Y2FsbGVyOmtleQ=='), ...unauthenticated },
  { name: 'J03 wrong key right prefix', bytes: list(bearer(`${keyFor(caller)}x`)), ...unauthenticated },
  {
    name: 'J04 right id wrong secret',
    bytes: () => list(bearer(stored.other.text.replace(stored.other.id, stored.usable.id))),
    ...unauthenticated,
  },
  { name: 'J05 key of length 0', bytes: list('Authorization: Bearer '), ...unauthenticated },
  { name: 'J05 key of 10 kB', bytes: list(bearer('k'.repeat(10_000))), ...unauthenticated },
  { name: 'J06 revoked key', bytes: () => list(bearer(stored.revoked.text)), ...unauthenticated },
  { name: 'J07 expired key', bytes: () => list(bearer(stored.expired.text)), ...unauthenticated },
  {
    name: 'J08 key in the query',
    bytes: () => request(`GET /v1/connections?key=${stored.usable.text}&access_token=${stored.usable.text}`),
    ...unauthenticated,
    also: (answer) => {
      unauthenticated.also(answer);
      expect(answer.text + lines.join('')).not.toContain(stored.usable.text.slice(18));
    },
  },
  { name: 'J09 key in a cookie', bytes: () => list(`Cookie: key=${stored.usable.text}`), ...unauthenticated },
  {
    name: 'J10 lower-case scheme',
    bytes: list(mine.replace('Bearer', 'bearer')),
    status: 200,
    valid: 'the name of a scheme is written in any case',
  },
  {
    name: 'J11 two spaces',
    bytes: list(mine.replace('Bearer ', 'Bearer  ')),
    status: 200,
    valid: 'RFC 9110 wants one space or more',
  },
  {
    name: 'J12 organizations:read calls delete',
    bytes: () =>
      request(
        'DELETE /v1/connections/mine/organizations/org_1',
        mine,
        `Idempotency-Key: ${idempotencyKey()['idempotency-key']}`,
      ),
    status: 403,
    code: 'permission-denied',
  },
  {
    name: "J13 other tenant's organization",
    bytes: request('GET /v1/connections/foreign/organizations/org_1', mine),
    ...hidden,
  },
  {
    name: "J14 other tenant's operation",
    bytes: request('GET /v1/operations/op_foreign', mine),
    status: 404,
    code: 'not-found',
  },
  { name: 'J15 connection not granted', bytes: request('GET /v1/connections/foreign', mine), ...hidden },
  { name: 'J16 HEAD without key', bytes: request('HEAD /v1/connections'), ...unauthenticated },
];

const guessing: BadInput = {
  name: 'J17 1,000 bad keys from one address',
  bytes: async ({ port }) => {
    const statuses: number[] = [];
    for (let number = 0; number < 999; number += 1) {
      const headers = { authorization: `Bearer guess-${number}`, 'x-forwarded-for': `203.0.113.${number % 256}` };
      const answer = await fetch(`http://127.0.0.1:${port}/v1/connections`, { headers });
      await answer.arrayBuffer();
      statuses.push(answer.status);
    }
    expect(statuses.slice(0, 19)).toEqual(Array(19).fill(401));
    expect(new Set(statuses.slice(19))).toEqual(new Set([429]));
    return list(bearer('guess-1000'));
  },
  status: 429,
  code: 'rate-limited',
  also: ({ headers }) => expect(Number(headers['retry-after'])).toBeGreaterThan(0),
};

corpus('J: authentication and rights', () => stage(gateway), authentication);
corpus('J: guessing', () => stage(guessed), [guessing]);
