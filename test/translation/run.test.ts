import { expect, test } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import type { Steps } from '../../src/translation/declare.ts';
import type { Exchange } from '../../src/translation/exchange.ts';
import { readBack } from '../../src/translation/read-back.ts';
import type { ComposedEntry } from '../../src/translation/registered.ts';
import { runnerOf } from '../../src/translation/run.ts';

type Asker = () => Steps<unknown>;
type Api = { readonly Write: Asker; readonly Read: Asker };

const facts = new Map([
  ['Write', { effect: 'write', sessionAware: false }],
  ['Read', { effect: 'read', sessionAware: false }],
] as const);

/** Runs a composed entry whose upstream calls end as told, in order; tells what was asked and how it ended. */
async function run(steps: (api: Api) => Steps<unknown>, ends: readonly (object | Problem)[]) {
  const asked: string[] = [];
  const left = [...ends];
  const exchange: Exchange = async (operationId) => {
    asked.push(operationId);
    const end = left.shift();
    if (end instanceof Error) throw end;
    return { body: end, guarded: false };
  };
  const entry: ComposedEntry = { upstream: ['Write', 'Read'], run: (_input, api) => steps(api), facts: {} };
  const runner = runnerOf(entry, facts, exchange);
  const scope = { organization: undefined, acting: {}, irreversible: false };
  try {
    return { asked, answer: await runner({}, scope, (answer) => ({ answer })) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { asked, code: error.code, outcome: error.parts.outcome };
  }
}

const unreachable = new Problem('upstream-unavailable');
const unknown = new Problem('outcome-unknown', { outcome: 'unknown' });

test('a confirmed write whose read back fails is told as done', async () => {
  const steps = function* (api: Api): Steps<unknown> {
    yield* api.Write();
    return (yield* readBack(api.Read())) ?? 'not read';
  };
  expect(await run(steps, [{}, unreachable])).toEqual({ asked: ['Write', 'Read'], answer: { answer: 'not read' } });
  expect(await run(steps, [{}, { id: 1 }])).toEqual({ asked: ['Write', 'Read'], answer: { answer: { id: 1 } } });
});

test('a translation cannot go on after a write that may have taken effect', async () => {
  const steps = function* (api: Api): Steps<unknown> {
    yield* readBack(api.Write());
    return 'done';
  };
  expect(await run(steps, [unknown])).toEqual({ asked: ['Write'], code: 'outcome-unknown', outcome: 'unknown' });
  expect(await run(steps, [unreachable])).toEqual({ asked: ['Write'], answer: { answer: 'done' } });
});

test('the outcome tells how far the writes came', async () => {
  const steps = function* (api: Api): Steps<unknown> {
    yield* api.Read();
    yield* api.Write();
    yield* api.Write();
    return yield* api.Read();
  };
  expect(await run(steps, [unreachable])).toMatchObject({ outcome: 'not_applied' });
  expect(await run(steps, [{}, unreachable])).toMatchObject({ outcome: 'not_applied' });
  expect(await run(steps, [{}, {}, unreachable])).toMatchObject({ outcome: 'partial' });
  expect(await run(steps, [{}, {}, {}, unreachable])).toMatchObject({ outcome: 'applied' });
  expect(await run(steps, [{}, {}, unknown])).toMatchObject({ outcome: 'unknown' });
});

test('a mistake while a write is under way leaves its outcome unknown', async () => {
  const steps = function* (api: Api): Steps<unknown> {
    return yield* api.Write();
  };
  const bug = new TypeError('a mistake of ours') as unknown as Problem;
  expect(await run(steps, [bug])).toMatchObject({ code: 'internal', outcome: 'unknown' });
});
