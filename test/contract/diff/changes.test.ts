import { expect, test } from 'vitest';
import { diffDocuments } from '../../../src/contract/diff/diff-documents.ts';
import { callOf, changes, constant, dependence, fromCaller, lines, small, traceOf } from './small.ts';

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

test('one edit of a shared schema is one change with several places, also where the newer document has it in place', () => {
  const old = {
    answer: object({
      one: ref('A'),
      list: { type: 'array', items: ref('A') },
      maybe: { anyOf: [ref('A'), { type: 'null' }] },
    }),
    schemas: { A: object({ a: text, b: text }) },
  };
  const used = { reads: ['/one/a', '/list/*/a', '/maybe/a'] };
  const place = (pointer: string) => ({ upstreamOperation: 'PutThing', direction: 'response', status: 200, pointer });
  const expected = {
    rule: 'response-property-removed',
    level: 'breaking',
    detail: '"a" was there and is gone.',
    places: [place('/one/a'), place('/maybe/a'), place('/list/*/a')],
    used: true,
    unifiedOperations: ['updateOrganization'],
    unifiedFields: ['organization/list/*/a', 'organization/maybe/a', 'organization/one/a'],
  };
  expect(changes(old, { ...old, schemas: { A: object({ b: text }) } }, used)).toEqual([expected]);
  const a = () => object({ b: text });
  const inPlace = object({
    one: a(),
    list: { type: 'array', items: a() },
    maybe: { type: ['object', 'null'], properties: { b: text } },
  });
  expect(changes(old, { answer: inPlace }, used)).toEqual([expected]);
});

test('edits of the same kind at different schemas are different changes', () => {
  const answer = (more: object) => object({ one: object(more), other: object(more) });
  expect(
    lines(changes({ answer: answer({ a: text }) }, { answer: answer({}) }, { reads: ['/one/a', '/other/a'] })),
  ).toEqual(['breaking response-property-removed /one/a', 'breaking response-property-removed /other/a']);
});

test('a change names the unified operations to which it means what it says', () => {
  const trace = traceOf({
    createOrganization: callOf({ sends: [constant('/body/state', 'on')] }),
    updateOrganization: callOf({
      sends: [{ ...fromCaller('/body/state'), from: ['/body/displayName', '/page/size'] }],
    }),
    deleteOrganization: callOf({ reads: ['/id'] }),
    getOrganization: callOf({ reads: ['/state'] }, 'GetThing'),
  });
  const body = (...values: string[]) => object({ state: { type: 'string', enum: values } });
  const { changes: found } = diffDocuments(
    trace,
    small({ body: body('on', 'off') }),
    small({ body: body('on') }),
    dependence,
  );
  expect(found.map(({ level, unifiedOperations, unifiedFields }) => [level, unifiedOperations, unifiedFields])).toEqual(
    [['breaking', ['updateOrganization'], ['request/displayName', 'request/size']]],
  );
});

test('looking for a lost write counts as use by the operation that wrote', () => {
  const settling = { ...callOf({ reads: ['/a'] }), purpose: 'settlement' as const };
  const { changes: found, breaks } = diffDocuments(
    traceOf({ deleteOrganization: [callOf({}, 'DeleteThing'), settling] }),
    small({ answer: object({ a: text }) }),
    small({ answer: object({}) }),
    dependence,
  );
  expect(lines(found)).toEqual(['breaking response-property-removed /a']);
  expect([breaks, found[0]?.unifiedOperations]).toEqual([true, ['deleteOrganization']]);
});

test('used changes come first, and the worst of them; unused ones break nothing', () => {
  const old = {
    answer: object({ a: text, b: text, c: { ...text, 'x-extensible-enum': ['x'] }, d: text }),
    body: object({ e: text }),
  };
  const now = {
    answer: object({ c: { ...text, 'x-extensible-enum': ['x', 'y'] }, d: text }),
    body: object({ e: { type: ['string', 'null'] } }),
  };
  const used = { reads: ['/b', '/c'], sends: [fromCaller('/body/e')] };
  expect(lines(changes(old, now, used))).toEqual([
    'breaking response-property-removed /b',
    'risky response-open-enum-member-added /c',
    'harmless request-type-widened /body/e',
    'unused breaking response-property-removed /a',
  ]);
  const { breaks } = diffDocuments(
    traceOf({ getOrganization: callOf({ reads: ['/d'] }) }),
    small(old),
    small(now),
    dependence,
  );
  expect(breaks).toBe(false);
});

test('the report names both documents', () => {
  const info = { info: { title: 'Things', version: '2' } };
  const { provider, from, to } = diffDocuments(traceOf({}), small({}), small({ document: info }), dependence);
  expect({ provider, from, to }).toEqual({
    provider: 'example',
    from: { title: 'Things', version: '1' },
    to: { title: 'Things', version: '2' },
  });
});
