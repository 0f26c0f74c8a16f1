import { expect, test } from 'vitest';
import { Problem } from '../../src/problem/problem.ts';
import type { Steps } from '../../src/translation/declare.ts';
import type { Exchange } from '../../src/translation/exchange.ts';
import { readBack } from '../../src/translation/read-back.ts';
import type { EndedWrite, Recorder } from '../../src/translation/recorder.ts';
import type { ComposedEntry } from '../../src/translation/registered.ts';
import { lookedUp, type RecordedReply } from '../../src/translation/reply.ts';
import { runnerOf } from '../../src/translation/run.ts';
import type { Verdict } from '../../src/translation/settlement.ts';

type Asker = () => Steps<unknown>;
type Api = { readonly Write: Asker; readonly Read: Asker };

interface Circumstances {
  /** What a look says. */
  readonly verdict?: Verdict<unknown>;
  readonly byDifference?: boolean;
  /** How many looks fail at first. */
  readonly blind?: number;
  /** Replies of calls made before. */
  readonly earlier?: readonly RecordedReply[];
  /** Whether writes can be put on record. */
  readonly recordable?: boolean;
}

/** Runs a composed entry whose upstream calls end as told, in order; tells what happened and how it ended. */
async function run(
  steps: (api: Api) => Steps<unknown>,
  ends: readonly (object | Problem)[],
  {
    verdict = { outcome: 'not_applied' },
    byDifference = false,
    blind = 0,
    earlier = [],
    recordable = true,
  }: Circumstances = {},
) {
  const happened: string[] = [];
  const left = [...ends];
  const exchange: Exchange = {
    prepare: (operationId) => ({
      effect: operationId === 'Write' ? 'write' : 'read',
      digest: () => 'digest',
      describe: () => ({ method: 'POST', url: '', headers: {}, body: undefined }),
      async send(evidence = {}) {
        happened.push(operationId);
        const end = left.shift();
        if (end instanceof Problem) {
          evidence.succeeded = end.parts.upstream?.status === 200;
          throw end;
        }
        if (end instanceof Error) throw end;
        return { status: 200, body: end, raw: end, guarded: false };
      },
    }),
    reopen: (_operationId, { status, body }) => ({ status, body, raw: body, guarded: false }),
  };
  const ended: EndedWrite[] = [];
  const recorder: Recorder = {
    async intend({ number, before }) {
      if (!recordable) throw new Problem('storage-unavailable');
      happened.push(`intend ${number}${before === undefined ? '' : ` ${before}`}`);
    },
    ended: (end) => ended.push(end),
    flush: async () => undefined,
  };
  const engine = {
    upstream: new Map([
      ['Write', { effect: 'write', sessionAware: false, byDifference }],
      ['Read', { effect: 'read', sessionAware: false, byDifference: false }],
    ] as const),
    exchange,
    look: async () => {
      happened.push('look');
      const read = happened.length > blind;
      return read
        ? { verdict, evidenceDigest: undefined, read }
        : {
            verdict: { outcome: 'inconclusive', reason: 'The upstream could not be read.' } as const,
            evidenceDigest: undefined,
            read,
          };
    },
  };
  const entry: ComposedEntry = { upstream: ['Write', 'Read'], run: (_input, api) => steps(api), facts: {} };
  const scope = { organization: undefined, acting: {} };
  const finish = (answer: unknown): object => ({ answer });
  try {
    const answer = await runnerOf(entry, engine)({ input: {}, scope, finish, recorder, earlier });
    return { happened, ended: ended.map(({ outcome }) => outcome), answer };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, parts } = error;
    return { happened, ended: ended.map(({ outcome }) => outcome), code, outcome: parts.outcome };
  }
}

const unreachable = new Problem('upstream-unavailable');
const unknown = new Problem('outcome-unknown', { outcome: 'unknown' });
/** The status said success, and the rest of the answer could not be used. */
const cut = new Problem('outcome-unknown', { outcome: 'unknown', upstream: { provider: 'toy', status: 200 } });

const write = function* (api: Api): Steps<unknown> {
  return yield* api.Write();
};

test('a confirmed write whose read back fails is told as done', async () => {
  const steps = function* (api: Api): Steps<unknown> {
    yield* api.Write();
    return (yield* readBack(api.Read())) ?? 'not read';
  };
  expect(await run(steps, [{}, unreachable])).toMatchObject({ answer: { answer: 'not read' } });
  expect(await run(steps, [{}, { id: 1 }])).toMatchObject({ answer: { answer: { id: 1 } } });
});

test('a translation cannot go on after a write that may have taken effect', async () => {
  const steps = function* (api: Api): Steps<unknown> {
    yield* readBack(api.Write());
    return 'done';
  };
  const unsettled = { happened: ['intend 0', 'Write'], ended: ['unknown', 'unknown'], outcome: 'unknown' };
  expect(await run(steps, [unknown])).toMatchObject({ ...unsettled, code: 'outcome-unknown' });
  expect(await run(steps, [unreachable])).toMatchObject({ ended: ['not_applied'], answer: { answer: 'done' } });
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
  const bug = new TypeError('a mistake of ours') as unknown as Problem;
  expect(await run(write, [bug])).toMatchObject({ code: 'internal', outcome: 'unknown' });
});

test('a write is put on record before it is sent, and not sent when it cannot be', async () => {
  expect(await run(write, [{}])).toMatchObject({ happened: ['intend 0', 'Write'], ended: ['applied'] });
  const refused = await run(write, [{}], { recordable: false });
  expect(refused).toMatchObject({ happened: [], ended: [], code: 'storage-unavailable', outcome: 'not_applied' });
});

test('a write that only a difference tells of is looked for before it is on record', async () => {
  const { happened } = await run(write, [{}], { byDifference: true });
  expect(happened).toEqual(['look', 'intend 0 not_applied', 'Write']);
});

test('a look before that could not be made is made once more, and the write is sent whatever it says', async () => {
  const once = await run(write, [{}], { byDifference: true, blind: 1 });
  expect(once.happened).toEqual(['look', 'look', 'intend 0 not_applied', 'Write']);
  const twice = await run(write, [{}], { byDifference: true, blind: 2 });
  expect(twice.happened).toEqual(['look', 'look', 'intend 0 inconclusive', 'Write']);
});

test('an answer that said success and was cut is made up for by a look, once', async () => {
  const steps = function* (api: Api): Steps<unknown> {
    const read = yield* api.Read();
    return [read, yield* api.Write()];
  };
  const verdict = { outcome: 'applied', reply: { seen: true } } as const;
  const confirmed = await run(steps, [{ old: true }, cut], { verdict });
  expect(confirmed).toMatchObject({
    happened: ['Read', 'intend 1', 'Write', 'look'],
    answer: { answer: [{ old: true }, { seen: true }], warnings: [expect.stringContaining('reading afterwards')] },
  });
  expect(confirmed.ended.at(-1)).toBe('applied');
  expect(await run(steps, [{}, cut])).toMatchObject({ code: 'outcome-unknown', outcome: 'unknown' });
  // Nothing came back: whether it is too early to look, nobody knows.
  expect((await run(steps, [{}, unknown], { verdict })).happened).not.toContain('look');
  // It was so before already.
  const before = await run(steps, [{}, cut], { verdict, byDifference: true });
  expect(before).toMatchObject({ code: 'outcome-unknown', outcome: 'unknown' });
});

test('a run goes on after the replies on record, without making those calls again', async () => {
  const steps = function* (api: Api): Steps<unknown> {
    const first = yield* api.Write();
    return [first, yield* api.Write()];
  };
  const recorded = { status: 200, body: { id: 'new' } };
  const told = await run(steps, [{ second: true }], { earlier: [recorded] });
  expect(told).toMatchObject({
    happened: ['intend 1', 'Write'],
    answer: { answer: [{ id: 'new' }, { second: true }] },
  });
  expect(told.answer).not.toHaveProperty('warnings');
  expect(await run(steps, [unreachable], { earlier: [recorded] })).toMatchObject({ outcome: 'partial' });
  const read = await run(steps, [{}], { earlier: [lookedUp({ id: 'new' })] });
  expect(read.answer).toHaveProperty('warnings');
});
