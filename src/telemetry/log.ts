import { type Logger, pino } from 'pino';
import { traceFields } from './work.ts';

/** Where log lines go: standard error, as a rule. */
export interface LogStream {
  /** Bytes that nobody has read yet. */
  readonly writableLength: number;
  write(text: string): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/** Takes finished lines. */
export interface LogDestination {
  write(line: string): void;
}

const lineLength = 16_384;
const textLength = 2_000;
const stackLength = 4_000;
const listLength = 50;
const causes = 3;
const unreadBytes = 1024 * 1024;

/**
 * Composes the gateway's log: one JSON object a line, with the place in the trace. Texts are capped, errors are told by type,
 * code, message and stack, because what else hangs on them may hold what a caller or an upstream sent. `redact` is asked where a
 * text is cut, because half a secret would not be known as one any more.
 */
export function createLog(level: string, destination: LogDestination, redact: (text: string) => string): Logger {
  const cap = capping((text, length) => (text.length > length ? `${redact(text).slice(0, length)}…` : text));
  return pino(
    {
      level,
      formatters: { log: (fields) => cap(fields, 0) as Record<string, unknown> },
      serializers: { err: (error) => error },
      mixin: traceFields,
    },
    { write: (line: string) => destination.write(visible(line.length > lineLength ? cut(line, redact) : line)) },
  );
}

/**
 * Lines to a stream that somebody may have ceased to read: nobody waits for them, and what would be more than a megabyte unread
 * is dropped. The next line that goes out says how many were.
 */
export function toStream(stream: LogStream): LogDestination {
  let dropped = 0;
  stream.on('error', () => {});
  return {
    write(line) {
      if (stream.writableLength > unreadBytes) {
        dropped += 1;
        return;
      }
      if (dropped > 0)
        stream.write(`${JSON.stringify({ level: 40, time: Date.now(), dropped, msg: 'lines were lost' })}\n`);
      dropped = 0;
      stream.write(line);
    },
  };
}

/** Characters that end or reorder a line on some screens, which JSON leaves as they are. They can only stand within texts. */
const unseen = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const visible = (line: string): string =>
  line.replaceAll(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What is left of a line that is too long although each of its texts is not, or because its message is. */
function cut(line: string, redact: (text: string) => string): string {
  const { level, time, msg, requestId, trace_id } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const kept = {
    level,
    time,
    requestId,
    trace_id,
    msg: redact(String(msg)).slice(0, textLength),
    cutFrom: line.length,
  };
  return `${JSON.stringify(kept)}\n`;
}

type Shorten = (text: string, length: number) => string;

/** Composes what caps the fields of a line: texts, lists, errors and how deep they go. */
function capping(shorten: Shorten): (value: unknown, depth: number) => unknown {
  const capped = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return shorten(value, textLength);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Error) return told(value, shorten, causes);
    if (depth > 4) return '…';
    if (Array.isArray(value)) return value.slice(0, listLength).map((each) => capped(each, depth + 1));
    const fields: Record<string, unknown> = {};
    let left = listLength;
    for (const name in value) {
      if (left === 0) break;
      left -= 1;
      fields[name] = capped((value as Readonly<Record<string, unknown>>)[name], depth + 1);
    }
    return fields;
  };
  return capped;
}

function told(error: Error & { readonly code?: unknown }, shorten: Shorten, left: number): object {
  const { name, message, stack = '', code, cause } = error;
  return {
    type: name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: shorten(String(code), 100) } : {}),
    message: shorten(message, textLength),
    // Its first lines are the message again.
    stack: shorten(stack.slice(Math.max(0, stack.indexOf('\n    at '))).trim(), stackLength),
    ...(cause instanceof Error && left > 0 ? { cause: told(cause, shorten, left - 1) } : {}),
  };
}
