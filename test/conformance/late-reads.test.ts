import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const hour = 3_600_000;

test('ZITADEL: what the write side says goes before reads that lag behind', async () => {
  await sandbox.faults('zitadel', [], hour);
  const organization = `/v1/connections/zitadel/organizations/${showcase.zitadel?.organization}`;
  const deactivate = () => sandbox.call('POST', `${organization}/deactivate`);
  expect(await deactivate()).toMatchObject({
    status: 200,
    body: { changed: true, organization: { state: 'inactive' } },
  });
  expect(await deactivate()).toMatchObject({
    status: 200,
    body: { changed: false, organization: { state: 'inactive' } },
  });
  expect((await sandbox.call('GET', organization)).body.state).toBe('active');

  const activate = () => sandbox.call('POST', `${organization}/activate`);
  expect(await activate()).toMatchObject({ status: 200, body: { changed: true, organization: { state: 'active' } } });
  expect(await activate()).toMatchObject({ status: 200, body: { changed: false, organization: { state: 'active' } } });
});
