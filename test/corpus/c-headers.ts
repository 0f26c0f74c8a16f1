import { expect } from 'vitest';
import {
  authorized,
  create,
  disconnect,
  freshKey,
  get,
  host,
  organization,
  organizations,
  written,
} from './requests.ts';
import type { BadInput } from './runner.ts';

const malformed = { status: 400, code: 'invalid-request' } as const;
const tooLarge = { status: 431, code: 'headers-too-large' } as const;
const connections = 'GET /v1/connections HTTP/1.1';
const body = '{"displayName":"Acme"}';
const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `X-${index}: a`);

/** Group C of the reference. Its `malformed-request` is `invalid-request` here. */
export const headers: readonly BadInput[] = [
  { name: 'C01 two-hosts', bytes: get('/v1/connections', 'Host: evil.example'), ...malformed },
  { name: 'C02 no-host', bytes: written(connections, [authorized]), ...malformed },
  {
    name: 'C03 host-with-userinfo',
    bytes: written(connections, ['Host: a@gateway.example', authorized]),
    ...malformed,
  },
  {
    name: 'C04 foreign host',
    bytes: written(connections, ['Host: localhost:22', authorized]),
    status: 200,
    valid: 'nothing is routed or linked by the host',
    also: ({ text }) => expect(text).not.toContain('localhost:22'),
  },
  { name: 'C05 header-16k', bytes: get('/v1/connections', `X-Long: ${'a'.repeat(16 * 1024)}`), ...tooLarge },
  // With the two that every request here has.
  { name: 'C06 headers-101', bytes: get('/v1/connections', ...many(99)), ...tooLarge },
  {
    name: 'C07 headers-1400 with Idempotency-Key last',
    bytes: written(`DELETE ${disconnect} HTTP/1.1`, [host, authorized, ...many(1_400), freshKey()]),
    ...tooLarge,
  },
  { name: 'C08 underscore', bytes: get('/v1/connections', 'X_Api_Key: a'), ...malformed },
  { name: 'C09 __proto__ header', bytes: get('/v1/connections', '__proto__: a'), ...malformed },
  { name: 'C10 nul-in-value', bytes: get('/v1/connections', 'X-Note: a\0b'), ...malformed },
  {
    name: 'C11 method-override',
    bytes: written(`POST ${organizations} HTTP/1.1`, [host, authorized, freshKey(), 'X-HTTP-Method-Override: DELETE']),
    ...malformed,
  },
  { name: 'C12 two-authorization', bytes: get('/v1/connections', authorized), ...malformed },
  { name: 'C13 two-content-type', bytes: create(body, 'Content-Type: text/plain'), ...malformed },
  {
    name: 'C14 Connection: Authorization',
    bytes: get('/v1/connections', 'Connection: Authorization'),
    status: 200,
    valid: 'what is meant for this hop is meant for the gateway',
  },
  {
    name: 'C15 Connection: Idempotency-Key',
    bytes: create(body, 'Connection: Idempotency-Key'),
    status: 201,
    valid: 'what is meant for this hop is meant for the gateway',
  },
  {
    name: 'C16 upgrade-h2c',
    bytes: get(
      '/v1/connections',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
    ),
    ...malformed,
  },
  { name: 'C17 expect-foo', bytes: create(body, 'Expect: foo'), status: 417, code: 'expectation-failed' },
  {
    name: 'C18 expect-100',
    bytes: create(body, 'Expect: 100-continue'),
    status: 201,
    valid: 'it asks before it sends',
    also: (_answer, interim) => expect(interim).toEqual([100]),
  },
  {
    // The trail holds no addresses at all, so neither does it hold a made-up one.
    name: 'C19 X-Forwarded-For spoof without trusted proxy',
    bytes: get(organization, 'X-Forwarded-For: 203.0.113.7', 'Forwarded: for=203.0.113.7'),
    status: 200,
    valid: 'nobody believes the header',
    also: ({ text }) => expect(text).not.toContain('203.0.113.7'),
  },
  {
    name: 'C20 traceparent-garbage',
    bytes: get(organization, 'traceparent: 00-xyz-\t-zz'),
    status: 200,
    valid: 'a new trace is begun',
  },
];
