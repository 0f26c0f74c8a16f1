import { pipeline, Readable } from 'node:stream';
import type { Response } from 'express';
import type { OpenAPIV3_1 } from 'openapi-types';
import type { Operation } from '../contract/document.ts';
import { type Body, Complete, Relayed, Streamed } from './handler.ts';

/** Composes, once, how an operation's answer is sent: its documented status and media type. */
export function answerer(
  document: OpenAPIV3_1.Document,
  operation: Operation,
): (response: Response, body: Body) => Promise<void> {
  const status = [...operation.answers.keys()].find((each) => each < 300) ?? 200;
  const documented = document.paths?.[operation.path]?.[operation.method.toLowerCase() as 'get']?.responses?.[status];
  const type = Object.keys(documented !== undefined && 'content' in documented ? (documented.content ?? {}) : {})[0];
  return async (response, body) => {
    const requestId: string = response.locals.requestId;
    if (body instanceof Relayed) await body.relay(response.req, response);
    else if (body instanceof Complete) sendComplete(response, body, requestId);
    else if (body instanceof Streamed) sendStreamed(response, status, body, requestId);
    else if (typeof body === 'string') send(response, status, `${type}; charset=utf-8`, body, requestId);
    else send(response, status, 'application/json', JSON.stringify(body), requestId);
  };
}

function send(response: Response, status: number, type: string, text: string, requestId: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...common(requestId) });
  response.end(text);
}

const common = (requestId: string): Record<string, string> => ({
  'cache-control': 'no-store',
  'orgway-request-id': requestId,
});

function sendComplete(response: Response, { performed }: Complete, requestId: string): void {
  const { status, headers, text, replayed } = performed;
  if (status >= 400) response.locals.code = (JSON.parse(text) as { readonly code: string }).code;
  response.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(text),
    ...common(requestId),
    ...(replayed ? { 'idempotent-replayed': 'true' } : {}),
  });
  response.end(text);
}

const listeners = 20;

function sendStreamed(response: Response, status: number, { type, chunks }: Streamed, requestId: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...common(requestId) });
  // A pipeline listens for the end in many ways, besides those who count and log requests.
  response.setMaxListeners(listeners);
  // A failure in the middle cuts the connection: what was sent so far must not look complete.
  pipeline(Readable.from(chunks), response, () => {});
}
