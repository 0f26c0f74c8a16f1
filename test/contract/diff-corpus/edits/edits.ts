import type { OpenAPIV3_1 } from 'openapi-types';
import type { Edit } from './edit.ts';
import { neutralEdits } from './neutral-edits.ts';
import { operationEdits } from './operation-edits.ts';
import { requestEdits } from './request-edits.ts';
import { refusalEdits, responseEdits } from './response-edits.ts';

/** The generated corpus of one document: always the same edits for the same document. */
export function editsOf(document: OpenAPIV3_1.Document): Edit[] {
  const all = [
    ...responseEdits(document),
    ...refusalEdits(document),
    ...requestEdits(document),
    ...operationEdits(document),
    ...neutralEdits(document),
  ];
  return [...new Map(all.map((each) => [each.name, each])).values()];
}
