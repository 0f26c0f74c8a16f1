import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import { stubbed } from '../support/failures.ts';
import { expectDocumentedProblem, expectNothingOf } from '../support/problems.ts';
import { explore } from '../support/routes.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { type StubAnswer, type StubUpstream, startStubUpstream } from '../support/stub-upstream.ts';
import { answersWith, type Subject, subjectsOf } from '../support/subjects.ts';
import { isMutation } from '../support/unified-calls.ts';

// Answers that look like success from afar and are none: nothing of them is passed on, and no write is taken for done or undone.

const explored = await Promise.all(providers.map(explore));
let stage: Stage;
let elsewhere: StubUpstream;
beforeAll(async () => {
  stage = await startStage();
  elsewhere = await startStubUpstream();
});
afterAll(async () => {
  await stage.stop();
  await elsewhere.stop();
});

interface Break {
  readonly name: string;
  readonly answer: () => StubAnswer;
}

const page = '<!doctype html><title>Please sign in</title>';

function breaksOf({ step }: Subject): Break[] {
  const { operation, answer } = step;
  const { status, contentType, body } = answer;
  const text = JSON.stringify(body);
  const redirects = [301, 302, 303, 307, 308].map(
    (redirect): Break => ({
      name: `a ${redirect} to another server`,
      answer: () => ({ status: redirect, headers: { location: `${elsewhere.url}/moved` } }),
    }),
  );
  const undocumented = [200, 201, 202, 203, 206, 226, 300, 304]
    .filter((other) => !operation.answers.has(other))
    .map(
      (other): Break => ({
        name: `an undocumented ${other}`,
        answer: () =>
          other === 304 ? { status: other } : { status: other, contentType: 'application/json', body: body ?? {} },
      }),
    );
  if (body === undefined) return [...redirects, ...undocumented];
  const broken: readonly (readonly [string, StubAnswer])[] = [
    ['HTML', { status, contentType: 'text/html', body: page }],
    ['HTML that says it is JSON', { status, contentType, body: page }],
    ['JSON that says it is text', { status, contentType: 'text/plain', body }],
    ['JSON that does not say what it is', { status, contentType: '', body }],
    ['an empty body', { status }],
    ['null', { status, contentType, body: 'null' }],
    ['a truncated body', { status, contentType, body: text, truncate: Math.ceil(text.length / 2) }],
    ['a body cut before its first byte', { status, contentType, body: text, truncate: 0 }],
    ['JSON with something after it', { status, contentType, body: `${text} ${text}` }],
    ['JSON after a byte order mark', { status, contentType, body: `\u{feff}${text}` }],
    [
      'an encoding that was not asked for',
      { status, contentType, body: text, headers: { 'content-encoding': 'gzip' } },
    ],
  ];
  return [...broken.map(([name, bent]) => ({ name, answer: () => bent })), ...redirects, ...undocumented];
}

describe.each(explored.map((each) => [each.registered.provider.id, each] as const))('%s', (id, provider) => {
  const cases = subjectsOf(provider).flatMap((subject) => breaksOf(subject).map((broken) => ({ subject, broken })));

  test.each(cases)('$subject.name: $broken.name', async ({ subject, broken }) => {
    const { success, index, step, afterWrite } = subject;
    elsewhere.script([]);
    const { unified, input } = success;
    const answers = answersWith(subject, broken.answer(), stubbed);
    const { answer, calls } = await stage.play(provider, unified, input, answers);
    expect(elsewhere.received).toEqual([]);
    const write = step.operation.effect === 'write';
    if (!write && afterWrite && answer.status < 300) {
      // The write was confirmed before; only a look at its result failed, and the answer says so.
      expect(answer.body).toMatchObject({ changed: true, warnings: [expect.any(String)] });
      return;
    }
    if (write && answer.status < 300) {
      // An answer that began as a success and was cut: a look showed the change.
      expect(broken.name).toMatch(/truncated|cut/);
      expect(answer.body.warnings.join()).toContain('reading afterwards showed');
      return;
    }
    expectDocumentedProblem(unified, answer);
    expectNothingOf(page, answer);
    expect(answer.status).toBe(502);
    const codes = write
      ? ['outcome-unknown', 'upstream-contract-violation']
      : ['upstream-contract-violation', 'upstream-error'];
    expect(codes).toContain(answer.body.code);
    expect(answer.body.upstream).toMatchObject({ provider: id, operationId: step.operation.id });
    const outcome = write ? 'unknown' : afterWrite ? 'applied' : 'not_applied';
    expect(answer.body.outcome).toBe(isMutation(unified) ? outcome : undefined);
    const path = success.steps.slice(0, index + 1).map(({ operation }) => operation);
    expect(calls.slice(0, path.length)).toEqual(path);
    expect(calls.slice(path.length).filter(({ effect }) => effect === 'write')).toEqual([]);
    if (!write) expect(calls.length).toBe(path.length);
  });
});
