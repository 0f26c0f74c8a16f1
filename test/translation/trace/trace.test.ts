import { expect, test } from 'vitest';
import type { CallTrace } from '../../../src/contract/trace.ts';
import { traceOf } from '../../../src/translation/trace/trace.ts';
import { document, provider, unified } from './desks.ts';

const before = structuredClone({ document, unified });
const trace = traceOf(provider, document, unified);

function callOf(
  unifiedOperation: string,
  upstreamOperation: string,
  purpose: CallTrace['purpose'] = 'answer',
): CallTrace {
  const operation = trace.operations.find((each) => each.unifiedOperation === unifiedOperation);
  const call = operation?.calls.find(
    (each) => each.upstreamOperation === upstreamOperation && each.purpose === purpose,
  );
  if (call === undefined) throw new Error(`${unifiedOperation} makes no use of ${upstreamOperation}`);
  return call;
}

const readsOf = (call: CallTrace): object => Object.fromEntries(call.reads.map(({ pointer, to }) => [pointer, to]));
const sent = { always: true, from: [], fromAnswers: [], values: [] };

test('only supported operations are traced, each with the calls it makes', () => {
  const calls = trace.operations.map((operation) => [
    operation.unifiedOperation,
    operation.calls.map(({ upstreamOperation, purpose }) => `${upstreamOperation} ${purpose}`),
  ]);
  expect(calls).toEqual([
    // The note is only asked for where a member of an enumeration says so.
    ['getOrganization', ['GetDesk answer', 'GetNote answer']],
    ['updateOrganization', ['GetDesk answer', 'ChangeDesk answer', 'GetDesk settlement']],
  ]);
});

test('what is sent: constants with their values, and the rest with what it depends on', () => {
  expect(callOf('getOrganization', 'GetDesk').sends).toEqual([
    { ...sent, pointer: '/path/deskId', from: ['/path/organization'] },
    { ...sent, pointer: '/query/view', values: ['full'] },
  ]);
  expect(callOf('updateOrganization', 'ChangeDesk').sends).toEqual([
    { ...sent, pointer: '/body/copy', always: false, fromAnswers: ['GetDesk#/code'] },
    { ...sent, pointer: '/body/label', always: false, from: ['/body/displayName'] },
    { ...sent, pointer: '/body/reason', values: ['renamed'] },
    { ...sent, pointer: '/path/deskId', from: ['/path/organization'] },
  ]);
});

test('what is read leads to the fields that depend on it; what decides or is compared is read all the same', () => {
  expect(readsOf(callOf('getOrganization', 'GetDesk'))).toEqual({
    '/id': ['/id'],
    '/label': ['/displayName'],
    // Only read where there is no label.
    '/code': ['/displayName'],
    // Only decides what else is asked for.
    '/kind': [],
    // Only compared.
    '/owner/room': [],
    '/state': ['/state', '/upstreamState'],
    '/tags': ['/domains', '/domains/*'],
    '/tags/*/tag': ['/domains/*'],
  });
  expect(readsOf(callOf('getOrganization', 'GetNote'))).toEqual({ '/text': ['/description'] });
});

test('a way that shows only when an answer repeats what the caller wrote is found', () => {
  const reads = callOf('updateOrganization', 'GetDesk').reads.find(({ pointer }) => pointer === '/state');
  expect(reads?.to).toEqual(['/organization/state', '/organization/upstreamState']);
});

test('what only a settlement reads is read for nothing but that', () => {
  const settlement = callOf('updateOrganization', 'GetDesk', 'settlement');
  expect(readsOf(settlement)).toEqual({ '/id': [], '/owner/room': [], '/version': [] });
  expect(settlement.sends).toContainEqual({ ...sent, pointer: '/query/view', values: ['short'] });
});

test('what is read of refusals', () => {
  expect(callOf('getOrganization', 'GetNote').refusals).toEqual(['/error/code']);
});

test('what becomes of the members of an enumeration, refusals included', () => {
  expect(trace.enums).toEqual([
    {
      upstream: 'Desk/state',
      unified: 'organization/state',
      members: { GONE: 'not-found', OPEN: 'active', SHUT: 'inactive' },
    },
  ]);
});

test('what nobody reads, and what nobody fills', () => {
  expect(trace.unread).toEqual(['Desk/colour', 'Desk/owner/name', 'Note/author']);
  const organization = trace.unwritten.filter((name) => name.startsWith('organization/'));
  expect(organization).toContain('organization/slug');
  for (const field of ['displayName', 'description', 'domains', 'state', 'id']) {
    expect(organization).not.toContain(`organization/${field}`);
  }
});

test('two runs are equal to the letter, and nothing that was given is changed', () => {
  expect(JSON.stringify(traceOf(provider, document, unified))).toBe(JSON.stringify(trace));
  expect({ document, unified }).toEqual(before);
});

test('a document that lacks an operation is a mistake that says so', () => {
  const { '/desks/{deskId}/note': _, ...paths } = document.paths ?? {};
  expect(() => traceOf(provider, { ...document, paths }, unified)).toThrow('Desks has no operation GetNote');
});
