import { gzipSync } from 'node:zlib';
import { authorized, create, freshKey, get, host, json, organizations, write, written } from './requests.ts';
import type { BadInput } from './runner.ts';

const body = '{"displayName":"Acme"}';
const refused = { status: 415, code: 'unsupported-media-type' } as const;

const typed = (type: string, sent = body): string => write('POST', organizations, sent, `Content-Type: ${type}`);

/** A create whose body is compressed. */
const coded = (coding: string, bytes: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      written(`POST ${organizations} HTTP/1.1`, [
        ...[host, authorized, freshKey(), json],
        `Content-Encoding: ${coding}`,
        `Content-Length: ${bytes.length}`,
      ]),
    ),
    bytes,
  ]);

const gzipped = gzipSync(body);
const megabyte = gzipSync(Buffer.alloc(1024 * 1024));
/** Members of one gzip stream follow each other: 100 MB in 100 kB. */
const bomb = Buffer.concat(Array(100).fill(megabyte));

/** Group D of the reference. */
export const mediaTypes: readonly BadInput[] = [
  { name: 'D01 text/plain', bytes: typed('text/plain'), ...refused },
  { name: 'D02 missing type', bytes: write('POST', organizations, body), ...refused },
  { name: 'D03 form-urlencoded', bytes: typed('application/x-www-form-urlencoded', 'displayName=Acme'), ...refused },
  { name: 'D04 multipart', bytes: typed('multipart/form-data; boundary=x', '--x--'), ...refused },
  { name: 'D05 merge-patch on POST', bytes: typed('application/merge-patch+json'), ...refused },
  { name: 'D06 charset=utf-16le', bytes: typed('application/json; charset=utf-16le'), ...refused },
  { name: 'D07 charset=iso-8859-1', bytes: typed('application/json; charset=iso-8859-1'), ...refused },
  { name: 'D08 charset=UTF-8', bytes: typed('application/json;charset=UTF-8'), status: 201, valid: 'it is UTF-8' },
  { name: 'D09 two types', bytes: typed('application/json, text/plain'), ...refused },
  { name: 'D10 gzip body', bytes: coded('gzip', gzipped), ...refused },
  { name: 'D11 gzip-gzip', bytes: coded('gzip, gzip', gzipSync(gzipped)), ...refused },
  { name: 'D12 gzip bomb 100 MB', bytes: coded('gzip', bomb), ...refused },
  {
    name: 'D13 body-101-kB',
    bytes: create(`{"displayName":"${'a'.repeat(101 * 1024)}"}`),
    status: 413,
    code: 'payload-too-large',
  },
  {
    name: 'D14 Accept: text/html only',
    bytes: get(organizations, 'Accept: text/html'),
    status: 406,
    code: 'not-acceptable',
  },
];
