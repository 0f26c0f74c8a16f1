import { newId } from './ids.ts';
import { createOrganization } from './lifecycle.ts';
import { lookup, put } from './records.ts';
import { nextEvent, type ZitadelState } from './state.ts';

const stems = ['Acme', 'Ørsted', '東京商事', 'Łódź Logistics', 'Северный ветер', 'Αθήνα Data', 'Nordwind'];

/** Adds organizations with a user each. Names are unique in an instance, so numbers that are taken are skipped. */
export function populate(state: ZitadelState, count: number): void {
  let number = 0;
  for (let added = 0; added < count; added += 1) {
    let name: string;
    do {
      number += 1;
      name = `${stems[number % stems.length]} ${String(number).padStart(5, '0')}`;
    } while (lookup(state.names, name.toLowerCase()) !== undefined);
    const { id } = createOrganization(state, { name }, 'EVENT-Mf9sd');
    addUser(state, id, number);
  }
}

function addUser(state: ZitadelState, organization: string, number: number): void {
  const id = newId();
  const time = nextEvent(state);
  put(state.users, id, {
    id,
    organization,
    state: 'ACTIVE',
    username: `member-${id}@example.com`,
    creationDate: time,
    changeDate: time,
    sequence: 1,
    human: {
      givenName: 'Member',
      familyName: String(number),
      nickName: '',
      displayName: `Member ${number}`,
      preferredLanguage: 'en',
      gender: 'UNSPECIFIED',
      email: `member-${id}@example.com`,
      emailVerified: true,
      phone: '',
      phoneVerified: false,
      passwordChangeRequired: false,
    },
  });
}
