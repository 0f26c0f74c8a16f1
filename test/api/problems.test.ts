import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { problems } from '../../src/problem/registry.ts';
import { type Call, idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.clearLedger('userhub'));

const organizations = '/v1/connections/userhub/organizations';
const one = `${organizations}/${showcase.userhub?.organization}`;
const key = idempotencyKey();
const json = { 'content-type': 'application/json' };

interface Case {
  readonly name: string;
  readonly call: readonly [method: string, path: string, call?: Call];
  readonly status: number;
  readonly code: keyof typeof problems;
  readonly pointer?: string;
}

const cases: readonly Case[] = [
  {
    name: 'no key',
    call: ['GET', '/v1/connections', { headers: { authorization: '' } }],
    status: 401,
    code: 'unauthenticated',
  },
  {
    name: 'a wrong key',
    call: ['GET', '/v1/connections', { headers: { authorization: 'Bearer orgway_sandbo' } }],
    status: 401,
    code: 'unauthenticated',
  },
  {
    name: 'another scheme',
    call: ['GET', '/v1/connections', { headers: { authorization: 'Basic b3Jnd2F5' } }],
    status: 401,
    code: 'unauthenticated',
  },
  {
    name: 'an unknown path without a key tells nothing',
    call: ['GET', '/v1/nothing', { headers: { authorization: '' } }],
    status: 401,
    code: 'unauthenticated',
  },
  { name: 'an unknown path', call: ['GET', '/v1/nothing'], status: 404, code: 'not-found' },
  { name: 'an unknown path outside of v1', call: ['GET', '/nothing'], status: 404, code: 'not-found' },
  { name: 'a trailing slash', call: ['GET', '/v1/connections/'], status: 404, code: 'not-found' },
  { name: 'another case', call: ['GET', '/v1/Connections'], status: 404, code: 'not-found' },
  { name: 'broken percent-encoding', call: ['GET', `${organizations}/%zz`], status: 400, code: 'invalid-request' },
  {
    name: 'an unknown connection',
    call: ['GET', '/v1/connections/nowhere/organizations'],
    status: 404,
    code: 'unknown-connection',
  },
  {
    name: 'an unknown connection of a mutation',
    call: ['DELETE', '/v1/connections/nowhere/organizations/x'],
    status: 404,
    code: 'unknown-connection',
  },
  { name: 'an unknown provider', call: ['GET', '/v1/providers/nobody'], status: 404, code: 'not-found' },
  { name: 'a wrong method', call: ['PUT', organizations, { body: {} }], status: 405, code: 'method-not-allowed' },
  { name: 'a wrong method on a document', call: ['POST', '/openapi.json'], status: 405, code: 'method-not-allowed' },
  {
    name: 'an unknown query parameter',
    call: ['GET', `${organizations}?limit=3`],
    status: 400,
    code: 'invalid-request',
    pointer: 'query/limit',
  },
  {
    name: 'a repeated query parameter',
    call: ['GET', `${organizations}?pageSize=3&pageSize=4`],
    status: 400,
    code: 'invalid-request',
    pointer: 'query/pageSize',
  },
  ...['0', '-1', '201', '1e2', '0x10', '%2010', 'x', ''].map(
    (size): Case => ({
      name: `page size ${size || 'empty'}`,
      call: ['GET', `${organizations}?pageSize=${size}`],
      status: 400,
      code: 'invalid-request',
      pointer: 'query/pageSize',
    }),
  ),
  {
    name: 'a state that is none',
    call: ['GET', `${organizations}?state=unknown`],
    status: 400,
    code: 'invalid-request',
    pointer: 'query/state',
  },
  {
    name: 'a made-up page token',
    call: ['GET', `${organizations}?pageToken=AAAA`],
    status: 400,
    code: 'invalid-page-token',
    pointer: 'query/pageToken',
  },
  {
    name: 'no idempotency key',
    call: ['POST', organizations, { body: { displayName: 'Acme' } }],
    status: 400,
    code: 'idempotency-key-missing',
  },
  ...['short', 'has blanks in it 1', `"unbalanced-quote-1`, 'ümläuts-are-no-key', 'x'.repeat(129)].map(
    (bad): Case => ({
      name: `the idempotency key ${bad.slice(0, 20)}`,
      call: ['POST', organizations, { body: { displayName: 'Acme' }, headers: { 'idempotency-key': encodeURI(bad) } }],
      status: 400,
      code: 'invalid-request',
      pointer: 'header/Idempotency-Key',
    }),
  ),
  {
    name: 'no content type',
    call: ['POST', organizations, { text: '{}', headers: { ...key, 'content-type': '' } }],
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    name: 'text',
    call: ['POST', organizations, { text: '{}', headers: { ...key, 'content-type': 'text/plain' } }],
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    name: 'a merge patch where none is taken',
    call: ['POST', organizations, { text: '{}', headers: { ...key, 'content-type': 'application/merge-patch+json' } }],
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    name: 'another charset',
    call: [
      'POST',
      organizations,
      { text: '{}', headers: { ...key, 'content-type': 'application/json; charset=utf-16' } },
    ],
    status: 415,
    code: 'unsupported-media-type',
  },
  ...[
    '',
    '{',
    '{"displayName":"Acme",}',
    '{"displayName":"Acme"} x',
    '\ufeff{}',
    '{"displayName":NaN}',
    '{"metadata":{"__proto__":{}}}',
    '{"displayName":1e400}',
  ].map(
    (text): Case => ({
      name: `the body ${text || 'empty'}`,
      call: ['POST', organizations, { text, headers: { ...key, ...json } }],
      status: 400,
      code: 'invalid-json',
    }),
  ),
  ...['null', '[]', '"text"', '{}'].map(
    (text): Case => ({
      name: `the JSON ${text}`,
      call: ['POST', organizations, { text, headers: { ...key, ...json } }],
      status: 422,
      code: 'validation-failed',
    }),
  ),
  {
    name: 'a body of 200 KiB',
    call: ['POST', organizations, { text: `{"displayName":"${'x'.repeat(200_000)}"}`, headers: { ...key, ...json } }],
    status: 413,
    code: 'payload-too-large',
  },
  {
    name: 'an unknown field',
    call: ['POST', organizations, { body: { displayName: 'Acme', dispalyName: 'x' }, headers: key }],
    status: 422,
    code: 'validation-failed',
    pointer: '/dispalyName',
  },
  {
    name: 'a read-only field',
    call: ['PATCH', one, { body: { state: 'inactive' } }],
    status: 422,
    code: 'validation-failed',
    pointer: '/state',
  },
  {
    name: 'a wrong type',
    call: ['POST', organizations, { body: { displayName: 7 }, headers: key }],
    status: 422,
    code: 'validation-failed',
    pointer: '/displayName',
  },
  {
    name: 'an empty name',
    call: ['POST', organizations, { body: { displayName: '' }, headers: key }],
    status: 422,
    code: 'validation-failed',
    pointer: '/displayName',
  },
  {
    name: 'half a surrogate pair',
    call: ['POST', organizations, { text: '{"displayName":"\\ud83d"}', headers: { ...key, ...json } }],
    status: 422,
    code: 'validation-failed',
  },
  {
    name: 'a name longer than the upstream stores',
    call: ['POST', organizations, { body: { displayName: '𝕏'.repeat(201) }, headers: key }],
    status: 422,
    code: 'validation-failed',
    pointer: '/displayName',
  },
  {
    name: 'an address part the upstream refuses',
    call: ['POST', organizations, { body: { displayName: 'Acme', address: { countryCode: 'd' } }, headers: key }],
    status: 422,
    code: 'validation-failed',
    pointer: '/address/countryCode',
  },
  {
    name: 'a field the upstream cannot store',
    call: ['POST', organizations, { body: { displayName: 'Acme', slug: 'acme' }, headers: key }],
    status: 422,
    code: 'unsupported-field',
    pointer: '/slug',
  },
  { name: 'an empty patch', call: ['PATCH', one, { body: {} }], status: 422, code: 'validation-failed' },
  {
    name: 'deleteUpstreamAccount that is no boolean',
    call: [
      'DELETE',
      `${one}/external-accounts/conn_x?acknowledge=irreversible&deleteUpstreamAccount=1`,
      { headers: key },
    ],
    status: 400,
    code: 'invalid-request',
    pointer: 'query/deleteUpstreamAccount',
  },
  {
    name: 'another acknowledgement',
    call: ['DELETE', `${one}/external-accounts/conn_x?acknowledge=yes`, { headers: key }],
    status: 400,
    code: 'invalid-request',
    pointer: 'query/acknowledge',
  },
  {
    name: 'an irreversible call without acknowledgement',
    call: ['DELETE', `${one}/external-accounts/conn_x`, { headers: key }],
    status: 409,
    code: 'acknowledgement-required',
  },
  {
    name: 'a session of a member where the provider has none',
    call: ['GET', one, { headers: { 'orgway-acting-session': 'token' } }],
    status: 501,
    code: 'capability-not-supported',
  },
  {
    name: 'an operation the upstream has not, whatever the body',
    call: ['POST', '/v1/connections/stytch/organizations/x/deactivate'],
    status: 501,
    code: 'capability-not-supported',
  },
  {
    name: 'an id that is an alias',
    call: ['GET', '/v1/connections/stytch/organizations/acme-robotics'],
    status: 404,
    code: 'not-found',
  },
];

describe('bad requests get a clear problem and nothing is sent', () => {
  test.each(cases)('$name', async ({ call: [method, path, call], status, code, pointer }) => {
    const { body, headers, status: answered } = await sandbox.call(method, path, call);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({
      status,
      code,
      type: `/problems/${code}`,
      title: problems[code].title,
      instance: path.split('?')[0],
      requestId: headers.get('orgway-request-id'),
      ...(pointer === undefined ? {} : { errors: [{ pointer }] }),
    });
    expect(answered).toBe(status);
    expect(body.detail).toMatch(/\S{2,}.*\.$/);
    if (method !== 'GET' && path.startsWith('/v1/connections/') && status !== 405)
      expect(body.outcome).toBe('not_applied');
    expect(await sandbox.ledger('userhub')).toEqual([]);
  });
});

test('a wrong method names the right ones', async () => {
  const { headers } = await sandbox.call('PUT', organizations, { body: {} });
  expect(headers.get('allow')).toBe('GET, POST');
});

test('401 says how to authenticate', async () => {
  const { headers } = await sandbox.call('GET', '/v1/connections', { headers: { authorization: '' } });
  expect(headers.get('www-authenticate')).toBe('Bearer');
});

test('nothing is cached and no banner is shown', async () => {
  for (const path of [one, '/v1/nothing', '/openapi.json']) {
    const { headers } = await sandbox.call('GET', path);
    expect({ cache: headers.get('cache-control'), etag: headers.get('etag'), by: headers.get('x-powered-by') }).toEqual(
      {
        cache: 'no-store',
        etag: null,
        by: null,
      },
    );
  }
});

test('a quoted and a bare idempotency key are both taken', async () => {
  for (const written of [crypto.randomUUID(), `"${crypto.randomUUID()}"`]) {
    const { status } = await sandbox.call('POST', organizations, {
      body: { displayName: 'Acme' },
      headers: { 'idempotency-key': written },
    });
    expect(status).toBe(201);
  }
});
