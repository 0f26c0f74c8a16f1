import { describe, expect, test } from 'vitest';
import { acme, archived, deleted, disabled, hanako, jane, ok, refused, serveEmulated, stripe } from './emulated.ts';

serveEmulated();

describe('deleting organizations', () => {
  test.each([acme, disabled])('%s: marked, restored to its earlier state, marked, purged', async (id) => {
    const before = await ok('GET', `organizations/${id}`);
    expect(await ok('DELETE', `organizations/${id}`)).toMatchObject({ id, state: 'PENDING_DELETION', view: 'FULL' });
    expect((await ok('GET', `organizations/${id}`)).state).toBe('PENDING_DELETION');
    expect(await ok('POST', `organizations/${id}:undelete`)).toMatchObject({ state: before.state });
    await ok('DELETE', `organizations/${id}`);
    expect(await ok('POST', `organizations/${before.uniqueId}:purge`, {})).toEqual({});
    await refused(404, 'NOT_FOUND', 'GET', `organizations/${id}`);
    await ok('POST', 'organizations', { uniqueId: before.uniqueId });
  });

  test.each(['purge', 'undelete'])('%s needs an organization marked for deletion', async (verb) => {
    const answer = await refused(400, 'FAILED_PRECONDITION', 'POST', `organizations/${acme}:${verb}`);
    expect(answer.reason).toBe('ORGANIZATION_NOT_PENDING_DELETION');
    await refused(404, 'NOT_FOUND', 'POST', `organizations/unknown:${verb}`);
  });

  test.each([
    [deleted, 'ORGANIZATION_PENDING_DELETION'],
    [archived, 'ORGANIZATION_ARCHIVED'],
  ])('%s cannot be changed: %s', async (id, reason) => {
    const attempts: [string, string, object?][] = [
      ['PATCH', '', { displayName: 'X' }],
      ['PATCH', '?allowMissing=true', { displayName: 'X' }],
      ['DELETE', ''],
      ['POST', ':connect', { connectionId: stripe }],
      ['POST', ':disconnect', { connectionId: stripe }],
      ['PATCH', ':updateConnection', { connectionId: stripe }],
      ['POST', '/members', { userId: jane }],
      ['PATCH', `/members/${hanako}`, {}],
      ['DELETE', `/members/${hanako}`],
    ];
    for (const [method, rest, body] of attempts) {
      const answer = await refused(400, 'FAILED_PRECONDITION', method, `organizations/${id}${rest}`, body);
      expect(answer.reason).toBe(reason);
    }
    await ok('GET', `organizations/${id}/members`);
  });
});
