import { describe, expect, it } from 'vitest';
import { client, enabled, get, ids, type Json, post, put, send, serve } from './emulated.ts';

serve();

describe.each(['/accounts', ''])('members under %s/{accountId}/users', (prefix) => {
  const users = `${prefix}/${client}/users`;
  const [administrators, readers] = [{ id: 'UGR-2000-0001' }, { id: 'UGR-9000-0001' }];
  const person = { email: 'Nowak@lodz.example', firstName: 'Ewa', lastName: 'Nowak 🦢' };

  it('lists and gets under the user id', async () => {
    const { body } = await get(users);
    expect(body.$meta).toEqual({ pagination: { offset: 0, limit: 10, total: 3 }, omitted: ['audit'] });
    expect(body.data.map(({ status }) => status)).toEqual(['Active', 'Invited', 'InvitationExpired']);
    expect(body.data[0]).toMatchObject({
      id: 'USR-2000-0001',
      user: { id: 'USR-2000-0001', email: 'jadwiga@lodz.example', name: 'Jadwiga Żuraw' },
      groups: [{ id: 'UGR-2000-0001', name: 'Administrators', isDefault: true }],
      account: { id: client, type: 'Client', status: 'Active' },
      invitation: { status: 'Active' },
    });
    expect(body.data[1].invitation.url).toContain('code=');
    expect(JSON.stringify(body)).not.toContain('null');
    expect(ids(await get(`${users}?eq(user.email,"tomek@lodz.example")`))).toEqual(['USR-2000-0002']);
    expect(ids(await get(`${users}?id="USR-2000-0003"&select=-name`))).toEqual(['USR-2000-0003']);
    expect(ids(await get(`${users}?order=-user.lastName&limit=1&offset=1`))).toHaveLength(1);
    expect((await get(`${users}/USR-2000-0001?select=audit`)).body).toMatchObject({
      user: { firstName: 'Jadwiga' },
      audit: { joined: { by: { id: 'USR-0000-0001' } } },
    });
    for (const path of [
      `${users}/USR-0000-0000`,
      `${prefix}/ACC-0000-0000/users`,
      `${prefix}/${enabled}/users/USR-2000-0001`,
    ]) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it('invites a new person', async () => {
    const { status, body } = await post(users, {
      user: person,
      account: { id: client },
      groups: [readers],
      invitation: { status: 'Invited' },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'Invited', user: person, groups: [readers], modules: [{ name: 'Billing' }] });
    expect(body.id).toMatch(/^USR-\d{4}-\d{4}$/);
    expect((await get(`${users}/${body.id}`)).body).toEqual(body);
    const again = await post(users, { user: { ...person, email: 'NOWAK@lodz.example' }, groups: [readers] });
    expect(again.status).toBe(400);
    expect(again.body.errors[0].properties).toEqual(['user.email']);
  });

  it('invites with the flat body, and a known person into a further account', async () => {
    const { body } = await post(users, { ...person, groups: [administrators], notes: 'VIP' });
    expect(body.invitation.notes).toBe('VIP');
    const elsewhere = await post(`${prefix}/${enabled}/users`, {
      user: { email: person.email },
      groups: [{ id: 'UGR-2000-0002' }],
      invitation: { status: 'Active' },
    });
    expect(elsewhere.status).toBe(201);
    expect(elsewhere.body).toMatchObject({ id: body.id, status: 'Active', invitation: { status: 'Active' } });
  });

  it.each<[Json, string[]]>([
    [{ user: person }, ['groups']],
    [{ user: person, groups: [] }, ['groups']],
    [{ user: person, groups: ['UGR-2000-0001'] }, ['groups.id']],
    [{ user: { ...person, email: 'x' }, groups: [administrators] }, ['user.email']],
    [{ user: { email: 'new@x.example' }, groups: [administrators] }, ['user.firstName', 'user.lastName']],
    [{ user: person, groups: [administrators], role: 'x' }, ['role']],
    [{ user: { ...person, role: 'x' }, groups: [administrators] }, ['user.role']],
    [{ user: person, groups: [administrators], invitation: { status: 'Deleted' } }, ['invitation.status']],
  ])('refuses the malformed %j', async (body, members) => {
    const answer = await post(users, body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors)).toEqual(members);
  });

  it.each<[Json, string]>([
    [{ user: person, groups: [{ id: 'UGR-2000-0002' }] }, 'groups.id'],
    [{ user: person, groups: [administrators], account: { id: enabled } }, 'account.id'],
    [{ user: person, groups: [administrators], invitation: { status: 'Active' } }, 'invitation.status'],
    [{ user: { id: 'USR-0000-0000' }, groups: [administrators] }, 'user.id'],
  ])('refuses the wrong %j', async (body, property) => {
    const answer = await post(users, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].properties).toEqual([property]);
    expect((await get(`${users}?limit=0`)).body.$meta.pagination.total).toBe(3);
  });

  it('updates names and groups, not the identity or the state', async () => {
    const path = `${users}/USR-2000-0002`;
    const { status, body } = await put(path, {
      user: { email: 'tomek@lodz.example', firstName: 'Tomasz', lastName: 'Śliwa' },
      groups: [readers],
      invitation: { status: 'Active' },
      status: 'Active',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'Invited', user: { name: 'Tomasz Śliwa' }, groups: [readers], revision: 2 });
    expect((await put(path, { user: { email: 'other@lodz.example' }, groups: [readers] })).status).toBe(400);
    expect((await put(path, { user: { firstName: 'X' } })).status).toBe(400);
  });

  it('removes', async () => {
    const { status, body } = await send('DELETE', `${users}/USR-2000-0001`);
    expect([status, body]).toEqual([204, undefined]);
    expect((await get(`${users}/USR-2000-0001`)).status).toBe(404);
    expect((await send('DELETE', `${users}/USR-2000-0001`)).status).toBe(404);
    expect(ids(await get(users))).toEqual(['USR-2000-0002', 'USR-2000-0003']);
  });

  it('adds, replaces and removes groups, but never the last', async () => {
    const groups = `${users}/USR-2000-0001/groups`;
    const added = await post(groups, readers);
    expect(added.status).toBe(200);
    expect(added.body.groups.map(({ id }) => id)).toEqual([administrators.id, readers.id]);
    expect((await post(groups, readers)).body.revision).toBe(2);
    expect((await send('DELETE', `${groups}/${administrators.id}`)).status).toBe(204);
    expect((await send('DELETE', `${groups}/${administrators.id}`)).status).toBe(404);
    expect((await send('DELETE', `${groups}/${readers.id}`)).status).toBe(400);
    expect((await put(groups, [administrators])).body.groups).toMatchObject([administrators]);
    expect((await put(groups, [])).status).toBe(400);
    expect((await put(groups, administrators)).status).toBe(400);
    expect((await post(groups, { id: 'UGR-2000-0002' })).status).toBe(400);
  });

  it('renews invitations', async () => {
    const before = (await get(`${users}/USR-2000-0002`)).body.invitation.url;
    const resent = await post(`${users}/USR-2000-0002/resend-invite`);
    expect(resent.status).toBe(200);
    expect(resent.body.status).toBe('Invited');
    expect(resent.body.invitation.url).not.toBe(before);
    expect((await post(`${users}/USR-2000-0001/resend-invite`)).status).toBe(400);
    expect((await post(`${users}/USR-2000-0003/resend-invite`)).status).toBe(400);
    expect((await post(`${users}/USR-2000-0002/send-new-invite`)).status).toBe(400);
    expect((await post(`${users}/USR-2000-0003/send-new-invite`)).body.status).toBe('Invited');
    expect((await post(`${users}/USR-2000-0002/accept-invite`)).status).toBe(403);
    expect((await post(`${users}/USR-0000-0000/resend-invite`)).status).toBe(404);
  });
});
