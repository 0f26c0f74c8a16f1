import { afterAll, beforeAll, expect, test } from 'vitest';
import { audience, type Issuer, startIssuer } from '../api/access/issuer.ts';
import { type RunningSandbox, startSandbox } from '../support/sandbox.ts';

let issuer: Issuer;
let sandbox: RunningSandbox;
beforeAll(async () => {
  issuer = await startIssuer(() => Date.now());
  sandbox = await startSandbox({
    tokens: {
      issuer: issuer.url,
      audience,
      algorithms: ['ES256'],
      permissionsClaim: 'scope',
      connections: { claim: 'connections' },
      allowPrivateNetwork: true,
    },
  });
});
afterAll(async () => {
  await sandbox.stop();
  await issuer.stop();
});

test('a gateway takes the tokens of the issuer that is configured, for what they say', async () => {
  const apiKey = await issuer.token({ connections: ['stytch'], scope: 'organizations:read' });
  const get = (path: string) => sandbox.call('GET', path, { apiKey });
  expect((await get('/v1/connections')).body.connections).toMatchObject([{ id: 'stytch' }]);
  expect(await get('/v1/connections/zitadel')).toMatchObject({ status: 404, body: { code: 'unknown-connection' } });
  expect(await get('/v1/operations')).toMatchObject({ status: 403, body: { code: 'permission-denied' } });
  expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
});

test('keys go on beside them', async () => {
  expect((await sandbox.call('GET', '/v1/connections')).status).toBe(200);
});

test('an address of a person in a token reaches the database in no form that can be read', async () => {
  const apiKey = await issuer.token({ sub: 'zoe@example.com', connections: ['stytch'], scope: 'admin' });
  await sandbox.call('GET', '/v1/operations', { apiKey });
  const { body } = await sandbox.call('GET', '/v1/audit-events?type=key.used');
  const principals = body.auditEvents.map(({ principal }: { principal: string }) => principal);
  expect(principals).toContainEqual(expect.stringMatching(/^jwt:hashed:[\w-]{43}$/));
  expect(JSON.stringify(body)).not.toContain('zoe');
});
