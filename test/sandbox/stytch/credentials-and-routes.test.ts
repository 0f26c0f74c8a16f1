import { describe, expect, test } from 'vitest';
import { sandboxCredentials } from '../../../src/sandbox/stytch/emulator.ts';
import { basic, call, refused, root, serveEmulator } from './emulated.ts';

serveEmulator();

describe('credentials and routes', () => {
  test.each([
    [undefined],
    ['Bearer abc'],
    [basic(sandboxCredentials.projectId, 'secret-test-wrong')],
    [basic('project-live-00000000-0000-4000-8000-000000000000', sandboxCredentials.secret)],
  ])('%s is refused', async (given) => {
    const response = await fetch(`${root}/stytch/v1/b2b/organizations/acme-robotics`, {
      headers: given === undefined ? {} : { authorization: given },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      status_code: 401,
      request_id: expect.stringMatching(/^request-id-test-[0-9a-f-]{36}$/),
      error_type: 'unauthorized_credentials',
      error_message: 'Unauthorized credentials.',
      error_url: expect.stringContaining('#unauthorized_credentials'),
    });
  });

  test('an unknown path and a known path under another method', async () => {
    expect(await call('GET', '/a/b/c/d/e')).toMatchObject(refused(404, 'route_not_found'));
    expect(await call('GET', '')).toMatchObject(refused(405, 'method_not_allowed'));
  });

  test('a body that is no JSON object', async () => {
    for (const body of ['{', '[]', '"text"']) {
      expect(await call('POST', '', body)).toMatchObject(refused(400, 'bad_request'));
    }
  });
});
