import type { IncomingMessage } from 'node:http';
import { traceHeaders } from '../telemetry/work.ts';
import type { Outgoing } from './exchange.ts';
import { passedOn } from './headers.ts';
import type { Checked } from './operation.ts';

/** A request as the upstream is to receive it: built of what was checked, and of nothing that was not. */
export function outgoingRequest(
  request: IncomingMessage,
  { wire, bodyKind, body }: Checked,
  base: URL,
  credentials: Readonly<Record<string, string>>,
): Outgoing {
  return {
    method: request.method ?? '',
    target: base.pathname.replace(/\/$/, '') + wire.target,
    headers: {
      ...passedOn(request.headers),
      ...wire.headers,
      ...contentHeaders(request, bodyKind, body?.bytes),
      ...traceHeaders(),
      ...credentials,
      'user-agent': 'orgway',
      host: base.host,
    },
    body: bodyKind === 'stream' ? request : body?.bytes,
  };
}

/** What says how the body is framed: nothing for a method that has none, so that no side can think otherwise than the other. */
function contentHeaders(
  { method = '', headers }: IncomingMessage,
  bodyKind: Checked['bodyKind'],
  bytes: Buffer | undefined,
): Record<string, string> {
  const type = { 'content-type': headers['content-type'] ?? 'application/octet-stream' };
  if (bytes !== undefined) return { ...type, 'content-length': String(bytes.length) };
  if (bodyKind === 'stream') {
    const length = headers['content-length'];
    return { ...type, ...(length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': length }) };
  }
  return method === 'GET' || method === 'HEAD' ? {} : { 'content-length': '0' };
}
