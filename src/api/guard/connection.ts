import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { hangUp } from './hang-up.ts';

/** One client connection: it is answered in order, and never again after a refusal. */
export class Connection {
  readonly #socket: Duplex;
  #last: { readonly request: IncomingMessage; readonly response: ServerResponse } | undefined;
  /** The answer before the last one. */
  #before: ServerResponse | undefined;
  #refused = false;

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  /** Whether nothing that comes over it counts any more: what follows a refused request may be part of it. */
  get refused(): boolean {
    return this.#refused;
  }

  /** Takes note of the next request, and lets go of it when it is over: the connection may rest for long. */
  received(request: IncomingMessage, response: ServerResponse): void {
    this.#before = this.#last?.response;
    this.#last = { request, response };
    response.once('close', () => {
      if (this.#before === response) this.#before = undefined;
      if (this.#last?.response === response && request.complete) this.#last = undefined;
    });
  }

  /** Sends these bytes, an answer to the last request noted, as the last of the connection. */
  refuseLast(bytes: string): void {
    this.#close(this.#before, bytes);
  }

  /**
   * Sends these bytes as the last of the connection: the answer to the last request where its body went wrong, otherwise to what
   * never became a request. Nothing is sent, and false returned, where the last request has an answer already.
   */
  refuseRest(bytes: string): boolean {
    const last = this.#last;
    if (last === undefined || last.request.complete) {
      this.#close(last?.response, bytes);
      return true;
    }
    const answered = last.response.headersSent;
    this.#close(answered ? last.response : this.#before, answered ? '' : bytes);
    return !answered;
  }

  #close(after: ServerResponse | undefined, bytes: string): void {
    this.#refused = true;
    if (after === undefined || after.closed || after.writableFinished) hangUp(this.#socket, bytes);
    else after.once('close', () => hangUp(this.#socket, bytes));
  }
}
