import type { OpenAPIV3_1 } from 'openapi-types';
import type { Overlay } from '../description/overlay.ts';
import { readOverlaid } from '../description/read.ts';
import { lostReferences } from '../description/references.ts';
import { DescriptionRefused } from '../description/refused.ts';
import type { DocumentName } from '../diff/report.ts';
import { type CompileFault, compiled } from './compile.ts';
import { type CutOperation, cutOut, type MissingOperation } from './cut.ts';

/** What came of importing a vendor's document. */
export interface ImportReport {
  readonly from: DocumentName;
  readonly operations: readonly CutOperation[];
  /** Operations in use that the vendor's document does not have where we call them. */
  readonly missing: readonly MissingOperation[];
  /** How many operations of the vendor's document are not in use. */
  readonly unused: number;
  /** Targets of overlays that are not in the vendor's document, by the overlay's title. */
  readonly unmatched: readonly { readonly overlay: string; readonly target: string }[];
  /** How many schemas of requests and answers compile. */
  readonly schemas: number;
  readonly faults: readonly CompileFault[];
  /** What could not be taken as written and how validators take it. */
  readonly repairs: readonly string[];
}

/** A vendor's document, cut down to the operations in use, and what came of it. */
export interface Imported {
  readonly document: OpenAPIV3_1.Document;
  readonly report: ImportReport;
}

/**
 * Cuts the operations in use out of a vendor's document after applying overlays. References that only other operations
 * need do not matter. Throws `DescriptionRefused` for a document that cannot be read, or that has none of the operations.
 */
export function importDescription(
  curated: OpenAPIV3_1.Document,
  text: string,
  overlays: readonly Overlay[],
  uses: (operationId: string) => boolean,
): Imported {
  const { document: vendor, unmatched } = readOverlaid(text, overlays);
  const { document, operations, missing, unused } = cutOut(curated, vendor, uses);
  const from = { title: vendor.info.title, version: String(vendor.info.version) };
  if (operations.length === 0)
    throw new DescriptionRefused([
      { detail: `"${from.title}" has none of the operations in use: check that it is this provider's document.` },
    ]);
  const lost = lostReferences(document);
  if (lost.length > 0) throw new DescriptionRefused(lost);
  return { document, report: { from, operations, missing, unused, unmatched, ...compiled(document) } };
}
