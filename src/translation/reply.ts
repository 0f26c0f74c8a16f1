import { Problem } from '../problem/problem.ts';
import type { ProblemCode } from '../problem/registry.ts';
import type { Accepted } from './acceptance.ts';

/** How one upstream call ended, for the steps that asked for it. */
export type Reply =
  | Accepted
  /** Refused in a way that the steps asked to be told of as `undefined`. */
  | { readonly absent: true }
  /** Refused in a way that the steps may catch. */
  | { readonly problem: Problem };

/** A reply as it is kept on record: plain JSON. */
export type RecordedReply =
  | { readonly status: number; readonly body: unknown }
  | { readonly absent: true }
  | { readonly problem: { readonly code: ProblemCode; readonly parts: Problem['parts'] } };

/** What a look says that a write would have answered; under no status that a document knows, because no upstream wrote it. */
export const lookedUp = (body: unknown): RecordedReply => ({ status: 0, body });
export const isLookedUp = (record: RecordedReply): boolean => 'status' in record && record.status === 0;

/** A reply for the record. */
export function recorded(reply: Reply): RecordedReply {
  if ('absent' in reply) return reply;
  if ('problem' in reply) {
    const { cause: _cause, ...parts } = reply.problem.parts;
    return { problem: { code: reply.problem.code, parts } };
  }
  return { status: reply.status, body: reply.raw };
}

/** A reply from the record; `accept` says again what of an answer may be used. */
export function reopened(
  record: RecordedReply,
  accept: (record: { readonly status: number; readonly body: unknown }) => Accepted,
): Reply {
  if ('absent' in record) return record;
  if ('problem' in record) return { problem: new Problem(record.problem.code, record.problem.parts) };
  return accept(record);
}
