import type { Route } from '../emulator.ts';
import { decode, message } from './decoding.ts';
import { message as encode, readDetails, timestamp } from './encoding.ts';
import { refusal } from './errors.ts';
import { listAnswer } from './listing.ts';
import { lookup } from './records.ts';
import { read } from './routes.ts';
import { text } from './scalars.ts';
import type { Human, Machine, User, ZitadelState } from './state.ts';
import { searchUsers, v1UserSearchRequest, v2UserSearchRequest } from './user-search.ts';

const getRequest = message('GetUserByIDRequest', { userId: text({ min: 1, max: 200 }) });

/** The users as the management service (v1) and the user service (v2) list them. */
export const userRoutes: readonly Route<ZitadelState>[] = [
  read('POST', '/management/v1/users/_search', ({ view, request, organization }) =>
    listAnswer(
      view,
      searchUsers(view, decode(v1UserSearchRequest, request.text), organization),
      'viewTimestamp',
      showUserV1,
    ),
  ),

  read('POST', '/v2/users', ({ view, request }) =>
    listAnswer(view, searchUsers(view, decode(v2UserSearchRequest, request.text)), 'timestamp', showUserV2),
  ),

  read('GET', '/v2/users/{userId}', ({ view, params }) => {
    const user = lookup(view.users, decode(getRequest, '', params).userId);
    if (user === undefined) throw refusal('QUERY-Dfbg2');
    return { details: readDetails(user, user.organization), user: showUserV2(user) };
  }),
];

function showUserV1(user: User): object {
  return encode({
    id: user.id,
    details: readDetails(user, user.organization),
    state: `USER_STATE_${user.state}`,
    userName: user.username,
    loginNames: [user.username],
    preferredLoginName: user.username,
    human: user.human && showHumanV1(user.human),
    machine: user.machine && showMachine(user.machine),
  });
}

function showHumanV1(human: Human): object {
  return {
    profile: encode({
      firstName: human.givenName,
      lastName: human.familyName,
      nickName: human.nickName,
      displayName: human.displayName,
      preferredLanguage: human.preferredLanguage,
      gender: human.gender === 'UNSPECIFIED' ? undefined : `GENDER_${human.gender}`,
    }),
    email: encode({ email: human.email, isEmailVerified: human.emailVerified }),
    phone: encode({ phone: human.phone, isPhoneVerified: human.phoneVerified }),
  };
}

function showUserV2(user: User): object {
  return encode({
    userId: user.id,
    details: readDetails(user, user.organization),
    // v2 knows no suspended users and shows them without a state
    state: user.state === 'SUSPEND' ? undefined : `USER_STATE_${user.state}`,
    username: user.username,
    loginNames: [user.username],
    preferredLoginName: user.username,
    human: user.human && showHumanV2(user.human),
    machine: user.machine && showMachine(user.machine),
  });
}

function showHumanV2(human: Human): object {
  const { givenName, familyName, nickName, displayName, preferredLanguage, gender } = human;
  return encode({
    profile: encode(
      { givenName, familyName },
      { nickName, displayName, preferredLanguage, gender: `GENDER_${gender}` },
    ),
    email: encode({ email: human.email, isVerified: human.emailVerified }),
    phone: encode({ phone: human.phone, isVerified: human.phoneVerified }),
    passwordChangeRequired: human.passwordChangeRequired,
    passwordChanged: human.passwordChanged && timestamp(human.passwordChanged),
  });
}

function showMachine(machine: Machine): object {
  return encode({
    name: machine.name,
    description: machine.description,
    hasSecret: machine.hasSecret,
    accessTokenType: machine.accessTokenType === 'JWT' ? 'ACCESS_TOKEN_TYPE_JWT' : undefined,
  });
}
