import { randomFillSync } from 'node:crypto';

/** Where a piece of work stands in a distributed trace (W3C Trace Context). */
export interface TraceContext {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all zero. */
  readonly spanId: string;
  /** Whether somebody records this trace. */
  readonly sampled: boolean;
  /** What tracing systems told each other along the way, as it came. It is recorded, and told to no upstream. */
  readonly state?: string;
}

/** The parts of a `traceparent`; of a later version, whose rest is not known, those that every version has. */
const written =
  /^(?!ff)(?<version>[\da-f]{2})-(?<traceId>[\da-f]{32})-(?<spanId>[\da-f]{16})-(?<flags>[\da-f]{2})(?<rest>-.*)?$/;
const none = /^0+$/;
const members = /^[ \t]*[a-z\d][\w*/@-]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/;
const stateLength = 512;
const stateMembers = 32;
const sampledFlag = 1;

/** The caller's place in its trace; undefined when it names none, or none that can be believed. */
export function parseTraceContext(traceparent: unknown, tracestate: unknown): TraceContext | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const { version, traceId, spanId, flags, rest } = written.exec(traceparent)?.groups ?? {};
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (none.test(traceId) || none.test(spanId) || (version === '00' && rest !== undefined)) return undefined;
  const sampled = (Number.parseInt(flags, 16) & sampledFlag) !== 0;
  const state = parseState(tracestate);
  return { traceId, spanId, sampled, ...(state === undefined ? {} : { state }) };
}

function parseState(tracestate: unknown): string | undefined {
  if (typeof tracestate !== 'string' || tracestate.length > stateLength) return undefined;
  const listed = tracestate.split(',').filter((member) => member.trim() !== '');
  if (listed.length === 0 || listed.length > stateMembers) return undefined;
  return listed.every((member) => members.test(member.trimEnd())) ? tracestate : undefined;
}

/** The `traceparent` that names this place to whoever is called from here. */
export const traceparentOf = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`;

/** A place of its own below another one. */
export const childOf = (parent: TraceContext): TraceContext => ({ ...parent, spanId: randomHex(8) });

export const newTraceId = (): string => randomHex(16);

/** The first place of a trace. */
export const rootOf = (traceId: string, sampled: boolean): TraceContext => ({
  traceId,
  spanId: randomHex(8),
  sampled,
});

/** Random bytes are fetched many at a time: each time costs more than what is done with them. */
const random = Buffer.alloc(4_096);
let taken = random.length;

function randomHex(bytes: number): string {
  if (taken + bytes > random.length) {
    randomFillSync(random);
    taken = 0;
  }
  taken += bytes;
  return random.toString('hex', taken - bytes, taken);
}
