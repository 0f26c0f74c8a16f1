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
 * code, message and stack, because what else hangs on them may hold what a caller or an upstream sent.
 */
export function createLog(level: string, destination: LogDestination): Logger {
  return pino(
    {
      level,
      formatters: { log: (fields) => capped(fields, 0) as Record<string, unknown> },
      serializers: { err: (error) => error },
      mixin: traceFields,
    },
    { write: (line: string) => destination.write(visible(line.length > lineLength ? cut(line) : line)) },
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
function cut(line: string): string {
  const { level, time, msg, requestId, trace_id } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const kept = { level, time, requestId, trace_id, msg: shortened(String(msg), textLength), cutFrom: line.length };
  return `${JSON.stringify(kept)}\n`;
}

function capped(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return shortened(value, textLength);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return told(value, causes);
  if (depth > 4) return '…';
  if (Array.isArray(value)) return value.slice(0, listLength).map((each) => capped(each, depth + 1));
  const entries = Object.entries(value).slice(0, listLength);
  return Object.fromEntries(entries.map(([name, each]) => [name, capped(each, depth + 1)]));
}

function told(error: Error & { readonly code?: unknown }, left: number): object {
  const { name, message, stack = '', code, cause } = error;
  return {
    type: name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: shortened(String(code), 100) } : {}),
    message: shortened(message, textLength),
    // Its first lines are the message again.
    stack: shortened(stack.slice(Math.max(0, stack.indexOf('\n    at '))).trim(), stackLength),
    ...(cause instanceof Error && left > 0 ? { cause: told(cause, left - 1) } : {}),
  };
}

const shortened = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);
