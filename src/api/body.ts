import type { IncomingMessage } from 'node:http';
import { Problem } from '../problem/problem.ts';

const limitBytes = 100 * 1024;
const limitDepth = 32;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a JSON body of one of the documented media types. Throws `unsupported-media-type`, `payload-too-large` or
 * `invalid-json`; nothing is coerced or replaced on the way.
 */
export async function readJson(request: IncomingMessage, types: readonly string[]): Promise<unknown> {
  demandType(request, types);
  const bytes = await readBytes(request);
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    const detail = bytes.length === 0 ? 'The body is empty; send one JSON object.' : 'Send one JSON object in UTF-8.';
    throw new Problem('invalid-json', { detail, cause });
  }
  refuseHazards(value, 0);
  return value;
}

function demandType(request: IncomingMessage, types: readonly string[]): void {
  const given = request.headers['content-type'] ?? '';
  const [type = '', ...parameters] = given.split(';').map((part) => part.trim().toLowerCase());
  const known = types.includes(type) && parameters.every((each) => /^charset="?utf-8"?$/.test(each));
  const encoding = request.headers['content-encoding'];
  if (known && (encoding === undefined || encoding === 'identity')) return;
  throw new Problem('unsupported-media-type', {
    detail: `Send the body as ${types.join(' or ')} in UTF-8, without content coding.`,
  });
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += (chunk as Buffer).length;
      if (size > limitBytes) throw new Problem('payload-too-large', { headers: { connection: 'close' } });
      chunks.push(chunk as Buffer);
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem('invalid-json', { detail: 'The body ended before it was complete.', cause });
  }
  return Buffer.concat(chunks);
}

/** Refuses what parses as JSON but is lost or turns dangerous further on. */
function refuseHazards(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    refuseText(value);
  } else if (typeof value === 'number') {
    refuseNumber(value);
  } else if (typeof value === 'object' && value !== null) {
    if (depth >= limitDepth)
      throw new Problem('invalid-json', { detail: `Nest the body at most ${limitDepth} levels deep.` });
    for (const [name, child] of Object.entries(value)) {
      if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
        throw new Problem('invalid-json', { detail: `The name "${name}" is not taken anywhere in a body.` });
      }
      refuseText(name);
      refuseHazards(child, depth + 1);
    }
  }
}

/** A number beyond these bounds is not the one that was sent any more. */
function refuseNumber(value: number): void {
  if (!Number.isFinite(value)) throw new Problem('invalid-json', { detail: 'A number is too large.' });
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new Problem('validation-failed', { detail: 'A number is too large to be kept exactly; send it as a text.' });
  }
}

/** Half a surrogate pair has no UTF-8 form and NUL ends strings in many systems: neither would come back as it went. */
function refuseText(text: string): void {
  if (!text.isWellFormed() || text.includes('\0')) {
    throw new Problem('validation-failed', {
      detail: 'A text holds half a surrogate pair or a NUL, which cannot be stored.',
    });
  }
}
