import { describe, expect, test } from 'vitest';
import { acme, refused, send, serveEmulated } from './emulated.ts';

serveEmulated();

describe('transport', () => {
  test.each(['', 'Bearer other', 'sandbox', 'Basic c2FuZGJveDo='])(
    'credentials %j are refused with a flat status',
    async (authorization) => {
      const response = await send('GET', 'organizations', undefined, authorization);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ code: 'UNAUTHENTICATED', message: expect.any(String), metadata: {} });
    },
  );

  test('unknown paths are NOT_FOUND, known ones under other methods UNIMPLEMENTED', async () => {
    await refused(404, 'NOT_FOUND', 'GET', 'planets');
    await refused(501, 'UNIMPLEMENTED', 'PUT', 'organizations');
    await refused(501, 'UNIMPLEMENTED', 'GET', `organizations/${acme}:connect`);
    await refused(501, 'UNIMPLEMENTED', 'POST', `organizations/${acme}:explode`, {});
  });

  test('only the last known verb is split off', async () => {
    const answer = await refused(404, 'NOT_FOUND', 'POST', 'organizations/a:purge:undelete');
    expect(answer.reason).toBe('ORGANIZATION_NOT_FOUND');
    await refused(404, 'NOT_FOUND', 'GET', 'organizations/a:b');
    await refused(404, 'NOT_FOUND', 'GET', 'organizations/a%2Fb:c%20d');
  });

  test.each(['{', '[]', '"text"', 'null'])('body %s is refused', async (body) => {
    await refused(400, 'INVALID_ARGUMENT', 'POST', 'organizations', body);
  });
});
