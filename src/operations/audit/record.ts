import { hash } from 'node:crypto';
import type { AuditEvent } from './event.ts';

/** An event with its place in the chain. */
export interface AuditRecord extends AuditEvent {
  /** Counted from 1 without gaps. */
  readonly seq: number;
  /** RFC 3339 in UTC with milliseconds. At most `clockToleranceMs` before the latest time in the chain. */
  readonly time: string;
  /** Hexadecimal SHA-256 of the line before; zeros for the first. */
  readonly prev: string;
  /** What the clock of the telling replica said, where that cannot be the time. */
  readonly statedTime?: string;
}

/** How far times in the chain may go back: replicas have clocks of their own, and tell when they commit. */
export const clockToleranceMs = 5_000;

/** What stands for the line before the first. */
export const noLine = '0'.repeat(64);

/** The one way to write a flat object as JSON: members in the order of their names, no white space, nothing that is absent. */
export function canonical(flat: object): string {
  const members = Object.entries(flat).filter(([, value]) => value !== undefined);
  return JSON.stringify(Object.fromEntries(members.sort(([one], [other]) => (one < other ? -1 : 1))));
}

/** Whether a line is the canonical form of the object that was parsed from it. */
export function isCanonical(parsed: object, line: string): boolean {
  const names = Object.keys(parsed);
  return (
    names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name) && JSON.stringify(parsed) === line
  );
}

/** Hexadecimal SHA-256 of a line, without its end. */
export const hashOf = (line: string | Uint8Array): string => hash('sha256', line, 'hex');
