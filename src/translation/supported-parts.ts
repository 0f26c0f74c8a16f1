import { type FieldError, Problem } from '../problem/problem.ts';
import type { Facts } from './facts.ts';

/** Refuses body fields that the upstream cannot store and filters it cannot apply, before anything is sent. */
export function refuseUnsupportedParts(
  provider: string,
  { fields, filters }: Facts,
  body: unknown,
  query: Readonly<Record<string, unknown>>,
): void {
  if (fields !== undefined && typeof body === 'object' && body !== null) {
    const errors = unknownTo(fields, body, (name) => ({
      pointer: `/${name}`,
      code: 'unsupported-field',
      detail: `${provider} cannot store this field`,
    }));
    if (errors.length > 0)
      throw new Problem('unsupported-field', { detail: advice(provider, 'store', errors), errors });
  }
  if (filters !== undefined) {
    const errors = unknownTo(filters, query, (name) => ({
      pointer: `query/${name}`,
      code: 'capability-not-supported',
      detail: `${provider} cannot filter by this`,
    }));
    if (errors.length > 0) {
      throw new Problem('capability-not-supported', { detail: advice(provider, 'filter by', errors), errors });
    }
  }
}

function unknownTo(names: readonly string[], given: object, error: (name: string) => FieldError): FieldError[] {
  return Object.entries(given)
    .filter(([name, value]) => value !== undefined && !names.includes(name))
    .map(([name]) => error(name));
}

const advice = (provider: string, verb: string, errors: readonly FieldError[]): string =>
  `${provider} cannot ${verb} ${errors.map(({ pointer }) => pointer.replace(/^(?:\/|query\/)/, '')).join(', ')}; leave it out.`;
