import { expect, test } from 'vitest';
import { Presence } from '../../../src/translation/trace/presence.ts';

const certainOf = (...requests: object[]): readonly string[] => {
  const presence = new Presence();
  for (const request of requests) {
    presence.add(request, (path) => path.map((name) => `/${/^\d+$/.test(name) ? '*' : name}`).join(''));
  }
  return presence.certain;
};

test('a parameter is certain when every request has it', () => {
  const requests = [{ path: { id: '1' }, query: { limit: 1 } }, { path: { id: '2' } }];
  expect(certainOf(...requests)).toEqual(['/path/id']);
});

test('a part of a body is certain when it is there whenever what holds it is', () => {
  const address = { city: 'Köln', country: 'DE' };
  expect(certainOf({ body: { name: 'a', address } }, { body: { name: 'b' } })).toEqual([
    '/body',
    '/body/address/city',
    '/body/address/country',
    '/body/name',
  ]);
  expect(certainOf({ body: { address } }, { body: { address: { city: 'Bonn' } } })).toEqual([
    '/body',
    '/body/address',
    '/body/address/city',
  ]);
});

test('a list is certain as other values are, and its items are judged one by one', () => {
  const requests = [{ body: { queries: [{ name: 'a' }, { name: 'b', method: 'equals' }] } }, { body: { queries: [] } }];
  expect(certainOf(...requests)).toEqual(['/body', '/body/queries', '/body/queries/*/name']);
});

test('a body that is left out now and then is not certain', () => {
  expect(certainOf({ body: { a: 1 } }, {})).toEqual(['/body/a']);
});
