import { nextSequence, type UserHubState } from './state.ts';
import { printed } from './times.ts';

const names = ['Northwind', 'Зеленоград', '青空商事', 'Ångström', 'نجمة', '🚀 Orbit'];

/** Adds organizations with predictable ids and one member each, created a second apart. */
export function populate(state: UserHubState, count: number): void {
  const already = state.organizations.length;
  const member = state.users[0];
  const role = state.roles.find((candidate) => candidate.default);
  for (let number = already + 1; number <= already + count; number += 1) {
    const digits = String(number).padStart(6, '0');
    const time = printed(Date.UTC(2025, 6, 1) + number * 1000);
    state.organizations.push({
      id: `org_generated${digits}`,
      sequence: nextSequence(state),
      profile: {
        uniqueId: `generated-${digits}`,
        displayName: `${names[number % names.length]} ${digits}`,
        email: `billing@generated-${digits}.example`,
        signupTime: time,
        ...(number % 10 === 0 ? { disabled: true } : {}),
      },
      accounts: [],
      members:
        member === undefined || role === undefined
          ? {}
          : {
              [member.id]: {
                sequence: nextSequence(state),
                userId: member.id,
                roleId: role.id,
                createTime: time,
                updateTime: time,
              },
            },
      createTime: time,
      updateTime: time,
    });
  }
}
