import { expect } from 'vitest';
import { showcase } from '../support/sandbox.ts';
import {
  authorized,
  chunked,
  create,
  disconnect,
  freshKey,
  get,
  host,
  json,
  organizations,
  write,
  written,
} from './requests.ts';
import type { BadInput } from './runner.ts';

const malformed = { status: 400, code: 'invalid-request' } as const;
const unaccepted = { status: 406, code: 'not-acceptable' } as const;
const activate = `/v1/connections/zitadel/organizations/${showcase.zitadel?.organization}/activate?dryRun=true`;

const accepting = (type: string, target: string, valid: string): BadInput => ({
  name: `${target} for ${type}`,
  bytes: get(target, `Accept: ${type}`),
  status: 200,
  valid,
});
const head = (target: string, ...fields: readonly string[]): string =>
  written(`HEAD ${target} HTTP/1.1`, [host, ...fields]);
const bodyless: BadInput['also'] = ({ text }) => expect(text).toBe('');

/** What the reference does not list: bodies where none are taken, answers without one, and what may be accepted. */
export const beyond: readonly BadInput[] = [
  {
    name: 'a call without a body that is sent an empty object',
    bytes: write('POST', activate, '{}', json),
    status: 200,
    valid: 'some clients cannot send nothing',
  },
  { name: 'a call without a body that is sent one', bytes: write('POST', activate, '{"a":1}', json), ...malformed },
  {
    name: 'a call without a body that is sent one in chunks',
    bytes: written(
      `POST ${activate} HTTP/1.1`,
      [host, authorized, freshKey(), 'Transfer-Encoding: chunked'],
      chunked('a=1'),
    ),
    ...malformed,
  },
  {
    name: 'a call without a body that is sent a large one',
    bytes: write('POST', activate, 'a'.repeat(101 * 1024)),
    ...malformed,
  },
  {
    name: 'a call without a body that breaks in its chunks',
    bytes: written(`POST ${activate} HTTP/1.1`, [host, authorized, freshKey(), 'Transfer-Encoding: chunked'], 'zz\r\n'),
    ...malformed,
  },
  { name: 'DELETE with a body', bytes: write('DELETE', disconnect, '{}', json), ...malformed },
  { name: 'GET with a body', bytes: write('GET', '/v1/connections', '{}', json), ...malformed },
  {
    name: 'HEAD',
    bytes: head('/v1/connections', authorized),
    status: 200,
    valid: 'it is GET without the body',
    also: bodyless,
  },
  { name: 'HEAD of what is not there', bytes: head('/v1/nothing', authorized), status: 404, also: bodyless },
  { name: 'HEAD without a key', bytes: head('/v1/connections'), status: 401, also: bodyless },
  {
    name: 'a write that accepts no JSON',
    bytes: create('{"displayName":"Acme"}', 'Accept: text/html'),
    ...unaccepted,
    also: ({ body }) => expect(body.outcome).toBe('not_applied'),
  },
  { name: 'texts of any kind', bytes: get(organizations, 'Accept: text/*'), ...unaccepted },
  { name: 'JSON not at all', bytes: get('/v1/connections', 'Accept: application/json;q=0'), ...unaccepted },
  { name: 'a page for JSON', bytes: get('/openapi.yaml', 'Accept: image/png'), ...unaccepted },
  accepting('application/problem+json', '/v1/connections', 'problems at least are understood'),
  accepting('application/*', '/v1/connections', 'JSON is one of them'),
  accepting('text/html, */*;q=0.1', '/v1/connections', 'anything will do'),
  accepting('text/html', '/docs', 'it is a page'),
  accepting('application/yaml', '/openapi.yaml', 'it is YAML'),
  accepting('text/plain', '/metrics', 'it is text'),
  accepting('text/csv', '/v1/audit-events/export?format=csv', 'it is a table'),
];
