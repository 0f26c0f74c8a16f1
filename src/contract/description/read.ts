import type { OpenAPIV3_1 } from 'openapi-types';
import { type Overlay, overlaid } from './overlay.ts';
import { parsed } from './parse.ts';
import { lostReferences } from './references.ts';
import { DescriptionRefused, type RefusalReason } from './refused.ts';
import { isNode, type Node } from './structure.ts';
import { upgraded } from './upgrade.ts';

/** A description as read, and the targets of overlays that were not found in it, with the overlay's title. */
export interface Described {
  readonly document: OpenAPIV3_1.Document;
  readonly unmatched: readonly { readonly overlay: string; readonly target: string }[];
}

/**
 * Reads a description of an HTTP API: OpenAPI 3.0 or 3.1 (also 3.2 as far as it is built like 3.1), in JSON or YAML.
 * The result is OpenAPI 3.1 with schemas in JSON Schema 2020-12; see `upgraded` for what is rewritten. References stay
 * references, circular ones too. Throws `DescriptionRefused` with every reason when the text is something else, has no
 * operations, or has references that operations need and that lead nowhere or out of the document.
 */
export function readDescription(text: string): OpenAPIV3_1.Document {
  const { document } = readOverlaid(text, []);
  const reasons = lostReferences(document);
  if (reasons.length > 0) throw new DescriptionRefused(reasons);
  return document;
}

/** The same with overlays applied, in order, to the document as its author wrote it; references are not looked into. */
export function readOverlaid(text: string, overlays: readonly Overlay[]): Described {
  const given = parsed(text);
  const other = otherThanOpenApi(given);
  if (other !== undefined) throw new DescriptionRefused([other]);
  const unmatched: { overlay: string; target: string }[] = [];
  const changed = overlays.reduce<unknown>((before, overlay) => {
    const after = overlaid(before, overlay);
    unmatched.push(...after.unmatched.map((target) => ({ overlay: overlay.title, target })));
    return after.document;
  }, given);
  const document = upgraded(changed as Node);
  const reasons = missingParts(document);
  if (reasons.length > 0) throw new DescriptionRefused(reasons);
  return { document: document as unknown as OpenAPIV3_1.Document, unmatched };
}

/** Why what was given is not an OpenAPI 3 document, by what it says it is. */
function otherThanOpenApi(given: unknown): RefusalReason | undefined {
  if (!isNode(given))
    return { detail: 'this is no document but a single value or a list: give an OpenAPI 3.0 or 3.1 file.' };
  const { openapi } = given;
  if (isKnownVersion(openapi)) return undefined;
  if (openapi !== undefined)
    return {
      detail: `this says it is OpenAPI ${String(openapi)}, which is not known: give a document of version 3.0 or 3.1.`,
    };
  if ('swagger' in given)
    return {
      detail: `this is a Swagger ${String(given.swagger)} document, the predecessor of OpenAPI 3: convert it first, for example with "swagger2openapi".`,
    };
  const kind = knownKinds.find(([key]) => key in given)?.[1];
  return {
    detail: `this is ${kind ?? 'not an OpenAPI document: it has no "openapi" field at the top'}; give an OpenAPI 3.0 or 3.1 file.`,
  };
}

/** Unquoted in YAML, a version of two parts is a number. */
const isKnownVersion = (openapi: unknown): boolean => /^3(?:$|\.[012](?:\.|$))/.test(String(openapi ?? ''));

const knownKinds = [
  ['overlay', 'an OpenAPI Overlay, which changes a document and is none itself'],
  ['arazzo', 'an Arazzo document'],
  ['asyncapi', 'an AsyncAPI document'],
  ['$schema', 'a JSON Schema'],
] as const;

function missingParts({ paths, info }: Node): readonly RefusalReason[] {
  const operations = Object.values(paths as Node).filter(isNode);
  return [
    ...(operations.length > 0
      ? []
      : [{ detail: 'the document has no paths, so it describes no operation: give the complete one.' }]),
    ...(isNode(info) ? [] : [{ detail: 'the document has no "info" with its title and version: add it.' }]),
  ];
}
