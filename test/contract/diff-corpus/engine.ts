import type { OpenAPIV3_1 } from 'openapi-types';
import { diffDocuments } from '../../../src/contract/diff/diff-documents.ts';
import type { Change } from '../../../src/contract/diff/report.ts';
import { dependenceOf } from '../../../src/translation/dependence.ts';
import type { Registered } from '../../../src/translation/registered.ts';

/** What the engine says of an edited document, compared with the provider's own. */
export function changesIn(registered: Registered, edited: OpenAPIV3_1.Document): readonly Change[] {
  const { trace, document } = registered;
  return diffDocuments(trace, document as OpenAPIV3_1.Document, edited, dependenceOf(registered.provider)).changes;
}

/** The unified operations of the changes of one kind, each once and in order. */
export const operationsOf = (changes: readonly Change[]): readonly string[] =>
  [...new Set(changes.flatMap(({ unifiedOperations }) => unifiedOperations))].sort();

/** What the engine calls breaking, in words for a failing test. */
export const inWords = (changes: readonly Change[]): string =>
  changes.length === 0
    ? 'nothing'
    : changes
        .map(
          ({ rule, level, used, detail, unifiedOperations }) =>
            `${used ? 'used' : 'unused'} ${level} ${rule} (${detail}) ${unifiedOperations.join(', ')}`,
        )
        .join('\n      ');
