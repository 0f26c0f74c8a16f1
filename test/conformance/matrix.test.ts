import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import { type Failure, failuresOf, stubbed } from '../support/failures.ts';
import { expectDocumentedProblem, expectNothingOf } from '../support/problems.ts';
import { explore, type Route, written } from '../support/routes.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { inputsOf, isMutation, translatedIds } from '../support/unified-calls.ts';

// Every provider, every unified operation, every upstream operation it may use, every documented error status, every body.

const explored = await Promise.all(providers.map(explore));
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

/** Whoever wrote the body, these refuse the call before it is carried out. */
const plain = [401, 403, 429];

/** Whether such a failure leaves open what became of a write. 499: the upstream gave it up somewhere on the way. */
const leavesOpen = ({ status, kind }: Failure): boolean =>
  kind === 'truncated' || status >= 499 || (kind === 'html' && !plain.includes(status));

const conflicts = ['already-exists', 'external-id-taken', 'invalid-state-transition'];
/** What a documented refusal may mean; which of them it is, the fixtures of each provider say. */
const meanings: Readonly<Record<number, readonly string[]>> = {
  400: [...conflicts, 'upstream-rejected', 'not-found', 'upstream-error'],
  401: ['upstream-credentials-rejected'],
  403: ['upstream-credentials-rejected', 'not-found'],
  404: ['not-found', 'invalid-state-transition', 'upstream-credentials-rejected', 'upstream-error'],
  409: [...conflicts, 'upstream-rejected'],
  415: ['upstream-rejected'],
  429: ['rate-limited'],
  499: ['upstream-error'],
  501: ['upstream-error', 'capability-not-supported'],
};

/** Refusals that a translation may settle itself. */
const settled = /^(?:not-found|invalid-state-transition)$/;

function codesOf({ unified, target }: Route, failure: Failure): readonly string[] {
  const { status, kind } = failure;
  if (target.effect === 'write' && leavesOpen(failure)) return ['outcome-unknown'];
  if (kind === 'truncated') return ['upstream-error'];
  if (kind === 'html' && status < 500 && !plain.includes(status)) return ['upstream-contract-violation'];
  const codes = meanings[status] ?? (status >= 500 ? ['upstream-error'] : ['upstream-rejected']);
  // An operation that only reads is in conflict with nothing.
  return isMutation(unified) ? codes : codes.map((code) => (conflicts.includes(code) ? 'upstream-rejected' : code));
}

function outcomeOf({ unified, before, target }: Route, failure: Failure): string | undefined {
  if (!isMutation(unified)) return undefined;
  if (target.effect === 'write' && leavesOpen(failure)) return 'unknown';
  if (written(before) === 0) return 'not_applied';
  return target.effect === 'write' ? 'partial' : 'applied';
}

describe.each(explored.map((each) => [each.registered.provider.id, each] as const))('%s', (id, provider) => {
  const { routes } = provider;

  test.each(routes.flatMap((route) => failuresOf(route.target).map((failure) => ({ route, failure }))))(
    '$route.unified: $route.target.id answers $failure.name',
    async ({ route, failure }) => {
      const { unified, input, before, target } = route;
      const scripted = [...before.map((step) => stubbed(step.answer)), failure.answer];
      const { answer, calls } = await stage.play(provider, unified, input, scripted);
      const path = [...before.map(({ operation }) => operation.id), target.id];
      const called = calls.map((operation) => operation.id);
      const writes = calls.filter(({ effect }) => effect === 'write').map((operation) => operation.id);
      expect(called.slice(0, path.length)).toEqual(path);
      expect(writes).toEqual([...new Set(writes)]);
      expectNothingOf(failure.answer.body, answer);

      if (answer.status < 300) {
        const { changed, deleted, warnings = [] } = answer.body;
        if (target.effect === 'write') {
          // The upstream refused what is already so.
          expect(codesOf(route, failure)).toEqual(expect.arrayContaining([expect.stringMatching(settled)]));
          expect(changed ?? deleted).toBe(false);
        } else if (written(before) === 0 || warnings.length === 0) {
          // There is nothing of the kind, which the translation expects.
          expect(codesOf(route, failure)).toEqual(expect.arrayContaining([expect.stringMatching(settled)]));
        } else {
          // The write was confirmed before; only a look at its result failed.
          expect(changed ?? deleted).toBe(true);
        }
        return;
      }
      expectDocumentedProblem(unified, answer);
      expect([401, 403]).not.toContain(answer.status);
      expect(answer.body.outcome).toBe(outcomeOf(route, failure));
      if (answer.body.upstream === undefined) {
        // The refusal was handed to the translation, which refuses in its own words.
        expect(answer.body.code).toMatch(settled);
        expect(codesOf(route, failure)).toEqual(expect.arrayContaining([expect.stringMatching(settled)]));
        return;
      }
      expect(called).toEqual(path);
      expect(codesOf(route, failure)).toContain(answer.body.code);
      expect(answer.body.upstream).toMatchObject({ provider: id, operationId: target.id });
      expect(answer.body.upstream.status).toBe(failure.kind === 'truncated' ? undefined : failure.status);
      if (answer.body.code === 'outcome-unknown') expect(answer.status).toBe(502);
    },
  );

  test('every upstream operation that a capability names is reached', async () => {
    const { body } = await stage.gateway.call('GET', `/v1/connections/${id}`);
    const named = body.capabilities.flatMap(
      ({ operation, upstreamOperations = [] }: { operation: string; upstreamOperations?: string[] }) =>
        upstreamOperations.map((each) => `${operation}: ${each}`),
    );
    const reached = new Set(routes.map(({ unified, target }) => `${unified}: ${target.id}`));
    expect([...reached].sort()).toEqual(named.sort());
  });

  test.each(translatedIds)('%s is supported exactly where the capabilities say so', async (unified) => {
    const { body } = await stage.gateway.call('GET', `/v1/connections/${id}`);
    const capability = body.capabilities.find(({ operation }: { operation: string }) => operation === unified);
    const [first = { path: {}, query: {} }] = inputsOf(unified, capability, provider.pool);
    const input = routes.find((route) => route.unified === unified)?.input ?? first;
    const { answer, calls } = await stage.play(provider, unified, input, Array(3).fill({ status: 503 }));
    expectDocumentedProblem(unified, answer);
    if (capability.support === 'unsupported') {
      expect(answer.body).toMatchObject({ status: 501, code: 'capability-not-supported', detail: capability.reason });
      expect(calls).toEqual([]);
    } else {
      expect(answer.status).not.toBe(501);
      expect(calls.length).toBeGreaterThan(0);
    }
  });
});
