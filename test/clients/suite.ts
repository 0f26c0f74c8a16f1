import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../support/sandbox.ts';
import { showcase, startSandbox } from '../support/sandbox.ts';
import { build, type Client, type Generator } from './build.ts';

const providers = ['userhub', 'softwareone', 'stytch', 'zitadel'] as const;
const organizations = Object.fromEntries(providers.map((id) => [id, showcase[id]?.organization ?? '']));
const externalAccount = showcase.userhub?.externalAccount ?? '';
const { userhub, softwareone, stytch, zitadel } = organizations;

/** What must hold for the client of any generator, of its types and over real HTTP. */
export function testClient(generator: Generator): void {
  let sandbox: RunningSandbox;
  let client: Client;

  beforeAll(async () => {
    sandbox = await startSandbox();
    client = await build(generator);
  });
  afterAll(async () => {
    client?.remove();
    await sandbox?.stop();
  });
  beforeEach(async () => {
    for (const provider of providers) await sandbox.reset(provider);
  });

  const run = (step: string): Promise<unknown> =>
    client.run(step, { url: sandbox.url, organizations, externalAccount });

  /** The requests that an emulator received and that could change something. */
  const writes = async (provider: string): Promise<object[]> =>
    (await sandbox.ledger(provider))
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path, body, status, applied }) => ({ method, path, body, status, applied }));
  const applied = { status: 200, applied: true };

  describe('the types', () => {
    test('compile strictly, together with a program over them', () => {
      expect(client.diagnostics.get('')).toBeUndefined();
    });

    test.each(Object.keys(generator.mistakes))('do not compile with %s', (why) => {
      expect(client.diagnostics.get(why)).toHaveLength(1);
    });

    test('are named, and unknown only where the document promises nothing', () => {
      const code = client.types
        .replaceAll(/\/\*.*?\*\//gs, '')
        .replaceAll(/\[\w+: string\]: unknown;/g, '')
        // A word that a filter takes, and no type.
        .replaceAll(/(["'])unknown\1/g, '');
      const lines = (pattern: RegExp): string[] => [...code.matchAll(pattern)].map(([line]) => line);
      expect(lines(/.*\b(?:unknown|any)\b.*/g)).toEqual([]);
      // Two components of one name would have made the generator number them.
      expect(lines(/.*\b(?:type|interface) \w*[A-Za-z]\d\b.*/g)).toEqual([]);
      // An inline schema has no name that a program could use.
      expect(lines(/.*(?:"\w+\/[\w+.]*json"|\b[2-5]\d\d|\bbody): \{\s+(?!headers|content)\w.*/g)).toEqual([]);
    });
  });

  test('the four seed operations cause exactly their upstream writes', async () => {
    const changed = (id: string | undefined, more: object) => ({ organization: { id, ...more }, changed: true });
    expect(await run('seeds')).toMatchObject({
      userhub: changed(userhub, { state: 'active', externalAccounts: [] }),
      softwareone: changed(softwareone, { state: 'inactive', upstreamState: 'Disabled' }),
      stytch: changed(stytch, { state: 'active', externalId: null }),
      zitadel: changed(zitadel, { state: 'inactive', upstreamState: 'ORG_STATE_INACTIVE' }),
    });
    expect(await writes('userhub')).toEqual([
      {
        method: 'POST',
        path: `/admin/v1/organizations/${userhub}:disconnect`,
        body: { connectionId: externalAccount, deleteExternalAccount: true },
        ...applied,
      },
    ]);
    expect(await writes('softwareone')).toEqual([
      { method: 'POST', path: `/public/v1/accounts/accounts/${softwareone}/disable`, body: null, ...applied },
    ]);
    expect(await writes('stytch')).toEqual([
      { method: 'DELETE', path: `/v1/b2b/organizations/${stytch}/external_id`, body: {}, ...applied },
    ]);
    expect(await writes('zitadel')).toEqual([
      { method: 'POST', path: '/management/v1/orgs/me/_deactivate', body: {}, ...applied },
    ]);
    const [deactivation] = await sandbox.ledger('zitadel');
    expect(deactivation?.headers['x-zitadel-orgid']).toBe(zitadel);
  });

  test('an organization is created, read, updated once and deleted', async () => {
    const answer = (await run('life')) as { created: { organization: { id: string } } };
    const { id } = answer.created.organization;
    const resourceName = `connections/stytch/organizations/${id}`;
    const renamed = { id, displayName: 'Neuer Name', logoUrl: null };
    expect(answer).toMatchObject({
      created: { organization: { displayName: 'Ünïted Gebäck', externalId: 'customer-4711', state: 'active' } },
      read: { id, resourceName, displayName: 'Ünïted Gebäck', raw: { organization_name: 'Ünïted Gebäck' } },
      updated: { organization: renamed, changed: true },
      updatedAgain: { organization: renamed, changed: false },
      deleted: { deleted: true },
    });
    const path = `/v1/b2b/organizations/${id}`;
    expect(await writes('stytch')).toEqual([
      {
        method: 'POST',
        path: '/v1/b2b/organizations',
        body: { organization_name: 'Ünïted Gebäck', organization_external_id: 'customer-4711' },
        ...applied,
      },
      { method: 'PUT', path, body: { organization_name: 'Neuer Name' }, ...applied },
      { method: 'DELETE', path, body: {}, ...applied },
    ]);
  });

  test('every organization is listed once, page by page, at each upstream', async () => {
    for (const provider of providers) await sandbox.reset(provider, 7);
    const pages = (await run('pages')) as Record<string, string[][]>;
    for (const provider of providers) {
      const { body } = await sandbox.call('GET', `/v1/connections/${provider}/organizations?pageSize=100`);
      const listed = body.organizations.map((organization: { id: string }) => organization.id);
      expect(new Set(listed).size).toBeGreaterThan(8);
      expect(pages[provider]?.flat()).toEqual(listed);
      expect(pages[provider]?.length).toBeGreaterThan(2);
      expect(pages[provider]?.filter((page) => page.length > 4)).toEqual([]);
    }
  });

  test('a member is added, updated, read and removed', async () => {
    const answer = (await run('members')) as { added: { member: { id: string } } };
    const { id } = answer.added.member;
    const person = { id, email: 'zoe@example.com', displayName: 'Zoë Müller', state: 'active' };
    expect(answer).toMatchObject({
      listed: { members: [{ displayName: 'Ada Lovelace' }, { displayName: 'Björn Ångström' }, {}] },
      added: { member: person, changed: true },
      updated: { member: { ...person, roles: expect.arrayContaining(['stytch_admin']) }, changed: true },
      read: { ...person, roles: expect.arrayContaining(['stytch_admin']) },
      removed: { deleted: true },
      gone: { status: 404, error: { code: 'not-found' } },
    });
  });

  test('failures are problems that a program can act on, and nothing was sent where nothing may be', async () => {
    const refused = (status: number, code: string, advice: string, more: object = {}) => ({
      status,
      type: 'application/problem+json',
      advice,
      error: {
        type: `/problems/${code}`,
        title: expect.any(String),
        status,
        detail: expect.any(String),
        instance: expect.stringMatching(/^\/v1\/connections\//),
        code,
        requestId: expect.any(String),
        retryable: false,
        ...more,
      },
    });
    const answer = (await run('problems')) as { unsupported: { error: object }; unacknowledged: { error: object } };
    expect(answer).toMatchObject({
      unknown: refused(404, 'not-found', 'look it up again', { upstream: { provider: 'userhub', status: 404 } }),
      unsupported: refused(501, 'capability-not-supported', 'do without'),
      unacknowledged: refused(409, 'acknowledgement-required', 'ask somebody', { outcome: 'not_applied' }),
      rejected: refused(422, 'unsupported-field', 'give up', {
        outcome: 'not_applied',
        errors: [{ pointer: '/email', code: 'unsupported-field', detail: expect.any(String) }, { pointer: '/website' }],
      }),
    });
    expect(await sandbox.ledger('stytch')).toEqual([]);
    expect(await sandbox.ledger('zitadel')).toEqual([]);
    expect((await sandbox.ledger('userhub')).map(({ method }) => method)).toEqual(['GET']);
  });
}
