import type { OpenAPIV3_1 } from 'openapi-types';
import { operationsOf } from '../../contract/document.ts';

/** Where an operation is in a document's text, counted from 1; undefined where that cannot be told without reading all of it. */
export type OperationLine = (upstreamOperation: string) => number | undefined;

/** Composes the search for operations of the curated document in the text of another: by id, or else by path. */
export function operationLines(curated: OpenAPIV3_1.Document, text: string): OperationLine {
  const paths = new Map([...operationsOf(curated).values()].map(({ id, path }) => [id, path]));
  const known = new Map<string, number | undefined>();
  return (id) => {
    if (!known.has(id)) known.set(id, lineOf(text, [idPattern(id), ...pathPatterns(paths.get(id) ?? '')]));
    return known.get(id);
  };
}

const idPattern = (id: string): string => `["']?operationId["']?\\s*:\\s*["']?${segmentPattern(id)}["']?\\s*,?$`;

/** The path as a key, names of its parameters aside, and the same without its first segments. */
function pathPatterns(path: string): readonly string[] {
  const segments = path.split('/').slice(1);
  return segments.flatMap((_, from) =>
    segments.length - from < Math.min(2, segments.length)
      ? []
      : [`["']?/${segments.slice(from).map(segmentPattern).join('/')}["']?\\s*:`],
  );
}

const segmentPattern = (segment: string): string =>
  segment
    .split(/\{[^}]*\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('\\{[^}]*\\}');

function lineOf(text: string, patterns: readonly string[]): number | undefined {
  for (const pattern of patterns) {
    const found = new RegExp(`^[ \\t]*${pattern}`, 'm').exec(text);
    if (found !== null) return text.slice(0, found.index).split('\n').length;
  }
  return undefined;
}
