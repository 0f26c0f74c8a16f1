import { hash } from 'node:crypto';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';

/** A write as an upstream received it. */
export interface ReceivedWrite {
  /** The organization that it acts on; undefined when it names none that is known. */
  readonly organization: string | undefined;
  readonly time: number;
  readonly applied: boolean;
  /** What the journal's intent of it must have as its request digest. */
  readonly digest: string;
  /** For people. */
  readonly line: string;
}

/** The header that names the organization where the path does not. */
const scopeHeader = 'x-zitadel-orgid';
/** Lists that are asked for with POST. */
const readPath = /\/_?search$/;

/** The writes of a ledger in order of arrival; everything else was only read. */
export function writesOf(ledger: readonly LedgerEntry[], organizations: ReadonlySet<string>): ReceivedWrite[] {
  return ledger
    .filter(({ method, path }) => method !== 'GET' && !readPath.test(path))
    .map(({ method, path, headers, body, time, applied, status }) => ({
      organization: [headers[scopeHeader], ...path.split(/[/:?]/)].find((part) => organizations.has(part ?? '')),
      time: Date.parse(time),
      applied,
      // Method, path and body as they went over the wire.
      digest: hash('sha256', `${method} ${path}\n${body === null ? '' : JSON.stringify(body)}`),
      line: `${method} ${path} at ${time}: ${status ?? 'reset'}${applied ? ', applied' : ''}`,
    }));
}
