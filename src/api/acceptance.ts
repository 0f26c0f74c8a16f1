import type { Request } from 'express';
import type { Operation } from '../contract/document.ts';
import { Problem } from '../problem/problem.ts';

/**
 * Composes, once, the check that a request accepts what the operation answers, or JSON at least, as problems are. It throws
 * `not-acceptable`.
 */
export function acceptable({ answers }: Operation): (request: Request) => void {
  const documented = [...answers].flatMap(([status, { types }]) => (status < 300 ? types : []));
  const types = [...new Set([...documented, 'application/json', 'application/problem+json'])];
  return (request) => {
    const { accept } = request.headers;
    // What most clients say needs no reading.
    if (accept === undefined || accept === '*/*' || accept === 'application/json') return;
    if (request.accepts(types) === false) throw new Problem('not-acceptable');
  };
}
