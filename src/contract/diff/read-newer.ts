import type { OpenAPIV3_1 } from 'openapi-types';
import { readOverlaid } from '../description/read.ts';
import { lostReferences } from '../description/references.ts';
import { DescriptionRefused } from '../description/refused.ts';
import type { Node } from '../description/structure.ts';
import { operationsIn } from './described-operation.ts';
import { matchOperations } from './match-operations.ts';
import { sourceOf } from './source.ts';

/**
 * Reads a newer document to compare with an old one. References that lead nowhere matter only where the old document has the
 * operation, too. Throws `DescriptionRefused` as `readDescription` does.
 */
export function readNewer(old: OpenAPIV3_1.Document, text: string): OpenAPIV3_1.Document {
  const { document } = readOverlaid(text, []);
  const { matched } = matchOperations(operationsIn(sourceOf(old, 'old')), operationsIn(sourceOf(document, 'new')));
  const compared = new Set(matched.map(({ now }) => now?.path));
  const paths = Object.entries(document.paths ?? {}).filter(([path]) => compared.has(path));
  const reasons = lostReferences({ ...document, paths: Object.fromEntries(paths) } as unknown as Node);
  if (reasons.length > 0) throw new DescriptionRefused(reasons);
  return document;
}
