import { providers } from '../../src/generated/providers.ts';
import type { UnifiedOperationId } from '../../src/translation/unified.ts';
import { stubbed } from './failures.ts';
import { type Answer, type RunningGateway, startGateway } from './gateway.ts';
import type { Explored } from './routes.ts';
import { type StubAnswer, startStubUpstream } from './stub-upstream.ts';
import { httpCall, type UnifiedInput } from './unified-calls.ts';
import type { UpstreamOperation } from './upstream-document.ts';

/** What came of a unified call: the gateway's answer, and what it asked the upstream. */
export interface Played {
  readonly answer: Answer;
  readonly calls: readonly UpstreamOperation[];
}

/** A gateway with one connection for each provider, all of them to an upstream that answers as it is told. */
export interface Stage {
  readonly gateway: RunningGateway;
  /**
   * Makes a unified call; the upstream gives these answers in order and, once they are used up, the document's first good
   * answer to whatever it is asked.
   */
  play(
    provider: Explored,
    unified: UnifiedOperationId,
    input: UnifiedInput,
    answers: readonly StubAnswer[],
  ): Promise<Played>;
  stop(): Promise<void>;
}

const never = 3_600_000;

export async function startStage(): Promise<Stage> {
  const upstream = await startStubUpstream();
  const gateway = await startGateway(
    providers.map(({ provider: { id } }) => ({ id, provider: id, baseUrl: upstream.url })),
    // Nothing is looked after in the background, which would use up answers that are meant for the next call.
    { pace: { looksAfterMs: [never], watchMs: never } },
  );
  return {
    gateway,
    async play({ registered, upstream: document, good }, unified, input, answers) {
      await gateway.forget();
      const left = [...answers];
      const calls: UpstreamOperation[] = [];
      upstream.respond(({ method, path, headers, body }) => {
        const { operation, request } = document.recognize(method, path, headers, body);
        calls.push(operation);
        const next = left.shift();
        if (next !== undefined) return next;
        const [first] = good(operation, request);
        return first === undefined ? { status: 599 } : stubbed(first);
      });
      const { method, path, call } = httpCall(unified, registered.provider.id, input);
      return { answer: await gateway.call(method, path, call), calls };
    },
    async stop() {
      await gateway.stop();
      await upstream.stop();
    },
  };
}
