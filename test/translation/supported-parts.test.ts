import { expect, test } from 'vitest';
import { refuseUnsupportedParts } from '../../src/translation/supported-parts.ts';
import { problemOf } from '../support/caught.ts';

const fields = ['displayName', 'address'];
const filters = ['externalId'];

test('fields and filters that are declared pass', () => {
  const body = { displayName: 'Acme', address: { anything: true } };
  expect(() => refuseUnsupportedParts('toy', { fields, filters }, body, { externalId: 'x' })).not.toThrow();
});

test('a field that cannot be stored is refused by its pointer', async () => {
  const problem = await problemOf(() => refuseUnsupportedParts('toy', { fields }, { email: 'a@b.example' }, {}));
  expect(problem.code).toBe('unsupported-field');
  expect(problem.message).toBe('toy cannot store email; leave it out.');
  expect(problem.parts.errors).toEqual([
    { pointer: '/email', code: 'unsupported-field', detail: 'toy cannot store this field' },
  ]);
});

test('all fields that cannot be stored are named at once', async () => {
  const body = { email: 'x', displayName: 'Acme', slug: 'y' };
  const { message, parts } = await problemOf(() => refuseUnsupportedParts('toy', { fields }, body, {}));
  expect(message).toContain('email, slug');
  expect(parts.errors?.map(({ pointer }) => pointer)).toEqual(['/email', '/slug']);
});

test('a field that is to be cleared would have to be stored as well', async () => {
  const { code } = await problemOf(() => refuseUnsupportedParts('toy', { fields }, { email: null }, {}));
  expect(code).toBe('unsupported-field');
});

test('what is undefined is not given', () => {
  const nothing = { email: undefined };
  expect(() => refuseUnsupportedParts('toy', { fields, filters }, nothing, { state: undefined })).not.toThrow();
});

test('a filter that cannot be applied is refused by its name', async () => {
  const problem = await problemOf(() => refuseUnsupportedParts('toy', { filters }, undefined, { state: 'active' }));
  expect(problem.code).toBe('capability-not-supported');
  expect(problem.message).toBe('toy cannot filter by state; leave it out.');
  expect(problem.parts.errors).toEqual([
    { pointer: 'query/state', code: 'capability-not-supported', detail: 'toy cannot filter by this' },
  ]);
});

test('no filter passes where none is declared as supported', async () => {
  const { code } = await problemOf(() =>
    refuseUnsupportedParts('toy', { filters: [] }, undefined, { state: 'active' }),
  );
  expect(code).toBe('capability-not-supported');
});

test('an operation that declares neither takes everything', () => {
  expect(() => refuseUnsupportedParts('toy', {}, { email: 'x' }, { state: 'active' })).not.toThrow();
});

test('an operation without a body has no fields to refuse', () => {
  expect(() => refuseUnsupportedParts('toy', { fields: [] }, undefined, {})).not.toThrow();
  expect(() => refuseUnsupportedParts('toy', { fields: [] }, null, {})).not.toThrow();
});
