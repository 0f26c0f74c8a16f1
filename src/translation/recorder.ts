import type { ChannelledRequest } from '../contract/wire.ts';
import type { ProblemCode } from '../problem/registry.ts';
import type { Evidence } from './acceptance.ts';
import type { RecordedReply } from './reply.ts';
import type { Verdict } from './settlement.ts';

/** A write that is about to be sent. */
export interface IntendedWrite {
  /** Which of the run's upstream calls it is, reads counted, from 0. */
  readonly number: number;
  readonly operationId: string;
  readonly request: ChannelledRequest;
  /** Hexadecimal SHA-256 of the request on the wire, without credentials. */
  readonly requestDigest: string;
  /** What a look before it said, where one was needed. */
  readonly before: Verdict<unknown>['outcome'] | undefined;
  /** The organization that the run acts on by now. */
  readonly organization: string | undefined;
  /** What all calls of the run before it answered. */
  readonly earlier: readonly RecordedReply[];
}

/** How a write ended. */
export interface EndedWrite {
  readonly number: number;
  readonly outcome: 'applied' | 'not_applied' | 'unknown';
  readonly code: ProblemCode | undefined;
  readonly evidence: Evidence;
  /** What it answered; undefined when nothing could be used. */
  readonly reply: RecordedReply | undefined;
}

/** Keeps the durable record of one run's writes. */
export interface Recorder {
  /** Resolves when it is on record that this write is about to be sent. Nothing is sent unless it does. Throws `Problem`. */
  intend(write: IntendedWrite): Promise<void>;
  /** Takes down how the write ended; on record when the next write is intended, at `flush`, or with the operation's own end. */
  ended(end: EndedWrite): void;
  /** Puts on record what ended so far, because the run goes on with calls that may take long. Never throws. */
  flush(): Promise<void>;
}
