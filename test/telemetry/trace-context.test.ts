import { expect, test } from 'vitest';
import { childOf, newTraceId, parseTraceContext, rootOf, traceparentOf } from '../../src/telemetry/trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const good = `00-${traceId}-${spanId}-01`;

test.each([
  ['as it is', good, { traceId, spanId, sampled: true }],
  ['not sampled', `00-${traceId}-${spanId}-00`, { traceId, spanId, sampled: false }],
  ['flags that are not known', `00-${traceId}-${spanId}-ff`, { traceId, spanId, sampled: true }],
  ['a later version', `cc-${traceId}-${spanId}-01`, { traceId, spanId, sampled: true }],
  [
    'a later version that says more',
    `01-${traceId}-${spanId}-01-what-the-future-is-like`,
    { traceId, spanId, sampled: true },
  ],
])('%s is believed', (_title, traceparent, context) => {
  expect(parseTraceContext(traceparent, undefined)).toEqual(context);
});

test.each([
  undefined,
  '',
  'garbage',
  `ff-${traceId}-${spanId}-01`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
  `00-${traceId}-${spanId}`,
  `00-${traceId}-${spanId}-01-more`,
  `00-${traceId}-${spanId}-1`,
  `0-${traceId}-${spanId}-01`,
  `${good}, ${good}`,
  ` ${good}`,
  `${good}\n`,
  [good, good],
])('%j is not', (traceparent) => {
  expect(parseTraceContext(traceparent, undefined)).toBe(undefined);
});

test.each([
  ['one system', 'congo=t61rcWkgMzE', true],
  ['several', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE , tenant@system=x', true],
  ['too long', `a=${'x'.repeat(520)}`, false],
  ['too many', Array.from({ length: 33 }, (_, at) => `a${at}=1`).join(','), false],
  ['a name that is none', 'Congo=1', false],
  ['a value with an equals sign', 'congo=a=b', false],
  ['nothing', ' , ', false],
])('a state of %s', (_title, state, kept) => {
  expect(parseTraceContext(good, state)?.state).toBe(kept ? state : undefined);
  expect(parseTraceContext('garbage', state)).toBe(undefined);
});

test('a child is another place in the same trace', () => {
  const root = rootOf(newTraceId(), true);
  const child = childOf(root);
  expect(child.traceId).toBe(root.traceId);
  expect(child.spanId).not.toBe(root.spanId);
  expect(parseTraceContext(traceparentOf(child), undefined)).toEqual(child);
  expect(rootOf(newTraceId(), false).traceId).not.toBe(root.traceId);
});
