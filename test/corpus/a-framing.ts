import {
  authorized,
  chunked,
  disconnect,
  freshKey,
  host,
  json,
  organization,
  organizations,
  written,
} from './requests.ts';
import type { BadInput } from './runner.ts';

const body = '{"displayName":"Acme"}';
const length = `Content-Length: ${body.length}`;
const coded = 'Transfer-Encoding: chunked';
/** What would be carried out if it were taken for a request of its own. */
const smuggled = written(`DELETE ${disconnect} HTTP/1.1`, [host, authorized, freshKey()]);

/** A create whose framing is all that may be wrong with it. */
const framed = (fields: readonly string[], sent: string): string =>
  written(`POST ${organizations} HTTP/1.1`, [host, authorized, freshKey(), json, ...fields], sent);

const malformed = { status: 400, code: 'invalid-request' } as const;

/** Group A of the reference. Its `malformed-request` is `invalid-request` here. */
export const framing: readonly BadInput[] = [
  { name: 'A01 te-and-cl', bytes: framed([coded, length], `0\r\n\r\n${smuggled}`), ...malformed },
  { name: 'A02 dup-cl-differ', bytes: framed([length, 'Content-Length: 0'], body), ...malformed },
  { name: 'A03 dup-cl-same', bytes: framed([length, length], body), ...malformed },
  { name: 'A04 cl-comma-list', bytes: framed([`${length}, ${body.length}`], body), ...malformed },
  { name: 'A05 cl-plus', bytes: framed([`Content-Length: +${body.length}`], body), ...malformed },
  { name: 'A06 cl-negative', bytes: framed(['Content-Length: -1'], body), ...malformed },
  { name: 'A07 cl-hex', bytes: framed([`Content-Length: 0x${body.length.toString(16)}`], body), ...malformed },
  { name: 'A08 cl-overflow', bytes: framed(['Content-Length: 99999999999999999999999'], body), ...malformed },
  { name: 'A09 cl-space-inside', bytes: framed(['Content-Length: 2 2'], body), ...malformed },
  {
    name: 'A10 te-xchunked',
    bytes: framed(['Transfer-Encoding: xchunked'], chunked(body)),
    status: 501,
    code: 'framing-not-supported',
  },
  {
    name: 'A11 te-gzip-chunked',
    bytes: framed(['Transfer-Encoding: gzip, chunked'], chunked(body)),
    status: 501,
    code: 'framing-not-supported',
  },
  { name: 'A12 te-identity', bytes: framed(['Transfer-Encoding: identity'], body), ...malformed },
  { name: 'A13 te-chunked-twice', bytes: framed([coded, coded], chunked(body)), ...malformed },
  { name: 'A14 te-chunked-tab', bytes: framed([`${coded}\t`], chunked(body)), ...malformed },
  { name: 'A15 te-space-before-colon', bytes: framed(['Transfer-Encoding : chunked'], chunked(body)), ...malformed },
  {
    name: 'A16 te-mixed-case',
    bytes: framed(['Transfer-Encoding: cHuNkEd'], chunked(body)),
    status: 201,
    valid: 'names of codings have no case, and this one is applied once',
  },
  {
    name: 'A17 delete-chunked',
    bytes: written(`DELETE ${disconnect} HTTP/1.1`, [host, authorized, freshKey(), coded], chunked(smuggled)),
    ...malformed,
  },
  {
    name: 'A18 get-chunked',
    bytes: written(`GET ${organization} HTTP/1.1`, [host, authorized, coded], chunked(smuggled)),
    ...malformed,
  },
  {
    name: 'A19 chunk-ext-20k',
    bytes: framed([coded], `16;${'a'.repeat(20_000)}\r\n${body}\r\n0\r\n\r\n`),
    status: 413,
    code: 'payload-too-large',
  },
  { name: 'A20 chunk-size-lf', bytes: framed([coded], `16\n${body}\r\n0\r\n\r\n`), ...malformed },
  {
    name: 'A21 chunk-size-overflow',
    bytes: framed([coded], `${'f'.repeat(17)}\r\n${body}\r\n0\r\n\r\n`),
    ...malformed,
  },
  { name: 'A22 chunk-size-negative', bytes: framed([coded], `-16\r\n${body}\r\n0\r\n\r\n`), ...malformed },
  { name: 'A23 bare-lf-headers', bytes: framed([length], body).replaceAll('\r\n', '\n'), ...malformed },
  { name: 'A24 bare-cr-in-value', bytes: framed([length, 'X-Note: a\rX-Other: b'], body), ...malformed },
  { name: 'A25 obs-fold', bytes: framed([length, 'X-Note: a\r\n b'], body), ...malformed },
  // No answer is needed, but whoever can still read is told.
  {
    name: 'A26 cl-50-but-5-bytes-then-close',
    bytes: framed(['Content-Length: 50'], '{"dis'),
    hangUp: true,
    ...malformed,
  },
];
