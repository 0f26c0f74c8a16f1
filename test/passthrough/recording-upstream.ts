import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { closed, listening } from '../support/gateway.ts';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** An upstream that reads requests of every framing to their end. */
export interface RecordingUpstream {
  readonly url: string;
  readonly arrived: Arrived[];
}

/** Starts an upstream that answers as told, `{}` unless told. It is stopped when the test is over. */
export async function startRecordingUpstream(
  answer: (response: ServerResponse, arrived: Arrived) => void = (response) =>
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}'),
): Promise<RecordingUpstream> {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks) };
    arrived.push(one);
    answer(response, one);
  });
  const url = await listening(server);
  onTestFinished(() => closed(server));
  return { url, arrived };
}
