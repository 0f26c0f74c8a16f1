import { createServer } from 'node:http';
import { closed, listening } from './gateway.ts';

export interface StubAnswer {
  readonly status: number;
  /** An object is sent as JSON, a string as it is. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Send only so many bytes of the body under its full length, then cut the connection. */
  readonly truncate?: number;
}

export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface StubUpstream {
  readonly url: string;
  readonly received: StubRequest[];
  /** Answers, in order; a request beyond them is answered 599 and so fails the test. */
  script(answers: readonly StubAnswer[]): void;
  /** Decides each answer from the request instead. */
  respond(answer: (request: StubRequest) => StubAnswer): void;
  stop(): Promise<void>;
}

/** An upstream that says exactly what it is told to and remembers what it was asked. */
export async function startStubUpstream(): Promise<StubUpstream> {
  const received: StubRequest[] = [];
  let next: (request: StubRequest) => StubAnswer = () => ({ status: 599 });
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const request: StubRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    received.push(request);
    const { status, body, contentType, headers = {}, truncate } = next(request);
    const bytes = Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
    outgoing.writeHead(status, {
      ...(bytes.length === 0 ? {} : { 'content-type': contentType ?? 'application/json' }),
      ...(status === 204 ? {} : { 'content-length': bytes.length }),
      ...headers,
    });
    if (truncate === undefined) outgoing.end(bytes);
    else outgoing.write(bytes.subarray(0, truncate), () => outgoing.destroy());
  });
  const url = await listening(server);
  return {
    url,
    received,
    script: (answers) => {
      received.length = 0;
      const left = [...answers];
      next = () => left.shift() ?? { status: 599 };
    },
    respond: (answer) => {
      received.length = 0;
      next = answer;
    },
    stop: () => closed(server),
  };
}
