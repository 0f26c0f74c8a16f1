import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admit } from '../operations/mutation.ts';
import type { Performed } from '../operations/operations.ts';
import type { Granted } from './granted.ts';
import type { UnifiedRequest } from './unified-request.ts';

/** One request as a handler gets it. */
export interface Received {
  readonly requestId: string;
  /** Who calls, and all that is there for them. */
  readonly granted: Granted;
  /** Ends when the caller hangs up. */
  readonly signal: AbortSignal;
  /** The path that was called, for problems. */
  readonly instance: string;
  /** Path parameters, not validated yet. */
  readonly params: Readonly<Record<string, string>>;
  /** How a mutation of a connection is counted, where its kind is limited. */
  admit(connection: string): Admit | undefined;
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

/** An answer that goes out by another way than through the gateway's own hands. */
export class Relayed {
  readonly relay: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

  /** `relay` resolves when the answer is out; it throws `Problem` as long as nothing of it is. */
  constructor(relay: Relayed['relay']) {
    this.relay = relay;
  }
}

/** What an operation answers: an object as JSON, a string as it is under the documented media type. */
export type Body = object | string | Streamed | Complete | Relayed;

/** Answers one operation. Throws `Problem`. */
export type Handler = (received: Received) => Promise<Body>;
