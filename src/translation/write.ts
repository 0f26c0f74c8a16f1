import type { ChannelledRequest } from '../contract/wire.ts';
import { Problem } from '../problem/problem.ts';
import type { Evidence } from './acceptance.ts';
import type { Ask } from './declare.ts';
import { type CallScope, type Exchange, readingScope } from './exchange.ts';
import type { Look, Looked } from './look.ts';
import type { Progress } from './progress.ts';
import type { Recorder } from './recorder.ts';
import { type Reply, recorded } from './reply.ts';
import { tolerated } from './resume.ts';
import type { Verdict } from './settlement.ts';

/** A write that went out. */
export interface SentWrite {
  readonly number: number;
  readonly operationId: string;
  readonly request: ChannelledRequest;
  readonly before: Verdict<unknown>['outcome'] | undefined;
  readonly evidence: Evidence;
  /** The scope it was sent in. */
  readonly scope: CallScope;
}

/**
 * Sends one write: looked for before where only a difference will tell, put on record, sent once, its end put on record. `look`
 * is undefined where no look before is needed.
 */
export async function sendWrite(
  { operationId, request, unless }: Ask,
  scope: CallScope,
  exchange: Exchange,
  look: Look | undefined,
  recorder: Recorder,
  progress: Progress,
): Promise<Reply> {
  const call = exchange.prepare(operationId, request, scope);
  const before = look && (await lookedBefore(() => look(operationId, request, readingScope(scope.organization))));
  const number = progress.replies.length;
  await recorder.intend({
    number,
    operationId,
    request,
    requestDigest: call.digest(),
    before,
    organization: scope.organization,
    earlier: progress.replies.map(recorded),
  });
  const evidence: Evidence = {};
  progress.write = { number, operationId, request, before, evidence, scope };
  try {
    const accepted = await call.send(evidence);
    recorder.ended({ number, outcome: 'applied', code: undefined, evidence, reply: recorded(accepted) });
    return accepted;
  } catch (error) {
    const end = { number, ...endOf(error), evidence };
    if (end.outcome === 'unknown') {
      recorder.ended({ ...end, reply: undefined });
      throw error;
    }
    const reply = tolerated(error, unless);
    recorder.ended({ ...end, reply: recorded(reply) });
    return reply;
  }
}

/**
 * How things stand before a write; seen again once when the upstream could not be read, because without it nothing may ever tell
 * what became of a write whose answer is lost.
 */
async function lookedBefore(look: () => Promise<Looked>): Promise<Verdict<unknown>['outcome']> {
  const first = await look();
  const { verdict } = first.read ? first : await look();
  return verdict.outcome;
}

/** What an error says of the write that it ended: whatever is no plain refusal leaves it unknown. */
function endOf(error: unknown): { readonly outcome: 'unknown' | 'not_applied'; readonly code: Problem['code'] } {
  if (!(error instanceof Problem)) return { outcome: 'unknown', code: 'internal' };
  return { outcome: error.parts.outcome === 'unknown' ? 'unknown' : 'not_applied', code: error.code };
}
