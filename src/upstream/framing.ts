import type { UpstreamAnswer } from './client.ts';
import { UpstreamFault } from './fault.ts';

/**
 * An answer that ends with the connection may be cut short, and one that is encoded although we refuse encodings is not for us:
 * throws `UpstreamFault` for both.
 */
export function refuseBadFraming({ status, headers }: UpstreamAnswer): void {
  const framed = headers['content-length'] !== undefined || headers['transfer-encoding']?.toLowerCase() === 'chunked';
  if (!framed && status !== 204) throw broken('the answer says neither its length nor that it is chunked');
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw broken(`the answer is encoded as ${encoding}, which was not accepted`);
  }
}

const broken = (message: string): UpstreamFault => new UpstreamFault('broken-answer', false, new Error(message));

/** Headers with those that are repeated joined by `, `. */
export function joined(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
