import type { Destruction } from './destruction.ts';

/** A fault of what was promised: never anything that may happen by chance. */
export type Fault =
  /** Success was told, or the journal says so, and the upstream never did it. */
  | 'lost'
  /** A write was sent again after it had taken effect. */
  | 'doubled'
  /** A write was sent that no record had been made of before. */
  | 'unintended'
  /** Success was told before it was on record. */
  | 'undurable'
  /** Nobody will ever find out what became of a call, and nobody says so. */
  | 'unsettled'
  /** The journal, the client and the upstream do not say the same. */
  | 'disagreed';

export interface Finding {
  readonly fault: Fault;
  readonly detail: string;
}

/** What a client is told. */
export type Told = 'applied' | 'not_applied' | 'unknown' | undefined;

/** One call under one Idempotency-Key, however often it had to be repeated. */
export interface Call {
  readonly key: string;
  readonly destruction: Destruction;
  operation: string | undefined;
  /** What the last answer said; undefined as long as no answer did. */
  told: Told;
  /** Whether there is nothing left to repeat. */
  final: boolean;
  /** Status and problem code of each answer, `-` for none. */
  readonly answers: string[];
}

export const called = ({ destruction: { provider, action, organization }, operation, answers }: Call): string =>
  `${action} ${provider} ${organization} (${operation ?? 'no operation'}; answers ${answers.slice(-12).join(', ') || 'none'})`;
