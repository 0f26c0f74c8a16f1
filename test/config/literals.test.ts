import { expect, test } from 'vitest';
import { allowed, at, digest, faultsOf, ref, small } from './files.ts';

const advice = `must be a reference such as ${ref('ENV_NAME')} or ${ref('file:/path')}: a secret is not written into the file`;
const written = (file: string): string => file.replace(ref('API_KEY'), 's3cret');
const more = `database: { url: 'postgres://user:s3cret@db.example/orgway' }\nsecretKey: '${'A'.repeat(43)}='\n`;

test('a secret that is written into the file of a gateway that reaches public upstreams is a fault, and is not repeated', () => {
  const faults = faultsOf(written(small) + more);
  expect(faults).toEqual([
    `6 /connections/main/credentials/adminApiKey ${advice}`,
    `8 /secretKey ${advice}`,
    `7 /database/url ${advice}`,
  ]);
  expect(faults.join('\n')).not.toContain('s3cret');
});

test('a text with a reference anywhere in it is none', () => {
  const url = `postgres://user:${ref('PASSWORD')}@db.example/orgway`;
  expect(faultsOf(`${small}database: { url: '${url}' }\n`, { PASSWORD: 's3cret' })).toEqual([]);
});

test.each([
  ['a loopback upstream', at('https://127.0.0.1:8443', allowed)],
  ['a private one', at('https://10.1.2.3', allowed)],
])('%s may be given what everybody may see', (_name, file) => {
  expect(faultsOf(written(file) + more)).toEqual([]);
});

test('what is no secret may be written', () => {
  expect(faultsOf(`${small}database: { url: 'postgres://user@db.example/orgway' }\n`)).toEqual([]);
  expect(small).toContain(digest);
});
