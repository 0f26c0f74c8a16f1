import { describe, expect, it } from 'vitest';
import { base64, call, expectError, on, serve, showcase } from './emulated.ts';

serve();

describe('metadata (v1)', () => {
  const metadata = (method: string, key: string, body?: unknown) =>
    call(method, `/management/v1/metadata/${key}`, body, on(showcase));

  it('sets, gets and removes one key', async () => {
    const key = encodeURIComponent('schlüssel/🔑'.replace('/', ' '));
    expectError(await metadata('GET', key), 404, 5, 'QUERY-Rph32');
    const value = base64('wert 🚀');
    expect(await metadata('POST', key, { value })).toEqual({
      status: 200,
      body: { details: { sequence: '7', creationDate: expect.any(String), resourceOwner: showcase } },
    });
    const { body } = await metadata('GET', key);
    expect(body.metadata).toMatchObject({ key: 'schlüssel 🔑', value, details: { sequence: '7' } });
    await metadata('POST', key, { value: base64('neu'), key: 'ignored' });
    const again = (await metadata('GET', key)).body.metadata;
    expect(again.value).toBe(base64('neu'));
    expect(again.details.creationDate).toBe(body.metadata.details.creationDate);
    expect((await metadata('DELETE', key)).body.details.changeDate).toEqual(expect.any(String));
    expectError(await metadata('DELETE', key), 404, 5, 'META-mcnw3');
  });

  it('takes the URL-safe alphabet and answers the standard one', async () => {
    expect((await metadata('POST', 'bytes', { value: '_-8' })).status).toBe(200);
    expect((await metadata('GET', 'bytes')).body.metadata.value).toBe('/+8=');
  });

  it('refuses empty, malformed and too long input', async () => {
    for (const body of [{}, { value: '' }, { value: '***' }, { value: 7 }, '{', '[]', '"x"']) {
      expect(await metadata('POST', 'key', body)).toMatchObject({ status: 400, body: { code: 3 } });
    }
    expect((await metadata('POST', 'key', { value: base64('x'.repeat(500_000)) })).status).toBe(200);
    expect((await metadata('POST', 'key', { value: base64('x'.repeat(500_001)) })).body.code).toBe(3);
    expect((await metadata('POST', 'k'.repeat(201), { value: base64('x') })).body.code).toBe(3);
    expect((await metadata('POST', 'a%2Fb', { value: base64('x') })).status).toBe(404);
  });

  it('sets and removes in bulk, all or nothing', async () => {
    expectError(await metadata('POST', '_bulk', {}), 400, 9, 'META-9mm2d');
    expectError(await metadata('DELETE', '_bulk', { keys: [] }), 400, 9, 'META-9mw2d');
    const entries = ['constructor', '__proto__'].map((key) => ({ key, value: base64(key) }));
    expect((await metadata('POST', '_bulk', { metadata: entries })).body.details.sequence).toBe('8');
    expectError(await metadata('DELETE', '_bulk', { keys: ['plan', 'missing'] }), 404, 5, 'META-2npds');
    expect((await metadata('GET', 'plan')).status).toBe(200);
    expect((await metadata('GET', '__proto__')).body.metadata.value).toBe(base64('__proto__'));
    expect((await metadata('DELETE', '_bulk', { keys: ['plan', '__proto__'] })).status).toBe(200);
    const left = await metadata('POST', '_search', { query: { asc: true } });
    expect(left.body.result.map(({ key }: { key: string }) => key)).toEqual(['orgway_external_id', 'constructor']);
    expect(left.body.details).toEqual({ totalResult: '2', viewTimestamp: expect.any(String) });
  });

  it('searches by key', async () => {
    const search = (key: string, method?: unknown) =>
      metadata('POST', '_search', { queries: [{ keyQuery: { key, method } }] });
    expect((await search('orgway_external_id')).body.result).toHaveLength(1);
    expect((await search('ORGWAY', 'TEXT_QUERY_METHOD_STARTS_WITH_IGNORE_CASE')).body.result).toHaveLength(1);
    expect((await search('nal_id', 6)).body.result).toHaveLength(1);
    expect((await search('ORGWAY', 2)).body).toEqual({ details: { viewTimestamp: expect.any(String) } });
    expect((await search('x', 8)).body.code).toBe(3);
    expect((await metadata('POST', '_search', { queries: [{}] })).body.code).toBe(3);
  });
});

describe('metadata (v2)', () => {
  const path = `/v2/organizations/${showcase}/metadata`;

  it('upserts, searches and deletes', async () => {
    const set = await call('POST', path, {
      metadata: [
        { key: 'plan', value: base64('neu') },
        { key: 'b', value: 'eA' },
      ],
    });
    expect(set).toEqual({ status: 200, body: { setDate: expect.any(String) } });
    const found = await call('POST', `${path}/search`, { pagination: { limit: 2, asc: true } });
    expect(found.body).toEqual({
      pagination: { totalResult: '3', appliedLimit: '2' },
      metadata: [
        {
          key: 'orgway_external_id',
          value: base64('customer-0001'),
          creationDate: expect.any(String),
          changeDate: expect.any(String),
        },
        { key: 'plan', value: base64('neu'), creationDate: expect.any(String), changeDate: expect.any(String) },
      ],
    });
    const filters = [{ keyFilter: { key: 'p', method: 'TEXT_FILTER_METHOD_STARTS_WITH' } }];
    expect((await call('POST', `${path}/search`, { filters })).body.metadata).toHaveLength(1);
    expectError(await call('DELETE', `${path}?keys=b&keys=missing`), 404, 5, 'META-2npds');
    expect(await call('DELETE', `${path}?keys=b&keys=plan`)).toEqual({
      status: 200,
      body: { deletionDate: expect.any(String) },
    });
    expectError(await call('DELETE', path), 400, 9, 'META-9mw2d');
    expect((await call('POST', `${path}/search`)).body.pagination).toEqual({ totalResult: '1', appliedLimit: '100' });
  });

  it('answers 400 for an organization that is missing', async () => {
    const missing = '/v2/organizations/nowhere/metadata';
    expectError(await call('POST', missing, { metadata: [{ key: 'a', value: 'eA==' }] }), 400, 9, 'COMMAND-QXPGs');
    expectError(await call('DELETE', `${missing}?keys=a`), 400, 9, 'COMMAND-QXPGs');
    expect((await call('POST', `${missing}/search`, {})).body).toEqual({ pagination: { appliedLimit: '100' } });
    expectError(await call('POST', `/v2/organizations/${showcase}/metadata`, {}), 400, 9, 'META-9mm2d');
    const empty = await call('POST', `/v2/organizations/${showcase}/metadata`, { metadata: [{ key: 'a', value: '' }] });
    expect(empty.body.message).toBe(
      'invalid SetOrganizationMetadataRequest.Metadata[0]: embedded message failed validation | caused by: ' +
        'invalid Metadata.Value: value length must be between 1 and 500000 bytes, inclusive',
    );
  });
});
