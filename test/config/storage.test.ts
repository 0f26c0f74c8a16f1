import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { faultsOf, read, ref, small } from './files.ts';

const url = 'postgres://user@db.example:5433/orgway';
const withUrl = (written: string): string => `${small}database:\n  url: '${written}'\n`;
const withKey = (written: string): string => `${small}secretKey: '${written}'\n`;
const form = 'a PostgreSQL address such as postgres://user:password@host/database';

test('without a word about it the gateway has a database and a secret of its own', () => {
  expect(read(small)).not.toHaveProperty('database');
  expect(read(small)).not.toHaveProperty('secretKey');
});

test.each([
  url,
  'postgresql://db.example',
  'postgres://[::1]:5432/orgway?sslmode=verify-full',
  'postgres:///orgway?host=/var/run/postgresql',
  'postgres://user@%2Fvar%2Frun%2Fpostgresql/orgway',
])('%s is a database', (written) => {
  expect(read(withUrl(written)).database).toEqual({ url: written });
  expect(read(withUrl(ref('DB')), { DB: written }).database).toEqual({ url: written });
  expect(read(small, { DATABASE_URL: written }).database).toEqual({ url: written });
});

test('the file wins over the environment variable DATABASE_URL', () => {
  expect(read(withUrl(url), { DATABASE_URL: 'postgres://other.example' }).database).toEqual({ url });
  expect(read(withUrl(url), { DATABASE_URL: 'mysql://other.example' }).database).toEqual({ url });
});

test.each(['', 'db.example', 'postgres://', 'postgres:orgway', 'mysql://s3cret@db.example', 'https://s3cret.example'])(
  '"%s" is no database, and is not repeated',
  (written) => {
    expect(faultsOf(withUrl(written))).toEqual([`8 /database/url must be ${form}`]);
    const message = `comes from the environment variable DATABASE_URL, which is not ${form}`;
    expect(faultsOf(small, { DATABASE_URL: written })).toEqual([`1 /database/url ${message}`]);
  },
);

test('a database is its address and nothing else', () => {
  expect(faultsOf(`${small}database: {}\n`)).toEqual(["7 /database/url must have required property 'url'"]);
  expect(faultsOf(`${small}database: ${url}\n`)).toEqual(['7 /database must be object']);
  expect(faultsOf(`${withUrl(url)}  pool: 5\n`)).toEqual(['9 /database/pool must NOT have additional properties']);
  expect(faultsOf(withUrl(ref('MISSING')))).toEqual(['8 /database/url the environment has no MISSING']);
});

test.each(['base64', 'base64url'] as const)('the secret key is 32 bytes in %s', (encoding) => {
  const bytes = randomBytes(32);
  const { secretKey } = read(withKey(ref('KEY')), { KEY: bytes.toString(encoding) });
  expect(Buffer.from(secretKey ?? [])).toEqual(bytes);
});

test.each(['', 's3cret', randomBytes(31).toString('base64'), randomBytes(32).toString('hex')])(
  '"%s" is no secret key, and is not repeated',
  (KEY) => {
    expect(faultsOf(withKey(ref('KEY')), { KEY })).toEqual([
      '7 /secretKey must be 32 bytes in base64; make them with: openssl rand -base64 32',
    ]);
  },
);
