import { always, list, message } from './decoding.ts';
import { message as encode } from './encoding.ts';
import { openChoice } from './enums.ts';
import { invalid, refusal } from './errors.ts';
import { newCode, newId } from './ids.ts';
import { lookup, put } from './records.ts';
import { bool, optionalText, text } from './scalars.ts';
import { type Human, nextEvent, type Organization, type User, type ZitadelState } from './state.ts';

const part = text({ max: 200 });
const requiredPart = text({ min: 1, max: 200 });
const emailForm = { pattern: /^[^@\s]+@[^@\s]+$/, rule: 'value must be a valid email address' };
const returnCode = message('ReturnCode', {});
const genders = ['UNSPECIFIED', 'FEMALE', 'MALE', 'DIVERSE'] as const;

/** Of a new human, the parts that can be seen again; passwords, links and the like are dropped. */
const human = message('AddHumanUserRequest', {
  userId: optionalText({ min: 1, max: 200 }),
  username: optionalText({ min: 1, max: 200 }),
  profile: always(
    message('SetHumanProfile', {
      givenName: requiredPart,
      familyName: requiredPart,
      nickName: part,
      displayName: part,
      preferredLanguage: text({ max: 10 }),
      gender: openChoice(['GENDER_UNSPECIFIED', 'GENDER_FEMALE', 'GENDER_MALE', 'GENDER_DIVERSE']),
    }),
  ),
  email: always(
    message('SetHumanEmail', { email: text({ min: 1, max: 200 }, emailForm), isVerified: bool, returnCode }),
  ),
  phone: always(message('SetHumanPhone', { phone: part, isVerified: bool, returnCode })),
});

/** An administrator of a new organization: an existing user or a human to be created. */
export const admin = message('Admin', { userId: optionalText(), human, roles: list(text()) });

type Admin = ReturnType<typeof admin.parse>;
type NewHuman = ReturnType<typeof human.parse>;

/** Checks the administrators of an organization to be, and answers those that are new. */
export function checkAdmins(state: ZitadelState, admins: readonly Admin[]): readonly NewHuman[] {
  for (const { userId, human: added, roles } of admins) {
    if (userId !== undefined && added !== undefined) throw invalid('proto: oneof user_type is already set');
    if (userId === undefined && added === undefined) throw refusal('ORGv2-SD2r1');
    if (userId !== undefined && lookup(state.users, userId) === undefined) throw refusal('ORG-GoXOn');
    if (!roles.every((role) => role.startsWith('ORG_'))) throw refusal('Org-4N8es');
  }
  const added = admins.flatMap((given) => given.human ?? []);
  if (added.length > 0) checkFree(state, added);
  return added;
}

/** Usernames and ids are unique in the instance. */
function checkFree(state: ZitadelState, added: readonly NewHuman[]): void {
  const usernames = new Set(Object.values(state.users).map(({ username }) => username.toLowerCase()));
  for (const { userId, username, email } of added) {
    const wanted = (username ?? email.email).toLowerCase();
    const idTaken = userId !== undefined && lookup(state.users, userId) !== undefined;
    if (idTaken || usernames.has(wanted)) throw refusal('V3-DKcYh', 'User already exists');
    usernames.add(wanted);
  }
}

/** Creates a human in its organization, and answers what the vendor tells of it. */
export function createHuman(state: ZitadelState, home: Organization, given: NewHuman): object {
  const { profile, email, phone } = given;
  const time = nextEvent(state);
  const user: User = {
    id: given.userId ?? newId(),
    organization: home.id,
    // inferred: this call sends no initial mail, so that the user starts active instead of in the initial state
    state: 'ACTIVE',
    username: given.username ?? email.email,
    creationDate: time,
    changeDate: time,
    sequence: 1,
    human: {
      ...readProfile(profile),
      email: email.email,
      emailVerified: email.isVerified,
      phone: phone.phone,
      phoneVerified: phone.isVerified,
      passwordChangeRequired: false,
    },
  };
  put(state.users, user.id, user);
  return encode({
    userId: user.id,
    emailCode: email.returnCode === undefined ? undefined : newCode(),
    phoneCode: phone.returnCode === undefined ? undefined : newCode(),
  });
}

function readProfile(profile: NewHuman['profile']) {
  const { givenName, familyName, nickName, displayName, preferredLanguage, gender } = profile;
  return {
    givenName,
    familyName,
    nickName,
    displayName: displayName === '' ? `${givenName} ${familyName}` : displayName,
    // `und` is how the vendor's language type writes an unset language
    preferredLanguage: preferredLanguage === '' ? 'und' : preferredLanguage,
    gender: genders.find((known) => gender === `GENDER_${known}`) ?? 'UNSPECIFIED',
  } satisfies Partial<Human>;
}
