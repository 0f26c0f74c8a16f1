import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import { type Failure, failuresOf, stubbed } from '../support/failures.ts';
import { type Answer, type RunningGateway, startGateway } from '../support/gateway.ts';
import { expectDocumentedProblem, expectNothingOf } from '../support/problems.ts';
import { type Explored, explore, type Route, written } from '../support/routes.ts';
import { type StubUpstream, startStubUpstream } from '../support/stub-upstream.ts';
import { httpCall, inputsOf, isMutation, translatedIds } from '../support/unified-calls.ts';
import type { UpstreamOperation } from '../support/upstream-document.ts';

// Every provider, every unified operation, every upstream operation it may use, every documented error status, every body.

const explored = await Promise.all(providers.map(explore));
let upstream: StubUpstream;
let gateway: RunningGateway;

beforeAll(async () => {
  upstream = await startStubUpstream();
  gateway = await startGateway(providers.map(({ provider: { id } }) => ({ id, provider: id, baseUrl: upstream.url })));
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

/** Plays a route up to its target, which fails; whatever is asked after that is answered well. */
async function fail(provider: Explored, { unified, input, before }: Route, failure: Failure): Promise<Answer> {
  const scripted = [...before.map(({ answer }) => stubbed(answer)), failure.answer];
  upstream.respond(({ method, path, headers, body }) => {
    const next = scripted.shift();
    if (next !== undefined) return next;
    const { operation, request } = provider.upstream.recognize(method, path, headers, body);
    const [good] = provider.good(operation, request);
    return good === undefined ? { status: 599 } : stubbed(good);
  });
  const { method, path, call } = httpCall(unified, provider.registered.provider.id, input);
  return gateway.call(method, path, call);
}

const asked = ({ upstream: document }: Explored): UpstreamOperation[] =>
  upstream.received.map(({ method, path, headers, body }) => document.recognize(method, path, headers, body).operation);

/** Whoever wrote the body, these refuse the call before it is carried out. */
const plain = [401, 403, 429];

/** Whether such a failure leaves open what became of a write. */
const leavesOpen = ({ status, kind }: Failure): boolean =>
  kind === 'truncated' || status >= 499 || (kind === 'html' && !plain.includes(status));

const conflicts = ['already-exists', 'external-id-taken', 'invalid-state-transition', 'upstream-rejected'];
/** What a documented refusal may mean; which of them it is, the fixtures of each provider say. */
const meanings: Readonly<Record<number, readonly string[]>> = {
  400: [...conflicts, 'not-found', 'upstream-error'],
  401: ['upstream-credentials-rejected'],
  403: ['upstream-credentials-rejected', 'not-found'],
  404: ['not-found', 'invalid-state-transition', 'upstream-credentials-rejected', 'upstream-error'],
  409: conflicts,
  415: ['upstream-rejected'],
  429: ['rate-limited'],
  499: ['upstream-error'],
  501: ['upstream-error', 'capability-not-supported'],
};

function codesOf({ effect }: UpstreamOperation, failure: Failure): readonly string[] {
  if (effect === 'write' && leavesOpen(failure)) return ['outcome-unknown'];
  if (failure.kind === 'truncated') return ['upstream-error'];
  if (failure.kind === 'html' && failure.status < 500 && !plain.includes(failure.status)) {
    return ['upstream-contract-violation'];
  }
  return meanings[failure.status] ?? (failure.status >= 500 ? ['upstream-error'] : ['upstream-rejected']);
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
      const { unified, before, target } = route;
      const answer = await fail(provider, route, failure);
      const calls = asked(provider);
      const path = [...before.map(({ operation }) => operation), target];
      expect(calls.slice(0, path.length)).toEqual(path);
      const writes = calls.filter(({ effect }) => effect === 'write').map((each) => each.id);
      expect(writes).toEqual([...new Set(writes)]);
      expectNothingOf(failure.kind === 'json' ? failure.answer.body : String(failure.answer.body), answer);

      if (answer.status < 300) {
        // The upstream refused what is already so, or said that there is nothing: the translation knows what that means.
        expect(failure.status).toBeLessThan(499);
        expect(codesOf(target, failure)).not.toEqual(['outcome-unknown']);
        if (target.effect === 'write') expect(answer.body.changed ?? answer.body.deleted).toBe(false);
        return;
      }
      expectDocumentedProblem(unified, answer);
      expect(answer.body.outcome).toBe(outcomeOf(route, failure));
      expect([401, 403]).not.toContain(answer.status);
      if (answer.body.upstream === undefined) {
        // The refusal was handed to the translation, which refuses in its own words.
        expect(['not-found', 'invalid-state-transition']).toContain(answer.body.code);
        expect(failure.status).toBeLessThan(499);
        return;
      }
      expect(calls).toEqual(path);
      expect(codesOf(target, failure)).toContain(answer.body.code);
      expect(answer.body.upstream).toMatchObject({ provider: id, operationId: target.id });
      expect(answer.body.upstream.status).toBe(failure.kind === 'truncated' ? undefined : failure.status);
      if (answer.body.code === 'outcome-unknown') expect(answer.status).toBe(502);
    },
  );

  test('every upstream operation that a capability names is reached', async () => {
    const { body } = await gateway.call('GET', `/v1/connections/${id}`);
    const named = body.capabilities.flatMap(
      ({ operation, upstreamOperations = [] }: { operation: string; upstreamOperations?: string[] }) =>
        upstreamOperations.map((each) => `${operation}: ${each}`),
    );
    const reached = new Set(routes.map(({ unified, target }) => `${unified}: ${target.id}`));
    expect([...reached].sort()).toEqual(named.sort());
  });

  test.each(translatedIds)('%s is supported exactly where the capabilities say so', async (unified) => {
    const { body } = await gateway.call('GET', `/v1/connections/${id}`);
    const capability = body.capabilities.find(({ operation }: { operation: string }) => operation === unified);
    const route = routes.find((each) => each.unified === unified);
    expect(capability.support !== 'unsupported').toBe(route !== undefined);
    const [input = { path: {}, query: {} }] = inputsOf(unified, capability, provider.pool);
    upstream.respond(() => ({ status: 599 }));
    const { method, path, call } = httpCall(unified, id, route?.input ?? input);
    const answer = await gateway.call(method, path, call);
    expectDocumentedProblem(unified, answer);
    if (route !== undefined) {
      expect(upstream.received.length).toBe(1);
      expect(answer.status).not.toBe(501);
      return;
    }
    expect(answer.body).toMatchObject({ status: 501, code: 'capability-not-supported', detail: capability.reason });
    expect(upstream.received).toEqual([]);
  });
});
