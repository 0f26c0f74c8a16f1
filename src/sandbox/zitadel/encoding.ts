import type { Recorded } from './state.ts';

/**
 * A proto3 message as JSON: fields that hold their type's default are left out, sub-messages stay even when empty.
 * `present` holds fields with explicit presence, which the vendor's codec writes whatever they hold.
 */
export function message(fields: Readonly<Record<string, unknown>>, present: Readonly<Record<string, unknown>> = {}) {
  return { ...Object.fromEntries(Object.entries(fields).filter(([, value]) => !isDefault(value))), ...present };
}

function isDefault(value: unknown): boolean {
  return (
    value === undefined ||
    value === '' ||
    value === false ||
    value === 0 ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** A 64-bit number: a string in JSON, left out when 0. */
export function uint64(value: number): string | undefined {
  return value === 0 ? undefined : String(value);
}

/** RFC 3339 in UTC with 0, 3 or 6 fractional digits, as the codec chooses them. */
export function timestamp(microseconds: number): string {
  const fraction = microseconds % 1_000_000;
  const seconds = new Date((microseconds - fraction) / 1000).toISOString().slice(0, 19);
  if (fraction === 0) return `${seconds}Z`;
  return fraction % 1000 === 0
    ? `${seconds}.${String(fraction / 1000).padStart(3, '0')}Z`
    : `${seconds}.${String(fraction).padStart(6, '0')}Z`;
}

/** Details of something that is read: all of them. */
export function readDetails(recorded: Recorded, resourceOwner: string) {
  return message({
    sequence: uint64(recorded.sequence),
    creationDate: timestamp(recorded.creationDate),
    changeDate: timestamp(recorded.changeDate),
    resourceOwner,
  });
}

/** Details after a write that the vendor treats as a creation: only the creation date is filled, with the time of the write. */
export function creationDetails(sequence: number, time: number, resourceOwner: string) {
  return message({ sequence: uint64(sequence), creationDate: timestamp(time), resourceOwner });
}

/** Details after any other write: only the change date is filled. */
export function changeDetails(sequence: number, time: number, resourceOwner: string) {
  return message({ sequence: uint64(sequence), changeDate: timestamp(time), resourceOwner });
}
