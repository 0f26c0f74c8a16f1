import { authorized, freshKey, get, host, organization, organizations, written } from './requests.ts';
import type { BadInput } from './runner.ts';

const malformed = { status: 400, code: 'invalid-request' } as const;
const unsupported = { status: 505, code: 'http-version-not-supported' } as const;

/** Group B of the reference: request lines and targets. Its `malformed-request` is `invalid-request` here. */
export const targets: readonly BadInput[] = [
  { name: 'B01 http-0.9', bytes: 'GET /v1/connections\r\n\r\n', ...unsupported },
  { name: 'B02 http-1.0', bytes: written('GET /v1/connections HTTP/1.0', [host, authorized]), ...unsupported },
  { name: 'B03 http-2.0-line', bytes: written('GET /v1/connections HTTP/2.0', [host, authorized]), ...unsupported },
  { name: 'B04 http-1.2', bytes: written('GET /v1/connections HTTP/1.2', [host, authorized]), ...malformed },
  { name: 'B05 h2-preface', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', ...malformed },
  { name: 'B06 absolute-form', bytes: get('http://upstream.example/v1/connections'), ...malformed },
  { name: 'B07 absolute-form-own-host', bytes: get('http://gateway.example/v1/connections'), ...malformed },
  {
    name: 'B08 connect',
    bytes: written('CONNECT upstream.example:443 HTTP/1.1', [host, authorized]),
    status: 405,
    code: 'method-not-allowed',
  },
  { name: 'B09 asterisk-options', bytes: written('OPTIONS * HTTP/1.1', [host, authorized]), ...malformed },
  { name: 'B10 scheme-relative', bytes: get('//evil.example/v1/connections'), ...malformed },
  { name: 'B11 dot-dot', bytes: get(`${organizations}/../organizations`), ...malformed },
  { name: 'B12 %2e%2e', bytes: get(`${organizations}/%2e%2e/organizations`), ...malformed },
  { name: 'B13 ..%2f..%2f', bytes: get(`${organizations}/..%2f..%2fx`), ...malformed },
  { name: 'B14 %2f in id', bytes: get(`${organizations}/a%2Fb`), ...malformed },
  { name: 'B15 %5c..', bytes: get(`${organizations}/%5c..`), ...malformed },
  { name: 'B16 backslash', bytes: get(`${organizations}\\x`), ...malformed },
  { name: 'B17 ..;/', bytes: get(`${organizations}/..;/x`), ...malformed },
  { name: 'B18 fragment', bytes: get('/v1/connections#x'), ...malformed },
  { name: 'B19 %00', bytes: get(`${organizations}/a%00b`), ...malformed },
  { name: 'B20 %zz', bytes: get(`${organizations}/%zz`), ...malformed },
  { name: 'B21 %ff', bytes: get(`${organizations}/%ff`), ...malformed },
  { name: 'B22 overlong %c0%af', bytes: get(`${organizations}/%c0%af`), ...malformed },
  { name: 'B23 double-encoded %252e', bytes: get(`${organizations}/%252e%252e`), ...malformed },
  { name: 'B24 raw UTF-8 in path', bytes: get(`${organizations}/Ä`), ...malformed },
  { name: 'B25 target 5,000 chars', bytes: get(`/${'a'.repeat(4_999)}`), status: 414, code: 'uri-too-long' },
  { name: 'B26 target 20,000 chars', bytes: get(`/${'a'.repeat(19_999)}`), status: 431, code: 'headers-too-large' },
  { name: 'B27 trailing slash', bytes: get('/v1/connections/'), status: 404, code: 'not-found' },
  { name: 'B28 upper-case route', bytes: get('/v1/Connections'), status: 404, code: 'not-found' },
  {
    // No path here has a verb after a colon: what looks like one is part of an id, and an id can be read, changed and deleted only.
    name: 'B29 an id with a colon verb',
    bytes: written(`POST ${organization}:disconnect HTTP/1.1`, [host, authorized, freshKey()]),
    status: 405,
    code: 'method-not-allowed',
  },
  { name: 'B30 id of 129 chars', bytes: get(`${organizations}/${'a'.repeat(129)}`), status: 404, code: 'not-found' },
];
