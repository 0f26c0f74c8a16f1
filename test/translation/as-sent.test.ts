import { describe, expect, test } from 'vitest';
import { changedAsSent, createdAsSent } from '../../src/translation/as-sent.ts';

const reply = { made: 'up' };
const changed = (sent: object, shown: object) => changedAsSent(sent, shown, reply);
const created = (sent: object, shown: object) => createdAsSent(sent, shown, reply);

describe('a change of fields', () => {
  test.each([
    ['one field', { name: 'Acme' }, { name: 'Acme', city: 'Tucson' }],
    [
      'all fields, objects in any order',
      { name: 'Acme', at: { a: 1, b: [2] } },
      { at: { b: [2], a: 1 }, name: 'Acme' },
    ],
    ['a field that is cleared', { name: null }, { name: null }],
    ['a field that was not sent does not count', { name: 'Acme', city: undefined }, { name: 'Acme', city: 'Tucson' }],
  ])('is applied when everything is shown as sent: %s', (_, sent, shown) => {
    expect(changed(sent, shown)).toEqual({ outcome: 'applied', reply });
  });

  test.each([
    ['one field', { name: 'Acme' }, { name: 'Umbrella' }],
    ['all fields', { name: 'Acme', city: null }, { name: 'Umbrella', city: 'Tucson' }],
    ['a field that is not set', { name: 'Acme' }, { name: null }],
    ['a part of an object', { at: { a: 1, b: 2 } }, { at: { a: 1, b: 3 } }],
    ['one more entry', { domains: ['a.example'] }, { domains: ['a.example', 'b.example'] }],
    ['another entry', { domains: ['a.example'] }, { domains: ['b.example'] }],
    ['other letters, though capitals are the same', { name: 'Gauß' }, { name: 'Gauss' }],
    ['a number is no text', { seats: 1 }, { seats: '1' }],
  ])('is not applied when nothing is shown as sent: %s', (_, sent, shown) => {
    expect(changed(sent, shown)).toEqual({ outcome: 'not_applied' });
  });

  test.each([
    ['case', { email: 'Office@Acme.example' }, { email: 'office@acme.example' }],
    ['blanks', { name: 'Acme ' }, { name: 'Acme' }],
    ['composed letters', { name: 'Caf\u00e9' }, { name: 'Cafe\u0301' }],
    ['order', { domains: ['b.example', 'a.example'] }, { domains: ['a.example', 'b.example'] }],
    ['unset parts', { at: { a: 'x', b: null } }, { at: { a: 'x' } }],
    ['parts that were not sent', { at: { a: 'x', b: undefined } }, { at: { a: 'x' } }],
    ['a field that the read does not tell', { name: 'Acme', secret: 'x' }, { name: 'Acme' }],
    ['the same, beside one that is shown otherwise', { name: 'Acme', secret: 'x' }, { name: 'Umbrella' }],
    ['nothing was sent', {}, { name: 'Acme' }],
  ])('is neither when the upstream may have written it its own way: %s', (_, sent, shown) => {
    expect(changed(sent, shown).outcome).toBe('inconclusive');
  });

  test('that is shown in parts names the fields, and no values', () => {
    expect(changed({ name: 'Acme', city: 'Tucson', secret: 'x' }, { name: 'Acme', city: 'Łódź' })).toEqual({
      outcome: 'inconclusive',
      reason:
        'Not all fields are shown as they were sent, and not all otherwise. As sent: name. Otherwise: city. Not to be compared: secret.',
    });
  });

  test('that is shown nowhere names every field', () => {
    expect(changed({ secret: 'x', pin: 1 }, {})).toMatchObject({
      reason: expect.stringMatching(/ Not to be compared: secret, pin\.$/),
    });
  });

  test('does not name the keys that an organization has chosen for itself', () => {
    const sent = { name: 'Acme', 'metadata.max@acme.example': 1, 'metadata.eva@acme.example': 2 };
    expect(changed(sent, { ...sent, name: 'Umbrella' })).toEqual({
      outcome: 'inconclusive',
      reason: 'Not all fields are shown as they were sent, and not all otherwise. As sent: metadata. Otherwise: name.',
    });
  });
});

describe('an object found by its key', () => {
  test('is the one that was to be made, even where it is written in another way', () => {
    expect(created({ key: 'a', email: 'A@b.example', secret: 'x' }, { key: 'a', email: 'a@b.example' })).toEqual({
      outcome: 'applied',
      reply,
    });
  });

  test('may be somebody else’s when a field differs', () => {
    expect(created({ key: 'a', name: 'Acme' }, { key: 'a', name: 'Umbrella' })).toEqual({
      outcome: 'inconclusive',
      reason: 'There is one now, but somebody else may have made or changed it. Otherwise: name.',
    });
  });
});
