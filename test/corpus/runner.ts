import { describe, expect, test } from 'vitest';
import { type ProblemCode, problems } from '../../src/problem/registry.ts';
import { type Bytes, exchange, type RawAnswer } from './raw-exchange.ts';

/** What a corpus is sent to. */
export interface CorpusStage {
  readonly port: number;
  /** A request that is answered 200, whatever was sent before. */
  readonly good: Bytes;
  /** Requests that reached any upstream so far. */
  upstreamRequests(): number | Promise<number>;
  /** Rows of the table of operations. */
  journalRecords(): Promise<number>;
  /** Id of the serving process; fails when that has ended. */
  pid(): number;
}

/** One bad input, and everything that may come of it. */
export interface BadInput {
  /** As in the reference: `A01 te-and-cl`. What differs from it is said in a comment beside the entry. */
  readonly name: string;
  /** Made by a function where something must be sent before, which may leave traces. */
  readonly bytes: Bytes | ((stage: CorpusStage) => Bytes | Promise<Bytes>);
  /** Closes this side straight after sending. */
  readonly hangUp?: boolean;
  /** Status of the one answer; `none` where there need not be one. */
  readonly status: number | 'none';
  /** Required from 400 on. */
  readonly code?: ProblemCode;
  /** Of the first of `errors`. */
  readonly pointer?: string;
  /** Why the request is a good one, which may reach the upstream and the journal; otherwise neither may have noticed anything. */
  readonly valid?: string;
  /** Anything more to be said of the answer. */
  readonly also?: (answer: RawAnswer, interim: readonly number[]) => void;
}

/** A test for each bad input. `stage` is asked once the test runs, so that `beforeAll` can set it. */
export function corpus(title: string, stage: () => CorpusStage, inputs: readonly BadInput[]): void {
  describe(title, () => {
    test.each(inputs)('$name', (input) => check(stage(), input));
  });
}

/** Sends one bad input and expects everything that the corpus asks of its answer and of what is left behind. */
export async function check(stage: CorpusStage, input: BadInput): Promise<void> {
  const { bytes, hangUp, status, code, pointer, valid, also } = input;
  const sent = typeof bytes === 'function' ? await bytes(stage) : bytes;
  const before = await traces(stage);
  const { answers, interim } = await exchange(stage.port, sent, hangUp ?? false);
  expect(answers.map((each) => each.status)).toEqual(status === 'none' ? [] : [status]);
  const [answer] = answers;
  if (answer !== undefined) {
    if (answer.status >= 400) expectProblem(answer, code, pointer);
    also?.(answer, interim);
  }
  const [next] = (await exchange(stage.port, stage.good)).answers;
  expect(next?.status).toBe(200);
  const after = await traces(stage);
  expect(valid === undefined ? after : { pid: after.pid }).toEqual(valid === undefined ? before : { pid: before.pid });
}

const traces = async (stage: CorpusStage) => ({
  pid: stage.pid(),
  upstream: await stage.upstreamRequests(),
  journal: await stage.journalRecords(),
});

/** Whether an answer is a problem as the registry knows it. */
export function expectProblem({ status, headers, body }: RawAnswer, code?: ProblemCode, pointer?: string): void {
  expect(headers['content-type']).toBe('application/problem+json');
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['orgway-request-id']).toMatch(/^req_/);
  // The answer to HEAD has no body to look into.
  if (body === undefined) return;
  expect(body).toMatchObject({
    status,
    ...(code === undefined ? {} : { code, type: `/problems/${code}`, title: problems[code].title }),
    requestId: headers['orgway-request-id'],
    ...(pointer === undefined ? {} : { errors: [{ pointer }] }),
  });
}
