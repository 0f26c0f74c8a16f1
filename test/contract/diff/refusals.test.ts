import { expect, test } from 'vitest';
import { diffDocuments } from '../../../src/contract/diff/diff-documents.ts';
import { callOf, dependence, lines, small, traceOf } from './small.ts';

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };

function between(old: object, now: object, codes = true): readonly string[] {
  const { changes } = diffDocuments(
    traceOf({
      getOrganization: callOf({ refusals: ['/error/code'] }),
      deleteOrganization: callOf({ reads: ['/a'], refusals: ['/error/code'] }),
    }),
    small({ refusal: old }),
    small({ refusal: now }),
    { ...dependence, byCode: (operation, status) => codes && operation === 'PutThing' && status === 400 },
  );
  for (const { used, unifiedOperations } of changes) {
    expect(unifiedOperations).toEqual(used ? ['deleteOrganization', 'getOrganization'] : []);
  }
  return lines(changes);
}

const error = (code: object, more: object = {}) => object({ error: object({ code, text }, more) });

test('a code that is gone or has another type breaks where refusals are told apart by it', () => {
  expect(between(error(text), object({ error: object({ text }) }))).toEqual([
    'breaking response-property-removed /error/code',
  ]);
  expect(between(error(text), object({ error: object({ text }) }), false)).toEqual([
    'risky response-property-removed /error/code',
  ]);
  expect(between(error(text), object({}))).toEqual(['breaking response-property-removed /error']);
  expect(between(error(text), error({ type: 'integer' }))).toEqual(['breaking response-type-changed /error/code']);
  expect(between(error(text), { type: 'string' }, false)).toEqual(['risky response-type-changed']);
});

test('what else changes in the body of a refusal breaks nothing', () => {
  expect(between(error(text, { required: ['code'] }), error(text))).toEqual([
    'risky response-property-became-optional /error/code',
  ]);
  expect(between(error({ ...text, maxLength: 2 }), error(text))).toEqual([
    'risky response-constraint-loosened /error/code',
  ]);
  expect(between(error(text), object({ error: object({ code: text }) }))).toEqual([
    'unused breaking response-property-removed /error/text',
  ]);
});
