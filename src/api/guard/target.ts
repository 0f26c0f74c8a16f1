import { Problem } from '../../problem/problem.ts';
import { pathOf } from '../path-of.ts';

const longest = 4_096;
/** Neither a space nor anything but visible ASCII, and no sign that others read as another one. */
const plain = /^[!-~]+$/;
const misread = /[\\#]/;
/** Empty and dot segments, path parameters, and the encoded form of signs that mean something in a path or end a text. */
const ambiguous = /\/\/|\/\.{1,2}(?:\/|$)|;|%(?:[01][0-9a-f]|2[5ef]|3b|5c|7f)/i;

/** What is wrong with the target of a request; undefined where it has one meaning only, whoever reads it. */
export function targetFault(target: string): Problem | undefined {
  if (target.length > longest) return new Problem('uri-too-long');
  const path = pathOf(target);
  if (!path.startsWith('/')) return malformed('Begin the request target with a slash: the path, then the query.');
  if (!plain.test(target) || misread.test(target)) {
    return malformed('Percent-encode everything in the target but visible ASCII, and backslashes and hashes too.');
  }
  if (ambiguous.test(path)) {
    return malformed(
      'The path holds an empty or dot segment, a semicolon, or an encoded sign that paths must not hold.',
    );
  }
  return path.includes('%') && !decodes(path) ? malformed('The path is not valid percent-encoding.') : undefined;
}

function decodes(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const malformed = (detail: string): Problem => new Problem('invalid-request', { detail });
