import { describe, expect, it } from 'vitest';
import { call, expectError, serve, showcase } from './emulated.ts';

serve();

describe('lookups', () => {
  it('knows whether a name or domain is free', async () => {
    const unique = async (query: string) => (await call('GET', `/admin/v1/orgs/_is_unique?${query}`)).body;
    expect(await unique('name=Free')).toEqual({ isUnique: true });
    expect(await unique('name=zitadel')).toEqual({});
    expect(await unique('domain=nordwind.example')).toEqual({});
    expect(await unique(`name=${encodeURIComponent('東京物流株式会社')}`)).toEqual({});
    expect((await call('GET', `/admin/v1/orgs/_is_unique?name=${'x'.repeat(201)}`)).body.code).toBe(3);
  });

  it('finds active organizations by their primary domain', async () => {
    const find = (domain: string) =>
      call('GET', `/management/v1/global/orgs/_by_domain?domain=${encodeURIComponent(domain)}`);
    expect((await find('nordwind-handels-gmbh.zitadel.sandbox.example')).body.org.id).toBe(showcase);
    expectError(await find('nordwind.example'), 404, 5, 'QUERY-iTTGJ');
    expectError(await find('東京物流株式会社.zitadel.sandbox.example'), 404, 5, 'QUERY-iTTGJ');
    expect((await find('')).body.code).toBe(3);
  });
});
