import type { IncomingMessage } from 'node:http';
import { Problem } from '../problem/problem.ts';
import { readBytes } from './json/bytes.ts';
import { scanJson } from './json/scan.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a JSON body of one of the documented media types. Throws `unsupported-media-type`, `payload-too-large`, `invalid-json` or,
 * where a value could not be kept as it was sent, `validation-failed`; nothing is coerced or replaced on the way.
 */
export async function readJson(request: IncomingMessage, types: readonly string[]): Promise<unknown> {
  return (await readJsonAsSent(request, types)).value;
}

/** The same, with the bytes that were sent. */
export async function readJsonAsSent(
  request: IncomingMessage,
  types: readonly string[],
): Promise<{ readonly bytes: Buffer; readonly value: unknown }> {
  demandType(request, types);
  const bytes = await readBytes(request);
  const text = textOf(bytes);
  const lost = scanJson(text);
  const value = parsed(text);
  if (lost !== undefined) throw lost;
  return { bytes, value };
}

/** Reads to its end what a call that takes no body was sent all the same. Throws `invalid-request` unless that is nothing, or `{}`. */
export async function demandNoBody(request: IncomingMessage): Promise<void> {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers;
  if (length === '0' && coding === undefined) return;
  const bytes = await readBytes(request).catch(() => undefined);
  // Some clients cannot send nothing.
  if (bytes !== undefined && bytes.length <= 2 && ['', '{}'].includes(bytes.toString('latin1'))) return;
  throw new Problem('invalid-request', { detail: 'This call takes no body; send it without one.' });
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

function textOf(bytes: Buffer): string {
  if (bytes.length === 0) throw notJson('The body is empty; send one JSON object.');
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw notJson('Send one JSON object in UTF-8.', cause);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notJson('Send one JSON object in UTF-8.', cause);
  }
}

const notJson = (detail: string, cause?: unknown): Problem => new Problem('invalid-json', { detail, cause });
