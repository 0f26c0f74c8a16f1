import { expect, test } from 'vitest';
import { diffDocuments } from '../../../src/contract/diff/diff-documents.ts';
import {
  callOf,
  changes,
  dependence,
  fromCaller,
  lines,
  type SmallParts,
  small,
  traceOf,
  type Used,
  written,
} from './small.ts';

const used = { sends: [fromCaller('/path/id')], reads: ['/a'] };
const parts: SmallParts = { answer: { type: 'object', properties: { a: { type: 'string' } } } };
const paths = (path: string, more: object = {}) => ({
  document: { paths: { [path]: Object.values(written(parts).paths)[0] }, ...more },
});
const between = (now: SmallParts, old: SmallParts = {}, use: Used = used): readonly string[] =>
  lines(changes({ ...parts, ...old }, { ...parts, ...now }, use));
const serving = (...urls: string[]) => ({ servers: urls.map((url) => ({ url })) });

test('an operation that is gone or has moved breaks who uses it', () => {
  const other = { '/other': { get: { responses: { 200: { description: 'Done.' } } } } };
  expect(between({ document: { paths: other } })).toEqual([
    'breaking operation-removed',
    'unused harmless operation-added',
  ]);
  expect(between(paths('/stuff/{id}'))).toEqual(['breaking operation-moved']);
  const [item] = Object.values(written(parts).paths);
  expect(between({ document: { paths: { '/things/{id}': { patch: item?.put } } } })).toEqual([
    'breaking operation-moved',
  ]);
});

test('an operation that nobody uses breaks nobody', () => {
  const { changes: found, breaks } = diffDocuments(
    traceOf({ getOrganization: callOf(used, 'GetOther') }),
    small(parts),
    small({ ...parts, ...paths('/stuff/{id}') }),
    dependence,
  );
  expect([lines(found), breaks]).toEqual([['unused breaking operation-moved'], false]);
});

test('names of path parameters, a slash at the end and the split between server and path are no change', () => {
  const renamed = JSON.parse(
    JSON.stringify(written(parts)).replaceAll('{id}', '{thingId}').replace('"id"', '"thingId"'),
  );
  expect(between({ document: { paths: renamed.paths } })).toEqual([]);
  expect(between(paths('/things/{id}/'))).toEqual([]);
  const whole = paths('/public/v1/things/{id}', serving('https://api.example.com'));
  const split = paths('/things/{id}', serving('https://api.example.com/public/v1/'));
  expect(between(split, whole)).toEqual([]);
  expect(between(whole, split)).toEqual([]);
  expect(between(paths('/things/{id}', serving('/public/v1')), whole)).toEqual([]);
  expect(between(paths('/things/{id}', serving('/')), whole)).toEqual([]);
});

test('another server is a risk, unless the known one is still there or only a name in it changed', () => {
  expect(between({ document: serving('https://api.example.org') })).toEqual(['risky server-url-changed']);
  expect(between({ document: serving('https://api.example.com/v2') })).toEqual(['risky server-url-changed']);
  expect(between({ document: serving('https://eu.example.com', 'https://api.example.com/') })).toEqual([]);
  expect(between({ document: serving('https://{domain}') }, { document: serving('https://{instance}') })).toEqual([]);
  expect(between({ document: { servers: [] } })).toEqual([]);
});

test('an end that is announced is a risk', () => {
  expect(between({ operation: { deprecated: true } })).toEqual(['risky operation-deprecated']);
  expect(between({ operation: { 'x-sunset': '2027-01-01' } })).toEqual(['risky operation-deprecated']);
  expect(between({}, { operation: { deprecated: true } })).toEqual([]);
});

test('credentials that are no longer accepted break', () => {
  const secured = (scheme: object, more: object = {}) => ({
    document: { components: { securitySchemes: { key: scheme } }, ...more },
  });
  expect(between(secured({ type: 'http', scheme: 'basic' }))).toEqual(['breaking request-security-changed']);
  expect(between(secured({ type: 'apiKey', in: 'header', name: 'X-Key' }))).toEqual([
    'breaking request-security-changed',
  ]);
  expect(between(secured({ type: 'apiKey', in: 'header', name: 'Authorization' }))).toEqual([
    'harmless request-security-widened',
  ]);
  expect(between(secured({ type: 'oauth2', flows: {} }))).toEqual(['harmless request-security-widened']);
  expect(between({ operation: { security: [] } })).toEqual(['harmless request-security-widened']);
  const both = {
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' }, other: { type: 'mutualTLS' } } },
  };
  expect(between({ document: { ...both, security: [{ key: [], other: [] }] } })).toEqual([
    'breaking request-security-changed',
  ]);
  expect(between({ document: { ...both, security: [{ other: [] }, { key: [] }] } })).toEqual([
    'harmless request-security-widened',
  ]);
  const renamed = {
    components: { securitySchemes: { token: { type: 'http', scheme: 'Bearer' } } },
    security: [{ token: [] }],
  };
  expect(between({ document: renamed })).toEqual([]);
});

const answers = (...statuses: string[]) => ({
  operation: {
    responses: Object.fromEntries(
      statuses.map((status) => [
        status,
        { description: 'D', content: { 'application/json': { schema: parts.answer } } },
      ]),
    ),
  },
});

test('statuses of success break when they are new or none is left, those of refusal are a risk', () => {
  expect(between(answers('201'))).toEqual([
    'breaking response-success-status-removed',
    'breaking response-success-status-added',
  ]);
  expect(between(answers('200', '202'))).toEqual(['breaking response-success-status-added']);
  expect(between(answers('200'), answers('200', '202'))).toEqual(['harmless response-success-status-narrowed']);
  expect(between(answers('200', '409'))).toEqual(['risky response-error-status-added']);
  expect(between(answers('200'), answers('200', '409'))).toEqual(['risky response-error-status-removed']);
});

test('a status may be meant by its hundred or by the default', () => {
  expect(between(answers('200', '4XX', '5xx'), answers('200', '404', '500'))).toEqual([]);
  expect(between(answers('200', 'default'), answers('200', '404', '500'))).toEqual([]);
  expect(between(answers('default'))).toEqual([]);
  expect(between(answers('2XX'))).toEqual([]);
  expect(between(answers('201', 'default'))).toContain('breaking response-success-status-removed');
});

test('an answer that is not JSON any more breaks; any JSON will do', () => {
  const typed = (type: string) => ({
    operation: { responses: { 200: { description: 'D', content: { [type]: { schema: parts.answer } } } } },
  });
  expect(between(typed('text/html'))).toEqual(['breaking response-media-type-removed']);
  expect(between({ operation: { responses: { 200: { description: 'D' } } } })).toEqual([
    'breaking response-media-type-removed',
  ]);
  for (const same of ['application/hal+json', 'application/json; charset=utf-8', '*/*']) {
    expect(between(typed(same))).toEqual([]);
  }
  expect(between({}, { answer: undefined })).toEqual(['harmless response-body-added']);
});

test('headers of answers are used by nobody', () => {
  const headers = (...names: string[]) => ({
    operation: {
      responses: {
        200: {
          description: 'D',
          headers: Object.fromEntries(names.map((name) => [name, { schema: { type: 'string' } }])),
          content: { 'application/json': { schema: parts.answer } },
        },
      },
    },
  });
  expect(between(headers('x-request-id'), headers('X-Request-Id', 'ETag'))).toEqual([
    'unused breaking response-header-removed /header/etag',
  ]);
});
