import type { IncomingMessage } from 'node:http';
import { Problem } from '../../problem/problem.ts';

const limitBytes = 100 * 1024;
/** So much more is taken in and thrown away, because a client that still sends may not see an answer. */
const patienceBytes = 1024 * 1024;

/**
 * The whole body of a request, at most 100 KiB. Rejects with `payload-too-large`, or `invalid-json` when the connection ends before
 * the body does.
 */
export function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = (): void => reject(new Problem('payload-too-large', { headers: { connection: 'close' } }));
    const cut = (): void => {
      reject(new Problem('invalid-json', { detail: 'The body ended before it was complete.' }));
    };
    if (Number(request.headers['content-length'] ?? 0) > limitBytes + patienceBytes) return tooLarge();
    if (request.destroyed) return cut();
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else if (size > limitBytes + patienceBytes) tooLarge();
    });
    request.on('end', () => (size > limitBytes ? tooLarge() : resolve(Buffer.concat(chunks))));
    request.on('close', cut);
  });
}
