import type { IncomingMessage } from 'node:http';
import { Problem } from '../../problem/problem.ts';

/** Methods whose requests have no body; what they carried along could be read as a request of its own by somebody behind. */
const bodyless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

const methods: ReadonlySet<string> = new Set([...bodyless, 'POST', 'PUT', 'PATCH']);

/** Methods that some path may know, for the header `Allow`. */
export const allowedMethods = [...methods].filter((method) => method !== 'OPTIONS').join(', ');

/** What is wrong with the version, the method or the framing of a request; undefined where nothing is. */
export function framingFault({ httpVersion, method = '', headers }: IncomingMessage): Problem | undefined {
  if (httpVersion !== '1.1') return new Problem('http-version-not-supported');
  if (!methods.has(method)) return new Problem('method-not-allowed', { headers: { allow: allowedMethods } });
  const coding = headers['transfer-encoding'];
  const length = headers['content-length'];
  if (coding !== undefined) {
    // HTTP/1.1 took it back, and whoever still knows it reads the body in another way.
    if (coding.toLowerCase() === 'identity') return malformed('Leave out the transfer coding identity.');
    if (coding.toLowerCase() !== 'chunked') return new Problem('framing-not-supported');
    if (length !== undefined) return malformed('Send either Content-Length or Transfer-Encoding, not both.');
    if (bodyless.has(method)) return noBody(method);
  }
  return length !== undefined && length !== '0' && bodyless.has(method) ? noBody(method) : undefined;
}

const noBody = (method: string): Problem => malformed(`Send ${method} without a body.`);

const malformed = (detail: string): Problem => new Problem('invalid-request', { detail });
