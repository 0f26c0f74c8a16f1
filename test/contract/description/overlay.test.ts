import { expect, test } from 'vitest';
import { overlaid, readOverlay } from '../../../src/contract/description/overlay.ts';
import { readOverlaid } from '../../../src/contract/description/read.ts';
import { DescriptionRefused } from '../../../src/contract/description/refused.ts';

const overlay = (...actions: object[]): string =>
  JSON.stringify({ overlay: '1.0.0', info: { title: 'T', version: '1' }, actions });
const applied = (given: unknown, ...actions: object[]): unknown =>
  overlaid(given, readOverlay(overlay(...actions), false)).document;

test('objects are merged, lists appended, everything else replaced', () => {
  const given = { a: { b: 1, c: { d: [1], e: 'x' }, f: 'kept' } };
  expect(applied(given, { target: '$.a', update: { b: 2, c: { d: [2], e: { g: 1 } }, h: null } })).toEqual({
    a: { b: 2, c: { d: [1, 2], e: { g: 1 } }, f: 'kept', h: null },
  });
  expect(given).toEqual({ a: { b: 1, c: { d: [1], e: 'x' }, f: 'kept' } });
});

test('an entry or several are appended to a list', () => {
  expect(applied({ a: [1] }, { target: '$.a', update: { b: 1 } }, { target: '$.a', update: [2, 3] })).toEqual({
    a: [1, { b: 1 }, 2, 3],
  });
});

test('the root can be updated', () => {
  expect(applied({ a: 1 }, { target: '$', update: { b: 2 } })).toEqual({ a: 1, b: 2 });
});

test('several places are removed, whatever their order', () => {
  const given = { a: [{ x: 1 }, { y: 1 }, { x: 2 }, { x: 3 }], b: { x: { x: 1 } } };
  expect(applied(given, { target: '$.a[?@.x]', remove: true }, { target: '$.b.x', remove: true })).toEqual({
    a: [{ y: 1 }],
    b: {},
  });
  expect(applied(given, { target: '$..[?@.x]', remove: true })).toEqual({ a: [{ y: 1 }] });
});

test('actions see what those before them did', () => {
  expect(
    applied({ a: { b: ['x', 'y'] } }, { target: '$.a.b', remove: true }, { target: '$.a', update: { b: ['x'] } }),
  ).toEqual({ a: { b: ['x'] } });
});

test('each place gets a copy of its own', () => {
  const result = applied(
    { a: {}, b: {} },
    { target: '$.*', update: { list: [] } },
    { target: '$.a.list', update: 'x' },
  );
  expect(result).toEqual({ a: { list: ['x'] }, b: { list: [] } });
});

test('targets that are not there are reported', () => {
  const read = readOverlay(overlay({ target: '$.a', update: {} }, { target: '$.b[?@.c]', remove: true }), false);
  expect(overlaid({ a: {} }, read)).toEqual({ document: { a: {} }, unmatched: ['$.b[?@.c]'] });
});

test.each([
  [{ target: '$.a', update: {} }, /neither an object nor a list/],
  [{ target: '$.b', update: 1 }, /has to be one as well/],
  [{ target: '$', remove: true }, /whole document cannot be removed/],
])('%j is refused where it does not fit', (action, message) => {
  expect(() => applied({ a: 1, b: {} }, action)).toThrow(message);
});

test.each([
  ['no overlay', 'openapi: 3.1.0', [/no OpenAPI Overlay of version 1\.0/]],
  ['of another version', 'overlay: 1.1.0', [/no OpenAPI Overlay of version 1\.0/]],
  ['empty', 'overlay: 1.0.0', [/no "info"/, /no actions/]],
  [
    'with wrong actions',
    overlay(
      { update: {} },
      { target: '$.a' },
      { target: 'a.b', remove: true },
      { target: '$', update: {}, 'x-status': 'sure' },
    ),
    [
      /action 1 has no target/,
      /action 2 changes nothing/,
      /action 3 has a target that is no JSONPath/,
      /action 4 has an "x-status"/,
    ],
  ],
])('an overlay that is %s is refused with every reason', (_, text, reasons) => {
  const error = refusalOf(() => readOverlay(text, false));
  expect(error.reasons.map(({ detail }) => detail)).toEqual(reasons.map((each) => expect.stringMatching(each)));
});

test('an overlay of the project has to say why', () => {
  const said = { 'x-reason': 'so', 'x-source': 'S', 'x-status': 'verified' };
  const text = overlay({ target: '$', update: {}, ...said }, { target: '$', update: {}, 'x-reason': 'so' });
  expect(refusalOf(() => readOverlay(text, true)).message).toBe(
    'action 2 does not say why it is there: add x-source, x-status.',
  );
});

test('a description is read with overlays applied to what its author wrote, in order', () => {
  const text =
    'openapi: 3.0.3\ninfo: {title: A, version: "1"}\npaths: {/a: {get: {responses: {}}}}\ncomponents: {schemas: {S: {type: string}}}';
  const one = readOverlay(overlay({ target: '$.components.schemas.S', update: { nullable: true } }), false);
  const two = readOverlay(
    overlay({ target: '$.components.schemas.S[?@ == true]', update: {} }, { target: '$.gone', remove: true }),
    false,
  );
  expect(() => readOverlaid(text, [one, two])).toThrow(/overlay "T", action 1 .*neither an object nor a list/);
  const { document, unmatched } = readOverlaid(
    text,
    [two, one].map(({ actions, ...rest }) => ({ ...rest, actions: actions.slice(-1) })),
  );
  expect(document.components?.schemas).toEqual({ S: { type: ['string', 'null'] } });
  expect(unmatched).toEqual([{ overlay: 'T', target: '$.gone' }]);
});

function refusalOf(act: () => unknown): DescriptionRefused {
  try {
    act();
  } catch (error) {
    if (error instanceof DescriptionRefused) return error;
  }
  throw new Error('this was not refused');
}
