import { expect, test } from 'vitest';
import { changes, constant, fromCaller, lines } from './small.ts';

const text = { type: 'string' };
const query = (name: string, more: object = {}) => ({ name, in: 'query', schema: text, ...more });
const limit = fromCaller('/query/limit');
const between = (old: object[], now: object[], ...sends: (typeof limit)[]): readonly string[] =>
  lines(changes({ parameters: old }, { parameters: now }, { sends: [fromCaller('/path/id'), ...sends] }));

test('a parameter that is gone breaks who sends it', () => {
  expect(between([query('limit')], [], limit)).toEqual(['breaking request-parameter-removed /query/limit']);
  expect(between([query('limit')], [])).toEqual(['unused breaking request-parameter-removed /query/limit']);
  expect(between([query('limit')], [query('page_size')], limit)).toEqual([
    'breaking request-parameter-removed /query/limit',
    'unused harmless request-parameter-added /query/page_size',
  ]);
});

test('a parameter that has to be sent breaks who does not always send it', () => {
  const required = { required: true };
  expect(between([], [query('view', required)])).toEqual(['breaking request-parameter-added-required /query/view']);
  expect(between([], [query('view')])).toEqual(['unused harmless request-parameter-added /query/view']);
  const became = 'request-parameter-became-required /query/limit';
  expect(between([query('limit')], [query('limit', required)], limit)).toEqual([`harmless ${became}`]);
  expect(between([query('limit')], [query('limit', required)], { ...limit, always: false })).toEqual([
    `breaking ${became}`,
  ]);
  expect(between([query('limit')], [query('limit', required)])).toEqual([`breaking ${became}`]);
  expect(between([query('limit', required)], [query('limit')], limit)).toEqual([
    'harmless request-parameter-became-optional /query/limit',
  ]);
});

test('a parameter in another part of the request is moved', () => {
  expect(between([query('limit')], [{ ...query('limit'), in: 'header', required: true }], limit)).toEqual([
    'breaking request-parameter-moved /query/limit',
  ]);
});

test('values of parameters are compared like those of bodies', () => {
  const limited = (maximum: number) => query('limit', { schema: { type: 'integer', maximum } });
  const tightened = 'request-constraint-tightened /query/limit';
  expect(between([limited(100)], [limited(50)], limit)).toEqual([`breaking ${tightened}`]);
  expect(between([limited(100)], [limited(50)], constant('/query/limit', 50))).toEqual([`harmless ${tightened}`]);
  expect(
    between([query('limit')], [query('limit', { schema: { ...text, default: '9' } })], { ...limit, always: false }),
  ).toEqual(['risky request-default-changed /query/limit']);
});

test('names of headers are the same in lower and upper case', () => {
  const header = (name: string) => ({ name, in: 'header', schema: text });
  const sent = fromCaller('/header/x-org');
  expect(between([header('x-org')], [header('X-Org')], sent)).toEqual([]);
  expect(between([header('X-Org')], [], fromCaller('/header/X-Org'))).toEqual([
    'breaking request-parameter-removed /header/x-org',
  ]);
  expect(between([], [{ ...header('Authorization'), required: true }])).toEqual([]);
});

test('how a value is written counts where it makes a difference to the value', () => {
  const list = (more: object) => query('limit', { schema: { type: 'array', items: text }, ...more });
  const changed = ['breaking request-parameter-serialization-changed /query/limit'];
  expect(between([list({})], [list({ explode: false })], limit)).toEqual(changed);
  expect(between([list({})], [list({ style: 'pipeDelimited' })], limit)).toEqual(changed);
  expect(between([list({})], [list({ style: 'form', explode: true })], limit)).toEqual([]);
  expect(between([query('limit')], [query('limit', { explode: false })], limit)).toEqual([]);
  const content = { name: 'limit', in: 'query', content: { 'application/json': { schema: text } } };
  expect(between([query('limit')], [content], limit)).toEqual(changed);
  expect(between([content], [content], limit)).toEqual([]);
  const path = (more: object) => ({ name: 'id', in: 'path', required: true, schema: text, ...more });
  expect(between([], [path({ style: 'label' })])).toEqual([
    'breaking request-parameter-serialization-changed /path/id',
  ]);
});

test('parameters of the path count, and those of the operation win', () => {
  const [own, common] = [query('limit'), query('limit', { required: true })];
  const at = (item: object[], operation: object[]) => ({
    document: {
      paths: {
        '/things/{id}': {
          parameters: item,
          put: { operationId: 'PutThing', parameters: operation, responses: { 200: { description: 'Done.' } } },
        },
      },
    },
  });
  const found = (old: object, now: object) => lines(changes(old, now, { sends: [] }));
  expect(found(at([own], []), at([], [own]))).toEqual([]);
  expect(found(at([common], [own]), at([], [own]))).toEqual([]);
});

test('an expression in the query may be beyond what a vendor describes, but not what our own documents do', () => {
  const rql = { ...query('rql'), 'x-raw-query': true };
  const sent = fromCaller('/query/rql');
  expect(between([rql], [], sent)).toEqual(['risky request-raw-query-undeclared /query/rql']);
  expect(between([rql], [])).toEqual(['unused risky request-raw-query-undeclared /query/rql']);
  expect(between([rql], [query('rql')], sent)).toEqual(['breaking request-parameter-serialization-changed /query/rql']);
  const own = lines(
    changes(
      { parameters: [rql] },
      { operation: { 'x-effect': 'write', parameters: [{ ...query('id'), in: 'path', required: true }] } },
      { sends: [sent] },
    ),
  );
  expect(own).toEqual(['breaking request-parameter-removed /query/rql']);
});
