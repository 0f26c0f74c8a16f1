import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer, Call } from '../support/gateway.ts';
import { recordedOperations } from '../support/journal.ts';
import { type RunningSandbox, startSandbox } from '../support/sandbox.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.forget();
  for (const provider of ['userhub', 'stytch']) await sandbox.reset(provider);
});

const acme = 'org_28seyVGVL1got6';
const marked = 'org_6ZqLm3GsCf9hJk';
const robotics = 'organization-test-11111111-0000-4000-8000-111111111111';
const key = 'a-key-for-one-call-only';

interface Made extends Call {
  readonly method: string;
  /** Below `/v1/connections/`. */
  readonly path: string;
}
const make = ({ method, path, ...call }: Made): Promise<Answer> =>
  sandbox.call(method, `/v1/connections/${path}`, { ...call, headers: { 'idempotency-key': key, ...call.headers } });
const deactivate: Made = { method: 'POST', path: `userhub/organizations/${acme}/deactivate` };
const create = (body: object): Made => ({ method: 'POST', path: 'userhub/organizations', body });

describe('nothing is on record, and nothing was sent, of what is refused at the door', () => {
  const member = {
    method: 'POST',
    path: `userhub/organizations/${acme}/members`,
    body: { userId: 'usr_2JRcPwpTSP1nyB' },
  };
  const account = `userhub/organizations/${acme}/external-accounts`;
  const required: readonly Made[] = [
    create({ displayName: 'Möwe' }),
    { method: 'DELETE', path: `userhub/organizations/${acme}` },
    { method: 'POST', path: `userhub/organizations/${marked}/purge?acknowledge=irreversible` },
    { method: 'POST', path: account, body: { id: 'conn_7Yd3kQm2ZtWvRb' } },
    { method: 'DELETE', path: `${account}/conn_4HdRKnTvPmmjYK?acknowledge=irreversible` },
    member,
    { method: 'DELETE', path: `userhub/organizations/${acme}/members/usr_9PzVd4MhTs6gFu` },
  ];
  const malformed = [
    '',
    'fifteen-letters',
    'x'.repeat(129),
    'sixteen letters!',
    'with-umlaut-äöü-in-it',
    '"half-in-quotes-only',
    "'single-in-quotes-too'",
  ];
  const text = (body: string, type = 'application/json'): Partial<Made> => ({
    text: body,
    headers: { 'content-type': type },
  });
  const { body: _body, ...bodyless } = create({});
  const refusals: readonly (readonly [string, Made, number, string])[] = [
    ...malformed.map(
      (bad) =>
        [`the key ${bad}`, { ...deactivate, headers: { 'idempotency-key': bad } }, 400, 'invalid-request'] as const,
    ),
    ['a wrong API key', { ...deactivate, apiKey: 'nobodys-key' }, 401, 'unauthenticated'],
    [
      'an unknown connection',
      { ...deactivate, path: `nowhere/organizations/${acme}/deactivate` },
      404,
      'unknown-connection',
    ],
    ['an id of another form', { ...deactivate, path: 'userhub/organizations/acme/deactivate' }, 404, 'not-found'],
    [
      'no acknowledgement',
      { method: 'POST', path: `userhub/organizations/${marked}/purge` },
      409,
      'acknowledgement-required',
    ],
    [
      'a body too large',
      { ...bodyless, ...text(JSON.stringify({ displayName: 'x'.repeat(102_400) })) },
      413,
      'payload-too-large',
    ],
    ['another media type', { ...bodyless, ...text('{}', 'text/plain') }, 415, 'unsupported-media-type'],
    ['no JSON', { ...bodyless, ...text('{') }, 400, 'invalid-json'],
    ['a body against the document', create({ displayName: 5 }), 422, 'validation-failed'],
    ['a field that the provider has not', create({ displayName: 'Möwe', slug: 'moewe' }), 422, 'unsupported-field'],
    [
      'a field that the provider misses',
      { method: 'POST', path: `stytch/organizations/${robotics}/members`, body: { displayName: 'Mö Wę' } },
      422,
      'validation-failed',
    ],
    [
      "a value that the upstream's document refuses",
      create({ displayName: 'Möwe', address: { countryCode: 'd' } }),
      422,
      'validation-failed',
    ],
    ['an unknown query parameter', { ...deactivate, path: `${deactivate.path}?force=true` }, 400, 'invalid-request'],
    ['a malformed If-Match', { ...deactivate, headers: { 'if-match': '"moved"' } }, 400, 'invalid-request'],
    ['a malformed Prefer', { ...deactivate, headers: { prefer: 'wait=11' } }, 400, 'invalid-request'],
    [
      'what the provider cannot do',
      { method: 'POST', path: `stytch/organizations/${robotics}/deactivate` },
      501,
      'capability-not-supported',
    ],
    [
      'an acting member where there can be none',
      { ...deactivate, headers: { 'orgway-acting-session': 'somebodys-session' } },
      501,
      'capability-not-supported',
    ],
  ];

  test.each(refusals)('%s', async (_what, call, status, code) => {
    const answer = await make(call);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body).not.toHaveProperty('operationId');
    expect(await recordedOperations(sandbox.database)).toBe(0);
    for (const provider of ['userhub', 'stytch']) expect(await sandbox.ledger(provider)).toEqual([]);
  });

  test.each(required)('no key: $method $path', async ({ method, path, body }) => {
    const answer = await sandbox.call(method, `/v1/connections/${path}`, body === undefined ? {} : { body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency-key-missing', outcome: 'not_applied' } });
    expect(await recordedOperations(sandbox.database)).toBe(0);
    expect(await sandbox.ledger('userhub')).toEqual([]);
  });

  test('and the key is free afterwards', async () => {
    expect((await make(create({ displayName: 5 }))).status).toBe(422);
    expect((await make(create({ displayName: 'Möwe' }))).status).toBe(201);
  });
});
