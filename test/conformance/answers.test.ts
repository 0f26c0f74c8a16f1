import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeContract } from '../../src/contract/contract.ts';
import { providers } from '../../src/generated/providers.ts';
import { stubbed } from '../support/failures.ts';
import { changedAt, placesIn, renamed, stringsIn } from '../support/json.ts';
import { expectDocumentedProblem } from '../support/problems.ts';
import { type Explored, explore, type Step } from '../support/routes.ts';
import { enumPlaces, objectPlaces } from '../support/schema-places.ts';
import { type Played, type Stage, startStage } from '../support/stage.ts';
import { answersWith, type Subject, subjectsOf } from '../support/subjects.ts';
import { isMutation } from '../support/unified-calls.ts';
import type { Example } from '../support/upstream-document.ts';

// Good answers that say more, or something else, than the document knows.

const explored = await Promise.all(providers.map(explore));
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

const newWord = 'ORGWAY_NEVER_HEARD_OF';

function playWith(provider: Explored, subject: Subject, answer: Example): Promise<Played> {
  const { unified, input } = subject.success;
  return stage.play(provider, unified, input, answersWith(subject, stubbed(answer), stubbed));
}

/** Every object of the answer with two fields more, one of them an object. */
function extended({ registered }: Explored, { operation, answer }: Step): Example {
  const extra = { orgwayExtraText: 'more', orgwayExtraObject: { list: [1, null], state: newWord } };
  const body = objectPlaces(registered.document, operation, answer).reduce(
    (bent: unknown, { path, value }) =>
      path.length === 0 ? { ...(bent as object), ...extra } : changedAt(bent, path, { ...(value as object), ...extra }),
    answer.body,
  );
  return { ...answer, body };
}

/** The answer about another object: each id that was asked for, replaced by another one of its form where that is noticed. */
function estranged({ registered }: Explored, { operation, request, answer }: Step): Example[] {
  const { provider, document, validators } = registered;
  const check = provider.identity[operation.id];
  const contract = composeContract(document, validators).operation(operation.id);
  if (typeof check !== 'function') return [];
  return stringsIn([request.path, request.query, request.header, request.body])
    .filter((id) => stringsIn(answer.body).includes(id))
    .map((id) => ({
      ...answer,
      body: renamed(
        answer.body,
        id,
        id.replace(/.$/u, (last) => (last === '7' ? '8' : '7')),
      ),
    }))
    .filter(({ status, body }) => contract.checkAnswer(status, body)?.length === 0)
    .filter(({ body }) => !check(request as never, body as never));
}

describe.each(explored.map((each) => [each.registered.provider.id, each] as const))('%s', (_id, provider) => {
  const { document, provider: translation } = provider.registered;
  const subjects = subjectsOf(provider).filter(({ step }) => step.answer.body !== undefined);

  test.each(subjects)('$name: fields that the document does not know change nothing', async (subject) => {
    const straight = await playWith(provider, subject, subject.step.answer);
    const bent = await playWith(provider, subject, extended(provider, subject.step));
    expect(straight.answer.status).toBeLessThan(300);
    expect(bent.answer.status).toBe(straight.answer.status);
    // A replacing write may warn of what it does not know.
    const own = { warnings: [], operationId: '' };
    expect({ ...bent.answer.body, ...own }).toEqual({ ...straight.answer.body, ...own });
    expect(bent.calls).toEqual(straight.calls);
  });

  const enums = subjects.flatMap((subject) =>
    enumPlaces(document, subject.step.operation, subject.step.answer).map(({ path }) => ({
      subject,
      place: path.join('.'),
      bent: { ...subject.step.answer, body: changedAt(subject.step.answer.body, path, newWord) },
    })),
  );
  let unknowns = 0;
  test.each(enums)('$subject.name: a new word for $place is no outage', async ({ subject, bent }) => {
    const { answer, calls } = await playWith(provider, subject, bent);
    const { unified } = subject.success;
    if (answer.status >= 300) {
      // A mutation does not act on a state that it does not know.
      expectDocumentedProblem(unified, answer);
      expect(answer.body).toMatchObject({ code: 'invalid-state-transition', outcome: 'not_applied' });
      expect(isMutation(unified)).toBe(true);
      expect(calls).toEqual(subject.success.steps.slice(0, subject.index + 1).map(({ operation }) => operation));
      return;
    }
    const told = [...placesIn({ body: answer.body })].flatMap(({ value }) => {
      const { state, upstreamState } = (value ?? {}) as { readonly state?: unknown; readonly upstreamState?: unknown };
      return upstreamState === newWord ? [state] : [];
    });
    expect(new Set(told)).toEqual(new Set(told.length > 0 ? ['unknown'] : []));
    unknowns += told.length;
  });
  test.runIf(enums.length > 0)('some new word was told as unknown', () => {
    expect(unknowns).toBeGreaterThan(0);
  });

  const strangers = subjects.flatMap((subject) =>
    estranged(provider, subject.step).map((bent, index) => ({ subject, bent, index })),
  );
  test.each(strangers)('$subject.name: an answer about another object is not believed ($index)', async (stranger) => {
    const { subject, bent } = stranger;
    const { success, step, afterWrite } = subject;
    const { answer, calls } = await playWith(provider, subject, bent);
    const path = [...success.steps.slice(0, subject.index).map(({ operation }) => operation), step.operation];
    if (step.operation.effect === 'read' && afterWrite && answer.status < 300) {
      expect(answer.body).toMatchObject({ changed: true, warnings: [expect.any(String)] });
      return;
    }
    expectDocumentedProblem(success.unified, answer);
    const write = step.operation.effect === 'write';
    const outcome = write ? 'unknown' : afterWrite ? 'applied' : 'not_applied';
    expect(answer.body).toMatchObject({
      status: 502,
      code: write ? 'outcome-unknown' : 'upstream-contract-violation',
      upstream: { operationId: step.operation.id, status: step.answer.status },
    });
    expect(answer.body.outcome).toBe(isMutation(success.unified) ? outcome : undefined);
    expect(calls).toEqual(path);
  });

  test('every call that names an object has its answer compared with it, or a reason why not', () => {
    const compared = new Set(strangers.map(({ subject }) => subject.step.operation.id));
    const named = subjects.filter(({ step }) =>
      [...Object.values(step.request.path), step.request.header[translation.scopeHeader ?? '']].some(
        (id) => typeof id === 'string' && Object.values(provider.pool.ids).includes(id),
      ),
    );
    for (const { step } of named) {
      const check = translation.identity[step.operation.id];
      if (typeof check === 'function') expect(compared).toContain(step.operation.id);
      else expect(check?.anonymous).toMatch(/\w/);
    }
    expect(compared.size).toBeGreaterThan(0);
  });
});
