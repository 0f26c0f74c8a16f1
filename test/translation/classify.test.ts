import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { faultProblem, refusalOf } from '../../src/translation/classify.ts';
import type { AnyProvider } from '../../src/translation/registered.ts';
import { type Reach, UpstreamFault } from '../../src/upstream/fault.ts';

const provider = {
  id: 'toy',
  errorCode: ({ code }: { readonly code?: unknown }) => code,
  errors: {
    400: {
      otherwise: 'upstream-rejected',
      byCode: { GONE: 'not-found', BUSY: 'rate-limited' },
      byOperation: {
        Create: { otherwise: 'already-exists', byCode: { TAKEN: 'external-id-taken' } },
        Purge: 'capability-not-supported',
      },
    },
    401: 'upstream-credentials-rejected',
    403: 'upstream-credentials-rejected',
    404: 'not-found',
    429: 'rate-limited',
    503: 'rate-limited',
  },
} as unknown as AnyProvider;

interface Answered {
  readonly operationId?: string;
  readonly effect?: 'read' | 'write';
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an answer means; a string that is no JSON stands for a page of an intermediary. */
function meaning(
  status: number,
  body: unknown = {},
  { operationId = 'Get', effect = 'read', headers = {} }: Answered = {},
) {
  const page = typeof body === 'string';
  const answer = { status, headers, text: page ? body : JSON.stringify(body) };
  return refusalOf(provider, effect, answer, page ? undefined : body, { provider: 'toy', operationId });
}

test('a status means what the provider says, unless the code or the operation says more', () => {
  expect(meaning(404).code).toBe('not-found');
  expect(meaning(400).code).toBe('upstream-rejected');
  expect(meaning(400, { code: 'GONE' }).code).toBe('not-found');
  expect(meaning(400, { code: 'NEW' }).code).toBe('upstream-rejected');
});

test('an operation of its own meaning wins over the general one, and its code over both', () => {
  const operationId = 'Create';
  expect(meaning(400, {}, { operationId }).code).toBe('already-exists');
  expect(meaning(400, { code: 'NEW' }, { operationId }).code).toBe('already-exists');
  expect(meaning(400, { code: 'TAKEN' }, { operationId }).code).toBe('external-id-taken');
  expect(meaning(400, { code: 'GONE' }, { operationId }).code).toBe('not-found');
  expect(meaning(400, { code: 'TAKEN' }).code).toBe('upstream-rejected');
  expect(meaning(400, { code: 'GONE' }, { operationId: 'Purge' }).code).toBe('capability-not-supported');
});

test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
  'the code %s, which is a name of every object, has no meaning of its own',
  (code) => {
    expect(meaning(400, { code }).code).toBe('upstream-rejected');
    expect(meaning(400, { code }, { operationId: 'Create' }).code).toBe('already-exists');
  },
);

test('statuses that the provider does not name are told by their class', () => {
  expect(meaning(418).code).toBe('upstream-rejected');
  expect(meaning(500).code).toBe('upstream-error');
  expect(meaning(599).code).toBe('upstream-error');
});

test('the problem says what is known of the upstream answer, and nothing of its text', () => {
  const problem = meaning(400, { code: 'NEW', message: 'secret words' });
  expect(problem.parts.upstream).toEqual({ provider: 'toy', operationId: 'Get', status: 400, code: 'NEW' });
  expect(JSON.stringify([problem.message, problem.parts])).not.toContain('secret words');
});

test.each([{}, { code: 7 }, { code: null }, null, [], 'text', 5])('%j has no code', (body) => {
  const problem = refusalOf(provider, 'read', { status: 400, headers: {}, text: 'x' }, body, { provider: 'toy' });
  expect(problem.code).toBe('upstream-rejected');
  expect(problem.parts.upstream).toStrictEqual({ provider: 'toy', status: 400 });
});

test('a body in which the provider cannot even look for a code has none', () => {
  const strict = {
    ...provider,
    errorCode: ({ error }: { readonly error: { readonly code: string } }) => error.code,
  } as unknown as AnyProvider;
  const answer = { status: 400, headers: {}, text: '{}' };
  expect(refusalOf(strict, 'read', answer, {}, { provider: 'toy' }).code).toBe('upstream-rejected');
});

test.each([400, 404, 409])('a refusal %i to a write means what it means to a read', (status) => {
  expect(meaning(status, {}, { effect: 'write' }).code).toBe(meaning(status).code);
  expect(meaning(status, {}, { effect: 'write' }).parts.outcome).toBeUndefined();
});

test.each([199, 301, 302, 304, 307, 308, 500, 502, 503, 504, 999])(
  'an answer %i to a write leaves open whether it took effect',
  (status) => {
    expect(meaning(status, { code: 'GONE' }, { effect: 'write' })).toMatchObject({
      code: 'outcome-unknown',
      status: 502,
      parts: { outcome: 'unknown', upstream: { status } },
    });
  },
);

test('a write that the upstream gave up may have taken effect', () => {
  expect(meaning(499, {}, { effect: 'write' }).code).toBe('outcome-unknown');
});

test.each([301, 302, 303, 307, 308])('a redirect %i of a read is no answer that the document knows', (status) => {
  expect(meaning(status).code).toBe('upstream-contract-violation');
});

test('a refusal that an intermediary wrote is not taken for the upstream’s own', () => {
  const page = '<html>Not found</html>';
  expect(meaning(404, page).code).toBe('upstream-contract-violation');
  expect(meaning(404, page, { effect: 'write' })).toMatchObject({ code: 'outcome-unknown', status: 502 });
  expect(meaning(502, page).code).toBe('upstream-error');
});

test.each([
  [401, 'upstream-credentials-rejected'],
  [403, 'upstream-credentials-rejected'],
  [429, 'rate-limited'],
])('%i means the same whoever wrote its body', (status, code) => {
  for (const effect of ['read', 'write'] as const) {
    expect(meaning(status, '<html></html>', { effect }).code).toBe(code);
    expect(meaning(status, '', { effect }).code).toBe(code);
  }
});

test('a refusal without a body is the upstream’s own', () => {
  expect(meaning(404, '').code).toBe('not-found');
  expect(meaning(404, '', { effect: 'write' }).code).toBe('not-found');
});

test('429 means to slow down also where the provider does not name it', () => {
  const silent = { ...provider, errors: {} } as AnyProvider;
  const answer = { status: 429, headers: { 'retry-after': '7' }, text: '' };
  expect(refusalOf(silent, 'write', answer, undefined, { provider: 'toy' })).toMatchObject({
    code: 'rate-limited',
    parts: { headers: { 'retry-after': '7' } },
  });
});

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00.250Z'), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['1', '1'],
  ['120', '120'],
  ['3600', '3600'],
  ['Sun, 01 Mar 2026 12:00:30 GMT', '30'],
  ['Sun, 01 Mar 2026 13:00:00 GMT', '3600'],
  // Longer than anybody would wait, but it is not to be at once.
  ['9999999', '3600'],
])('Retry-After "%s" is passed on as %s seconds', (header, seconds) => {
  expect(meaning(429, {}, { headers: { 'retry-after': header } }).parts.headers).toEqual({ 'retry-after': seconds });
});

test.each(['0', '-1', '1.5', 'soon', '', '1e2', 'Sun, 01 Mar 2026 11:59:00 GMT'])(
  'Retry-After "%s" is not passed on',
  (header) => {
    expect(meaning(429, {}, { headers: { 'retry-after': header } }).parts.headers).toBeUndefined();
  },
);

test('only who is asked to slow down is told when to come back', () => {
  const headers = { 'retry-after': '5' };
  expect(meaning(404, {}, { headers }).parts.headers).toBeUndefined();
  expect(meaning(503, {}, { headers }).parts.headers).toEqual(headers);
  expect(meaning(400, { code: 'BUSY' }, { headers }).parts.headers).toEqual(headers);
});

const upstream = { provider: 'toy', operationId: 'Get' };

test.each<[Reach, boolean, 'read' | 'write', string, number]>([
  ['not-sent', false, 'read', 'upstream-unavailable', 503],
  ['not-sent', true, 'read', 'upstream-unavailable', 503],
  ['not-sent', false, 'write', 'upstream-unavailable', 503],
  ['not-sent', true, 'write', 'upstream-unavailable', 503],
  ['no-answer', false, 'read', 'upstream-error', 502],
  ['no-answer', true, 'read', 'upstream-timeout', 504],
  ['no-answer', false, 'write', 'outcome-unknown', 504],
  ['no-answer', true, 'write', 'outcome-unknown', 504],
  ['broken-answer', false, 'read', 'upstream-error', 502],
  ['broken-answer', true, 'read', 'upstream-timeout', 504],
  ['broken-answer', false, 'write', 'outcome-unknown', 502],
  ['broken-answer', true, 'write', 'outcome-unknown', 502],
])('%s (timed out: %s) of a %s is %s, status %i', (reach, timedOut, effect, code, status) => {
  const fault = new UpstreamFault(reach, timedOut, new Error('x'));
  const problem = faultProblem(fault, effect, upstream);
  expect(problem).toMatchObject({ code, status, cause: fault });
  expect(problem.parts.upstream).toEqual(upstream);
  expect(problem.parts.outcome).toBe(code === 'outcome-unknown' ? 'unknown' : undefined);
});
