import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emulators } from '../../src/generated/emulators.ts';
import { type RunningSandbox, startSandbox } from '../support/sandbox.ts';

const generated = 1000;
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** Every id in the order of the pages, following the tokens to the end. */
async function idsByPage(provider: string, pageSize: number): Promise<string[]> {
  const ids: string[] = [];
  let query = `pageSize=${pageSize}`;
  for (;;) {
    const { status, body } = await sandbox.call('GET', `/v1/connections/${provider}/organizations?${query}`);
    expect(status).toBe(200);
    expect(body.organizations.length).toBeLessThanOrEqual(pageSize);
    ids.push(...body.organizations.map(({ id }: { id: string }) => id));
    if (body.nextPageToken === undefined) return ids;
    query = `pageSize=${pageSize}&pageToken=${body.nextPageToken}`;
  }
}

describe.each(emulators.map(({ provider }) => provider))('%s', (provider) => {
  let expected: number;
  beforeAll(async () => {
    await sandbox.reset(provider);
    expected = (await idsByPage(provider, 200)).length + generated;
    await sandbox.reset(provider, generated);
  });

  test.each([1, 7, 100, 200])('a thousand organizations at page size %i: no gap, no duplicate', async (pageSize) => {
    const ids = await idsByPage(provider, pageSize);
    expect(ids).toHaveLength(expected);
    expect(new Set(ids).size).toBe(expected);
  });

  test('a page size above what the upstream allows is lowered, above 200 refused', async () => {
    const { body: connection } = await sandbox.call('GET', `/v1/connections/${provider}`);
    const { body } = await sandbox.call('GET', `/v1/connections/${provider}/organizations?pageSize=200`);
    expect(body.organizations).toHaveLength(connection.limits.maxPageSize);
    const refused = await sandbox.call('GET', `/v1/connections/${provider}/organizations?pageSize=201`);
    expect(refused).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ pointer: 'query/pageSize' }] },
    });
  });

  test('a token is good for the same query only', async () => {
    const at = (query: string) => sandbox.call('GET', `/v1/connections/${provider}/organizations?${query}`);
    const { nextPageToken } = (await at('pageSize=7')).body;
    expect((await at(`pageToken=${nextPageToken}&pageSize=7`)).status).toBe(200);
    const others = [
      `pageToken=${nextPageToken}`,
      `pageToken=${nextPageToken}&pageSize=8`,
      `pageToken=${nextPageToken}&pageSize=7&include=raw`,
    ];
    for (const query of others) {
      expect(await at(query)).toMatchObject({ status: 400, body: { code: 'invalid-page-token' } });
    }
    const [other = ''] = emulators.map((each) => each.provider).filter((id) => id !== provider);
    const elsewhere = await sandbox.call(
      'GET',
      `/v1/connections/${other}/organizations?pageToken=${nextPageToken}&pageSize=7`,
    );
    expect(elsewhere).toMatchObject({ status: 400, body: { code: 'invalid-page-token' } });
  });

  test('a token altered by one bit is refused', async () => {
    const { nextPageToken } = (await sandbox.call('GET', `/v1/connections/${provider}/organizations?pageSize=7`)).body;
    const bytes = Buffer.from(nextPageToken, 'base64url');
    await sandbox.clearLedger(provider);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const altered = Buffer.from(bytes);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const path = `/v1/connections/${provider}/organizations?pageSize=7&pageToken=${altered.toString('base64url')}`;
      expect(await sandbox.call('GET', path)).toMatchObject({ status: 400, body: { code: 'invalid-page-token' } });
    }
    // The last character holds bits that decoding drops: another spelling of the same bytes is not our token either.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const last of alphabet.replace(nextPageToken.at(-1), '')) {
      const path = `/v1/connections/${provider}/organizations?pageSize=7&pageToken=${nextPageToken.slice(0, -1)}${last}`;
      expect((await sandbox.call('GET', path)).status).toBe(400);
    }
    expect(await sandbox.ledger(provider)).toEqual([]);
  });
});
