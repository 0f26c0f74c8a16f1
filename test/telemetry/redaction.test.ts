import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, redacting } from '../../src/telemetry/redaction.ts';
import { encodings } from './encodings.ts';

const secret = 'canary/Zx81+ "q\\u$é=~';
const redactor = (...secrets: string[]) => {
  const made = createRedactor();
  made.configure(secrets);
  return made;
};

describe.each(Object.entries(encodings))('%s', (_name, encode) => {
  test('is found wherever it stands', () => {
    const { redact } = redactor('another-secret', secret);
    for (const [before, after] of [
      ['', ''],
      ['x', 'y'],
      ['"a":"', '"'],
      ['%', '='],
      ['zz', ' and so on'],
    ] as const) {
      expect(redact(before + encode(secret) + after)).not.toContain(encode(secret));
      expect(redact(before + encode(secret) + after)).toContain('***');
    }
  });

  test('is found for any secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 8, maxLength: 200 }), (any) => {
        if (/[\r\n]|\\n/.test(any)) return;
        expect(redactor(any).redact(`x ${encode(any)} y`)).not.toContain(encode(any));
      }),
      { numRuns: 25 },
    );
  });
});

test('what surrounds a secret stays', () => {
  expect(redactor(secret).redact(`a${secret}b ${secret}${secret} c`)).toBe('a***b *** c');
});

test('in base64 it is found at every place of a longer text', () => {
  for (const before of ['', 'a', 'ab', 'abc', 'user:']) {
    const encoded = Buffer.from(`${before}${secret}, and more`).toString('base64');
    const left = redactor(secret).redact(encoded);
    expect(Buffer.from(left.split('***').join(''), 'base64').toString()).not.toContain('Zx81');
    expect(left).toContain('***');
  }
});

test('half encoded it is found as well', () => {
  const { redact } = redactor(secret);
  expect(redact('canary%2fZx81%2b%20%22q%5cu$%c3%A9%3d~')).toBe('***');
  expect(redact(`{\\"a\\":\\"canary\\/Zx81+ \\\\\\"q\\\\\\\\u$\\u00e9=~\\"}`)).toBe('{\\"a\\":\\"***\\"}');
});

test('each line of a key is a secret, and each part of a long token', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const file = JSON.stringify({ type: 'serviceaccount', keyId: '1', key: pem });
  const token = `eyJ${'abcdefghij'.repeat(60)}`;
  const { redact } = redactor(file, token);
  const told = redact(`${pem}\n${file}\n${token}`);
  for (const line of pem.split('\n').slice(1, -2)) expect(told).not.toContain(line.slice(0, 40));
  expect(told).not.toContain('abcdefghij');
  expect(told.length).toBeLessThan(400);
});

test('a word is no secret', () => {
  expect(redactor('sandbox').redact('the sandbox key')).toBe('the sandbox key');
});

test('the secrets of the configuration before are remembered, of the fetched ones the latest', () => {
  const made = createRedactor();
  made.configure(['first-secret']);
  made.configure(['second-secret']);
  for (let number = 100; number <= 200; number += 1) made.learn(`fetched-token-${number}`);
  expect(made.redact('first-secret second-secret fetched-token-100 fetched-token-101')).toBe(
    '*** *** fetched-token-100 ***',
  );
  made.configure(['third-secret']);
  expect(made.redact('first-secret second-secret third-secret')).toBe('first-secret *** ***');
});

test('by its looks a secret is known without being told', () => {
  const { redact } = createRedactor();
  expect(redact('postgres://gateway:pw@db/orgway and https://a.example/x?y=1')).toBe(
    'postgres://gateway:***@db/orgway and https://a.example/x?y=1',
  );
  expect(redact('Authorization: Bearer abcdef012345, Basic dXNlcjpwYXNz')).toBe('Authorization: Bearer ***, Basic ***');
  expect(redact(`orgway_0123456789_${'a'.repeat(49)} orgway_sandbox`)).toBe('orgway_*** orgway_sandbox');
});

test('values of plain data are redacted where they stand, names included', () => {
  const date = new Date();
  expect(
    redactor('s3cret-value').redactIn({ a: ['s3cret-value'], 's3cret-value': { n: 1, date, none: null } }),
  ).toEqual({
    a: ['***'],
    '***': { n: 1, date, none: null },
  });
});

test('a log line stays one JSON object, without secrets by value and by name', () => {
  const lines: string[] = [];
  const log = redacting({ write: (line) => lines.push(line) }, redactor(secret));
  const fields = {
    msg: `failed: ${secret}`,
    authorization: 'x',
    headers: { 'set-Cookie': 'a="b"', 'x-api-key': 'k' },
    pages: 3,
  };
  log.write(`${JSON.stringify(fields)}\n`);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    msg: 'failed: ***',
    authorization: '***',
    headers: { 'set-Cookie': '***', 'x-api-key': '***' },
    pages: 3,
  });
});
