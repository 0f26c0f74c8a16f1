import type { UnifiedRequest } from './unified-request.ts';

/** One request as a handler gets it. */
export interface Received {
  readonly requestId: string;
  /** The path that was called, for problems. */
  readonly instance: string;
  /** Path parameters, not validated yet. */
  readonly params: Readonly<Record<string, string>>;
  /** Reads and validates the request; left to the handler, so that refusals which need no body come first. Throws `Problem`. */
  read(): Promise<UnifiedRequest>;
}

/** Answers one operation: an object as JSON, a string as it is under the documented media type. Throws `Problem`. */
export type Handler = (received: Received) => Promise<object | string>;
