import { describe, expect, it } from 'vitest';
import { call, expectError, inactiveId, on, serve, showcase } from './emulated.ts';

serve();

describe('users', () => {
  const users = (queries: unknown[], more: object = {}) => call('POST', '/v2/users', { queries, ...more });
  const some = async (...queries: unknown[]) =>
    ((await users(queries, { query: { asc: true } })).body.result ?? []).map(({ userId }: { userId: string }) =>
      userId.slice(-2),
    );

  it('lists those of an organization', async () => {
    const { body } = await users([{ organizationIdQuery: { organizationId: showcase } }], { query: { limit: 4 } });
    expect(body.details).toEqual({ totalResult: '6', timestamp: expect.any(String) });
    expect(body.result).toHaveLength(4);
    expect(body.result.map(({ userId }: { userId: string }) => userId.slice(-2))).toEqual(['09', '08', '07', '06']);
    const v1 = await call('POST', '/management/v1/users/_search', {}, on(inactiveId));
    expect(v1.body.result).toEqual([
      expect.objectContaining({ id: '320000000000000010', userName: 'user10@example.com', state: 'USER_STATE_ACTIVE' }),
    ]);
    expect((await call('POST', '/management/v1/users/_search')).body.details.totalResult).toBe('2');
  });

  it('filters by every query', async () => {
    expect(await some({ inUserIdsQuery: { userIds: ['320000000000000004', '320000000000000009'] } })).toEqual([
      '04',
      '09',
    ]);
    expect(await some({ emailQuery: { emailAddress: 'user4@example.com' } })).toEqual(['04']);
    expect(
      await some({ emailQuery: { emailAddress: 'USER4', method: 'TEXT_QUERY_METHOD_STARTS_WITH_IGNORE_CASE' } }),
    ).toEqual(['04']);
    expect(await some({ inUserEmailsQuery: { userEmails: ['user5@example.com'] } })).toEqual(['05']);
    expect(await some({ stateQuery: { state: 'USER_STATE_LOCKED' } })).toEqual(['07']);
    expect(await some({ stateQuery: { state: 5 } })).toEqual(['06']);
    expect(await some({ typeQuery: { type: 'TYPE_MACHINE' } })).toEqual(['02', '09']);
    expect(await some({ userNameQuery: { userName: 'nordwind-erp' } })).toEqual(['09']);
    expect(await some({ loginNameQuery: { loginName: 'nordwind-erp' } })).toEqual(['09']);
    expect(await some({ firstNameQuery: { firstName: 'Мария' } })).toEqual(['06']);
    expect(await some({ lastNameQuery: { lastName: '🚀', method: 'TEXT_QUERY_METHOD_ENDS_WITH' } })).toEqual(['05']);
    expect(await some({ nickNameQuery: { nickName: 'Jürg' } })).toEqual(['04']);
    expect(await some({ displayNameQuery: { displayName: '山田 花子' } })).toEqual(['10']);
    expect(await some({ phoneQuery: { number: '+4179', method: 2 } })).toEqual(['03']);
    const machine = { typeQuery: { type: 'TYPE_MACHINE' } };
    const locked = { stateQuery: { state: 'USER_STATE_LOCKED' } };
    expect(await some({ orQuery: { queries: [machine, locked] } })).toEqual(['02', '07', '09']);
    expect(await some({ andQuery: { queries: [machine, locked] } })).toEqual([]);
    expect(
      await some({ notQuery: { query: machine } }, { not_query: { query: { orQuery: { queries: [locked] } } } }),
    ).toHaveLength(7);
  });

  it('sorts by a column', async () => {
    const sorted = await users([{ organizationIdQuery: { organizationId: showcase } }], {
      sortingColumn: 'USER_FIELD_NAME_FIRST_NAME',
      query: { asc: true },
    });
    const names = sorted.body.result.map(
      ({ human }: { human?: { profile: { givenName: string } } }) => human?.profile.givenName,
    );
    expect(names).toEqual(['Jürgen', 'Zoë', 'Åsa', 'Λεωνίδας', 'Мария', undefined]);
  });

  it('refuses what its messages do not allow', async () => {
    expectError(await users([], { query: { limit: 1001 } }), 400, 3, 'QUERY-4M0fs');
    expect((await users([{}])).body.code).toBe(3);
    expect((await users([{ organizationIdQuery: {} }])).body.code).toBe(3);
    expect((await users([{ notQuery: {} }])).body.code).toBe(3);
    expect(await users([{ inUserIdsQuery: {} }])).toMatchObject({ status: 500, body: { code: 2 } });
    let deep: object = { typeQuery: { type: 'TYPE_HUMAN' } };
    for (let level = 0; level < 21; level += 1) deep = { andQuery: { queries: [deep] } };
    expectError(await users([deep]), 400, 3, 'USER-zsQ97');
  });

  it('shows one user', async () => {
    const { status, body } = await call('GET', '/v2/users/320000000000000005');
    expect(status).toBe(200);
    const details = {
      sequence: '1',
      creationDate: '2025-05-01T07:00:00.005005Z',
      changeDate: '2025-05-01T07:00:00.005005Z',
      resourceOwner: showcase,
    };
    expect(body).toEqual({
      details,
      user: {
        userId: '320000000000000005',
        details,
        state: 'USER_STATE_ACTIVE',
        username: 'user5@example.com',
        loginNames: ['user5@example.com'],
        preferredLoginName: 'user5@example.com',
        human: {
          profile: {
            givenName: 'Zoë',
            familyName: 'O’Neil 🚀',
            nickName: '',
            displayName: 'Zoë O’Neil 🚀',
            preferredLanguage: 'en',
            gender: 'GENDER_DIVERSE',
          },
          email: { email: 'user5@example.com', isVerified: true },
          phone: {},
          passwordChanged: '2025-05-05T12:00:00Z',
        },
      },
    });
    expect((await call('GET', '/v2/users/320000000000000009')).body.user.machine).toEqual({
      name: 'nordwind-erp',
      accessTokenType: 'ACCESS_TOKEN_TYPE_JWT',
    });
    expectError(await call('GET', '/v2/users/nobody'), 404, 5, 'QUERY-Dfbg2');
  });
});
