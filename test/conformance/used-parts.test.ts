import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { composeContract } from '../../src/contract/contract.ts';
import { providers } from '../../src/generated/providers.ts';
import { changedAt, placesIn, pointerOf } from '../support/json.ts';
import { readIn } from '../support/recording.ts';
import { type Explored, explore, type Tried, written } from '../support/routes.ts';
import { answersWith, type Subject, subjectsOf } from '../support/subjects.ts';
import { isMutation, unifiedOperation } from '../support/unified-calls.ts';
import type { Example } from '../support/upstream-document.ts';

// Good answers with one property at a time left out or of a wrong type: what is used is refused, the rest does no harm.

interface Bend {
  readonly name: string;
  readonly answer: Example;
  readonly missing: boolean;
  /** Where the answer breaks its document. */
  readonly pointers: readonly string[];
}

/** Every way to break the document by one property of an answer. */
function bendsOf({ registered }: Explored, id: string, answer: Example): Bend[] {
  const contract = composeContract(registered.document, registered.validators).operation(id);
  return [...placesIn(answer.body)].flatMap(({ path, value }) =>
    [undefined, typeof value === 'string' ? 7 : 'wrong'].flatMap((other): Bend[] => {
      const bent = { ...answer, body: changedAt(answer.body, path, other) };
      const violations = contract.checkAnswer(bent.status, bent.body) ?? [];
      if (violations.length === 0) return [];
      const pointers = violations.map(({ pointer }) => pointer);
      const missing = other === undefined;
      return [{ name: `${pointerOf(path)} ${missing ? 'left out' : 'wrong'}`, answer: bent, missing, pointers }];
    }),
  );
}

/** What is read of a missing property by whoever takes the object as a whole that it is missing in. */
const whole = ({ missing }: Bend, pointer: string): string =>
  missing ? `${pointer.slice(0, pointer.lastIndexOf('/'))}/*` : '';

/** A unified body without what changes whenever anything does. */
const comparable = (body: object | undefined): unknown =>
  JSON.parse(JSON.stringify(body, (name, value: unknown) => (name === 'etag' ? undefined : value)));

const explored = await Promise.all(providers.map(explore));

describe.each(explored.map((each) => [each.registered.provider.id, each] as const))('%s', (_id, provider) => {
  const subjects = subjectsOf(provider).filter(({ step }) => step.answer.body !== undefined);
  const seen = { refused: 0, harmless: 0 };
  const tryWith = (subject: Subject, answer: Example, includeRaw = false): Promise<Tried> => {
    const { unified, input } = subject.success;
    return provider.trial(
      unified,
      input,
      answersWith(subject, answer, (each) => each),
      includeRaw,
    );
  };

  test.each(subjects)('$name: a broken part is refused exactly when it is used', async (subject) => {
    const { success, index, step } = subject;
    const read = readIn(provider, success)[index];
    const straight = await tryWith(subject, step.answer);
    for (const bend of bendsOf(provider, step.operation.id, step.answer)) {
      const tried = await tryWith(subject, bend.answer);
      const used = bend.pointers.some(
        (pointer) => pointer === '' || read?.has(pointer) || read?.has(whole(bend, pointer)),
      );
      if (!used) {
        seen.harmless += 1;
        expect(comparable(tried.body), bend.name).toEqual(comparable(straight.body));
        continue;
      }
      seen.refused += 1;
      expectRefusal(tried, subject, bend);
    }
  });

  test('there are broken parts of both kinds', () => {
    expect(seen.refused).toBeGreaterThan(100);
    expect(seen.harmless).toBeGreaterThan(20);
  });

  const raw = subjects.filter(({ success }) =>
    unifiedOperation(success.unified).parameters.some(({ name }) => name === 'include'),
  );
  test.each(raw)('$name: with include=raw nothing broken is shown', async (subject) => {
    const { step } = subject;
    const { body } = await tryWith(subject, step.answer, true);
    const shown = [...placesIn(body)].filter(({ path }) => path.at(-1) === 'raw').map(({ value }) => value);
    const sources = [...placesIn(step.answer.body), { path: [], value: step.answer.body }]
      .filter(({ value }) => typeof value === 'object' && shown.some((each) => isDeepStrictEqual(each, value)))
      .map(({ path }) => pointerOf(path));
    for (const bend of bendsOf(provider, step.operation.id, step.answer)) {
      const inside = sources.some((source) =>
        bend.pointers.some((each) => each === '' || `${each}/`.startsWith(`${source}/`)),
      );
      if (inside) expectRefusal(await tryWith(subject, bend.answer, true), subject, bend);
    }
  });
});

function expectRefusal({ problem, steps, body }: Tried, { success, step, afterWrite }: Subject, bend: Bend): void {
  if (step.operation.effect === 'read' && afterWrite && body !== undefined) {
    // The write was confirmed before; only a look at its result failed, and the answer says so.
    expect(body, bend.name).toMatchObject({ changed: true, warnings: [expect.any(String)] });
    return;
  }
  expect(body, bend.name).toBeUndefined();
  expect(problem?.code, bend.name).toBe('upstream-contract-violation');
  expect(problem?.status, bend.name).toBe(502);
  expect(problem?.parts.upstream?.operationId, bend.name).toBe(step.operation.id);
  expect(bend.pointers, bend.name).toContain(problem?.parts.errors?.[0]?.pointer);
  const outcome = step.operation.effect === 'write' ? 'unknown' : written(steps) === 0 ? 'not_applied' : 'applied';
  expect(problem?.parts.outcome, bend.name).toBe(isMutation(success.unified) ? outcome : undefined);
}
