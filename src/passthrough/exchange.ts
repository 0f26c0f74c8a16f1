import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { CallerGone, faultOf, type Progress } from '../upstream/fault.ts';

/** A request as the upstream is to receive it. */
export interface Outgoing {
  readonly method: string;
  /** Path and query, the base path of the upstream included. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable | undefined;
}

/** The head of an answer, whose body comes as it is read. */
export interface UpstreamHead {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: IncomingHttpHeaders;
  /** Fails when the body is cut, or its time is over. To be read to its end or destroyed. */
  readonly body: Readable;
}

const connectTimeoutMs = 3_000;
/** As long as a body may stand still. */
const idleTimeoutMs = 15_000;
const informationalAnswers = 100;

/** What the middleware takes for the request of a client. */
class StandInRequest extends PassThrough {
  readonly httpVersion = '1.1';
  readonly httpVersionMajor = 1;
  /** Of no server, so that the middleware holds on to none. */
  readonly socket = { writable: true };
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;

  constructor({ method, target, headers }: Outgoing) {
    super();
    this.method = method;
    this.url = target;
    this.headers = { ...headers };
  }
}

/** One request on its way through the middleware: followed step by step, and ended where no step comes any more. */
export class Exchange {
  readonly request: StandInRequest;
  /** What the middleware takes for the response to a client: the body of the answer, for whoever reads it. */
  readonly response = new PassThrough();
  readonly head: Promise<UpstreamHead>;
  readonly #resolve: (head: UpstreamHead) => void;
  readonly #reject: (reason: Error) => void;
  readonly #deadline: NodeJS.Timeout;
  #progress: Progress = 'waiting';
  #answer: IncomingMessage | undefined;
  #settled = false;
  #informational = 0;

  constructor(outgoing: Outgoing, timeoutMs: number, signal: AbortSignal | undefined) {
    const { promise, resolve, reject } = Promise.withResolvers<UpstreamHead>();
    this.head = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.request = new StandInRequest(outgoing);
    this.#deadline = setTimeout(() => this.#end(timeout('no complete answer within the deadline')), timeoutMs);
    const leave = (): void => this.#end(new CallerGone());
    signal?.addEventListener('abort', leave);
    if (signal?.aborted === true) leave();
    // Failures of either are told where they are dealt with; there may be nobody who listens yet.
    this.request.on('error', () => {});
    this.response.on('error', () => {});
    this.response.once('close', () => {
      clearTimeout(this.#deadline);
      signal?.removeEventListener('abort', leave);
      this.#end(new Error('the answer ended early'));
    });
    this.#send(outgoing.body);
  }

  /** What cuts a body short cuts the request short: the upstream must not take a part for the whole. */
  #send(body: Outgoing['body']): void {
    if (!(body instanceof Readable)) {
      this.request.end(body);
      return;
    }
    body.once('close', () => {
      if (!body.readableEnded) this.#end(new CallerGone());
    });
    body.pipe(this.request);
  }

  /** The request has a socket, which may not be connected yet. */
  begun(sent: ClientRequest): void {
    const { socket } = sent;
    if (socket === null) return;
    const connecting = setTimeout(() => this.#end(timeout('no connection in time')), connectTimeoutMs);
    let bytesBefore = 0;
    const connected = (): void => {
      clearTimeout(connecting);
      if (this.#progress === 'waiting') this.#progress = 'sending';
      bytesBefore = socket.bytesRead;
    };
    socket.once('close', () => clearTimeout(connecting));
    if (!socket.connecting) connected();
    else socket.once(isEncrypted(socket) ? 'secureConnect' : 'connect', connected);
    const heard = (): void => {
      if (this.#progress === 'sending' && socket.bytesRead > bytesBefore) this.#progress = 'answering';
    };
    sent.prependListener('error', heard);
    sent.on('information', () => {
      this.#progress = 'answering';
      this.#informational += 1;
      if (this.#informational > informationalAnswers) this.#end(new Error('informational answers without end'));
    });
    // An end without a word, as when the upstream changes the protocol unasked: nothing else would ever tell.
    sent.once('close', () => {
      heard();
      if (this.#answer === undefined) this.#end(new Error('the connection was closed without an answer'));
    });
  }

  /** The head of the answer is complete. */
  answered(answer: IncomingMessage): void {
    this.#progress = 'answering';
    this.#answer = answer;
    const { statusCode: status = 0, headers } = answer;
    answer.setTimeout(idleTimeoutMs, () => this.#end(timeout('the body stands still')));
    answer.pipe(this.response);
    // An answer that is cut before its body begins is none at all.
    this.response.once('readable', () => {
      if (this.#settled) return;
      this.#settled = true;
      this.#resolve({ status, headers, body: this.response });
    });
  }

  /** The middleware came upon an error; what follows a complete answer is none of it. */
  failed(error: unknown): void {
    if (this.#answer?.complete !== true) this.#end(error);
  }

  /** Ends the exchange, however far it has come; more than one thing may say so. */
  #end(error: unknown): void {
    if (!this.#settled) {
      this.#settled = true;
      this.#reject(faultOf(error, this.#progress, this.#answer?.statusCode));
    }
    // The middleware lets go of the upstream when what it takes for the response is closed.
    if (!this.response.readableEnded) this.response.destroy(error instanceof Error ? error : undefined);
    this.request.destroy();
  }
}

const timeout = (message: string): Error => new DOMException(message, 'TimeoutError');

const isEncrypted = (socket: Socket): boolean => 'encrypted' in socket && socket.encrypted === true;
