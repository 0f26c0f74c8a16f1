import { expect, test } from 'vitest';
import { type ProblemCode, problems } from '../../src/problem/registry.ts';
import { entriesOf, type Located, membersOf, type Node, resolved, unified } from './documents.ts';
import { isError, mediaOf, operationsOf } from './operations.ts';

const codes = Object.keys(problems) as readonly ProblemCode[];
/** Answered before it is known which operation is called: the document's own description tells of them. */
const beforeOperations: readonly ProblemCode[] = [
  'method-not-allowed',
  'request-timeout',
  'uri-too-long',
  'expectation-failed',
  'headers-too-large',
  'framing-not-supported',
  'http-version-not-supported',
];
const ownStatuses = codes.filter((code) => !beforeOperations.includes(code));
/** The one code with two statuses: something came back that cannot be trusted, or nothing did. */
const statusesOf = (code: ProblemCode): readonly number[] =>
  code === 'outcome-unknown' ? [problems[code].status, 504] : [problems[code].status];

const errors: readonly (readonly [operation: string, status: number, response: Located])[] = operationsOf(
  unified,
).flatMap(({ id, responses }) =>
  responses.filter(([status]) => isError(status)).map(([status, response]) => [id, Number(status), response] as const),
);
/** The words in backticks, which in the description of an error are problem codes, or name the member `outcome`. */
const namedCodes = ({ node }: Located): readonly string[] =>
  [...String(node.description).matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)]
    .map(([, word]) => word ?? '')
    .filter((word) => word !== 'outcome');

test('the document lists exactly the codes of the registry', () => {
  const { node } = resolved(unified, { pointer: '#', node: { $ref: '#/components/schemas/ProblemCode' } });
  expect([...(node['x-extensible-enum'] as string[])].sort()).toEqual([...codes].sort());
});

test('the response of each status names exactly the codes that have it', () => {
  expect(errors.length).toBeGreaterThan(200);
  for (const [operation, status, response] of errors) {
    const known = ownStatuses.filter((code) => statusesOf(code).includes(status));
    expect([operation, status, [...namedCodes(response)].sort()]).toEqual([operation, status, [...known].sort()]);
  }
});

test.each(beforeOperations)('%s is described for all operations at once, with its status', (code) => {
  const { description } = resolved(unified, { pointer: '#', node: { $ref: '#/info' } }).node;
  expect(String(description).replaceAll(/\s+/g, ' ')).toContain(`${problems[code].status} (\`${code}\``);
});

test.each(ownStatuses)('%s is documented for an operation under each of its statuses', (code) => {
  const documented = errors.filter(([, , response]) => namedCodes(response).includes(code)).map(([, status]) => status);
  expect([...new Set(documented)].sort()).toEqual(statusesOf(code));
});

const shown = errors.flatMap(([, status, response]) =>
  mediaOf(unified, response).flatMap(([, media]) =>
    membersOf(unified, media, 'examples').map(([name, { node }]) => ({ name, status, value: node.value as Node })),
  ),
);

test('every problem shown says of its code what the registry says, under its status', () => {
  expect(new Set(shown.map(({ name }) => name)).size).toBeGreaterThanOrEqual(14);
  for (const { name, status, value } of shown) {
    const code = value.code as ProblemCode;
    const { title, retryable } = problems[code];
    expect([name, value]).toEqual([name, { ...value, type: `/problems/${code}`, title, retryable, status }]);
    expect(statusesOf(code)).toContain(status);
  }
});

test('every error carries the id of its request, 401 the way to authenticate, and others the time to wait', () => {
  const needed = new Map([
    [401, ['Orgway-Request-Id', 'WWW-Authenticate']],
    [409, ['Orgway-Request-Id', 'Retry-After']],
    [429, ['Orgway-Request-Id', 'Retry-After', 'RateLimit-Policy', 'RateLimit']],
    [503, ['Orgway-Request-Id', 'Retry-After']],
  ]);
  for (const [operation, status, { node }] of errors) {
    const headers = entriesOf(node.headers).map(([name]) => name);
    expect([operation, status, headers]).toEqual([operation, status, needed.get(status) ?? ['Orgway-Request-Id']]);
  }
});
