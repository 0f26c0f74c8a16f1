import { createHash } from 'node:crypto';
import type { ChannelledRequest } from '../contract/wire.ts';
import { Problem } from '../problem/problem.ts';
import type { CallScope, Exchange } from './exchange.ts';
import { type AnyProvider, askersOf, settlementOf } from './registered.ts';
import { RequestViolated } from './request-violated.ts';
import { resumed, tolerated } from './resume.ts';
import type { Verdict } from './settlement.ts';

/** What a look said, and the digest of what it saw. */
export interface Looked {
  readonly verdict: Verdict<unknown>;
  /** Hexadecimal SHA-256 of the bodies read; undefined when nothing could be read. */
  readonly evidenceDigest: string | undefined;
  /** Whether the upstream could be read at all. */
  readonly read: boolean;
}

/** Looks, by reading only, whether an upstream write took effect. `asked` is the request as it was sent. */
export type Look = (operationId: string, asked: ChannelledRequest, scope: CallScope) => Promise<Looked>;

/** Composes the looks of one connection from what its provider declares. A look never throws: what fails is inconclusive. */
export function createLook(provider: AnyProvider, operationIds: readonly string[], exchange: Exchange): Look {
  const api = askersOf(operationIds);
  return async (operationId, asked, scope) => {
    const settlement = settlementOf(provider, operationId);
    if ('untellable' in settlement) {
      return {
        verdict: { outcome: 'inconclusive', reason: settlement.untellable },
        evidenceDigest: undefined,
        read: true,
      };
    }
    const seen = createHash('sha256');
    let looked = false;
    try {
      const steps = settlement.look(asked as never, api as never);
      let step = steps.next();
      while (!step.done) {
        const { operationId: read, request, unless } = step.value;
        const call = exchange.prepare(read, request, scope);
        if (call.effect !== 'read') throw new Error(`a look must not write, but asks for ${read}`);
        const reply = await call.send().catch((error: unknown) => tolerated(error, unless));
        if ('raw' in reply) seen.update(JSON.stringify(reply.raw ?? null));
        looked = true;
        step = resumed(steps, reply);
      }
      // Taken over from what was read, so a part that breaks its document shows here and not when it is put on record.
      const verdict = JSON.parse(JSON.stringify(step.value)) as Verdict<unknown>;
      return { verdict, evidenceDigest: looked ? seen.digest('hex') : undefined, read: true };
    } catch (error) {
      if (error instanceof RequestViolated) error.record();
      const code = error instanceof Problem ? error.code : 'internal';
      const reason = `The upstream could not be read (${code}).`;
      return { verdict: { outcome: 'inconclusive', reason }, evidenceDigest: undefined, read: false };
    }
  };
}
