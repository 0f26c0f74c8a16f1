import type { Performed } from '../operations/operations.ts';
import type { UnifiedRequest } from './unified-request.ts';

/** One request as a handler gets it. */
export interface Received {
  readonly requestId: string;
  /** Name of the API key; empty where none is needed. */
  readonly principal: string;
  /** Ends when the caller hangs up. */
  readonly signal: AbortSignal;
  /** The path that was called, for problems. */
  readonly instance: string;
  /** Path parameters, not validated yet. */
  readonly params: Readonly<Record<string, string>>;
  /** Reads and validates the request; left to the handler, so that refusals which need no body come first. Throws `Problem`. */
  read(): Promise<UnifiedRequest>;
}

/** A success that is sent as it is made. */
export class Streamed {
  readonly type: string;
  readonly chunks: AsyncIterable<string>;

  /** `type`: one of the operation's documented media types. */
  constructor(type: string, chunks: AsyncIterable<string>) {
    this.type = type;
    this.chunks = chunks;
  }
}

/** An answer that is complete already, success or problem. */
export class Complete {
  readonly performed: Performed;

  constructor(performed: Performed) {
    this.performed = performed;
  }
}

/** What an operation answers: an object as JSON, a string as it is under the documented media type. */
export type Body = object | string | Streamed | Complete;

/** Answers one operation. Throws `Problem`. */
export type Handler = (received: Received) => Promise<Body>;
