import { expect } from 'vitest';
import { exchange } from './raw-exchange.ts';
import { authorized, get, host, json, organization, written } from './requests.ts';
import type { BadInput, CorpusStage } from './runner.ts';
import { otherKey } from './stage.ts';

const organizations = '/v1/connections/stytch/organizations';
const refused = { status: 400, code: 'invalid-request' } as const;
const pointer = 'header/Idempotency-Key';
const longest = 'k'.repeat(128);
const good = 'a-key-of-sixteen-or-more';
/** A name, so that the upstream takes the same one only once. */
const named = (name: string): string => JSON.stringify({ displayName: name });

/** A create with these lines besides. */
const creating = (body: string, ...fields: readonly string[]): string => createdBy(authorized, body, ...fields);
const createdBy = (authorization: string, body: string, ...fields: readonly string[]): string =>
  written(
    `POST ${organizations} HTTP/1.1`,
    [host, authorization, json, `Content-Length: ${Buffer.byteLength(body)}`, ...fields],
    body,
  );
const keyed = (key: string): string => creating(named('Acme'), `Idempotency-Key: ${key}`);

/** What is sent once the same or another call was made under the same key. */
const after =
  (first: string, second: string) =>
  async ({ port }: CorpusStage): Promise<string> => {
    const { answers } = await exchange(port, first);
    expect(answers[0]?.status).toBe(201);
    return second;
  };
const replayed: BadInput['also'] = ({ headers }) => expect(headers['idempotent-replayed']).toBe('true');
const anew: BadInput['also'] = ({ headers }) => expect(headers['idempotent-replayed']).toBeUndefined();

const used = (name: string): string => `Idempotency-Key: corpus-${name}-0123456789`;

/** Group I of the reference. */
export const idempotencyKeys: readonly BadInput[] = [
  { name: 'I01 missing', bytes: creating(named('Acme')), status: 400, code: 'idempotency-key-missing' },
  { name: 'I02 empty', bytes: keyed(''), ...refused, pointer },
  { name: 'I03 15 chars', bytes: keyed('k'.repeat(15)), ...refused, pointer },
  { name: 'I04 129 chars', bytes: keyed(`${longest}k`), ...refused, pointer },
  { name: 'I05 with space', bytes: keyed('a key of sixteen or more'), ...refused, pointer },
  { name: 'I06 with quote inside', bytes: keyed('"a-key-of-"sixteen-or-more"'), ...refused, pointer },
  { name: 'I07 non-ASCII', bytes: keyed('a-key-of-sechzehn-öder-mehr'), ...refused, pointer },
  { name: 'I08 CRLF', bytes: keyed('a-key-of-sixteen\r\n-or-more'), ...refused },
  {
    name: 'I09 two headers',
    bytes: creating(named('Acme'), `Idempotency-Key: ${good}`, `Idempotency-Key: ${good}`),
    ...refused,
  },
  { name: 'I10 comma list', bytes: keyed(`${good}, ${good}`), ...refused, pointer },
  {
    name: 'I11 quoted = bare',
    bytes: after(
      creating(named('I11'), 'Idempotency-Key: corpus-i11-0123456789'),
      creating(named('I11'), 'Idempotency-Key: "corpus-i11-0123456789"'),
    ),
    status: 201,
    also: replayed,
  },
  {
    name: 'I12 other body',
    bytes: after(creating(named('I12'), used('i12')), creating(named('I12b'), used('i12'))),
    status: 422,
    code: 'idempotency-key-reused',
  },
  {
    name: 'I13 same body, other key order',
    bytes: after(
      creating('{"displayName":"I13","metadata":{"a":1,"b":2}}', used('i13')),
      creating('{"metadata":{"b":2,"a":1},"displayName":"I13"}', used('i13')),
    ),
    status: 201,
    also: replayed,
  },
  {
    name: 'I14 same body, 1 vs 1.0',
    bytes: after(
      creating('{"displayName":"I14","metadata":{"a":1}}', used('i14')),
      creating('{"displayName":"I14","metadata":{"a":1.0}}', used('i14')),
    ),
    status: 201,
    also: replayed,
  },
  {
    name: 'I15 on GET',
    bytes: get(organization, 'Idempotency-Key: x'),
    status: 200,
    valid: 'reads know no such header, and headers nobody knows are ignored',
  },
  {
    name: "I16 key equal to another principal's",
    bytes: after(
      createdBy(`Authorization: Bearer ${otherKey}`, named('I16'), used('i16')),
      creating(named('I16b'), used('i16')),
    ),
    status: 201,
    valid: 'each principal has keys of its own',
    also: anew,
  },
];
