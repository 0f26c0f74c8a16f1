import type { ObservedType } from '../drift/observed-type.ts';
import { unescaped } from '../violation.ts';
import { Edits, isReplaceable, type ProposedAction } from './edits.ts';
import { bodyOf, objectAt, type Path, partsAt, responsesOf, schemasAt } from './locate.ts';

/** A drift record, as far as a document can be brought to agree with it. */
export interface SeenDrift {
  readonly upstreamOperation: string;
  readonly direction: string;
  readonly status?: number;
  readonly pointer: string;
  readonly keyword: string;
  readonly observedType: string;
  readonly count: number;
  /** RFC 3339. */
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** What nobody can make a change of, and why. */
export interface Unresolved {
  readonly place: string;
  readonly keyword: string;
  readonly reason: string;
}

/** Changes that would make a document agree with what was seen. */
export interface Proposal {
  readonly actions: readonly ProposedAction[];
  readonly unresolved: readonly Unresolved[];
}

/** Records that tell of a mistake, not of the document. */
const noMatterOfDocument: Readonly<Record<string, string>> = {
  identity: 'the answer was about another object; ask the vendor',
  'not-json': 'the answer was no JSON; something between the vendor and the gateway may have written it',
  'undocumented-body': 'a body came where none is documented; it was not kept',
  overflow: 'more kinds of drift were seen than are kept',
  const: 'values are not kept, so the new one is not known',
  'unlisted-member':
    'values are not kept, so the new word is not known; ask the vendor, then add it to x-extensible-enum',
};

/** Proposes changes of an upstream document. Nothing of it is applied. */
export function propose(document: object, records: readonly SeenDrift[]): Proposal {
  const edits = new Edits(document);
  const unresolved = records.flatMap((record) => {
    const reason = resolved(document, record, edits);
    return reason === undefined ? [] : [{ place: placeOf(record), keyword: record.keyword, reason }];
  });
  return { actions: edits.actions(), unresolved };
}

const placeOf = ({ upstreamOperation, status, pointer }: SeenDrift): string =>
  [upstreamOperation, status, pointer].filter((each) => each !== undefined && each !== '').join(' ');

const seenSentence = (record: SeenDrift): string =>
  `${placeOf(record)}: ${record.keyword} (${record.observedType}), seen ${record.count} times from ${record.firstSeen} to ${record.lastSeen}`;

/** Notes the changes that one record calls for; answers why there are none. */
function resolved(document: object, record: SeenDrift, edits: Edits): string | undefined {
  const { upstreamOperation, direction, status, pointer, keyword } = record;
  const observed = record.observedType as ObservedType;
  if (direction !== 'response') return 'Orgway built this request wrongly; report it, the document may be right';
  const known = noMatterOfDocument[keyword];
  if (known !== undefined) return known;
  const reason = seenSentence(record);
  const responses = responsesOf(document, upstreamOperation);
  if (responses === undefined || status === undefined) return 'the document does not have the operation';
  if (keyword === 'undocumented-status') {
    edits.at(responses, reason).responses.set(String(status), observed);
    return undefined;
  }
  const body = bodyOf(document, upstreamOperation, status);
  if (body === undefined) return 'the document describes no JSON body there';
  if (keyword === 'undocumented-property' || keyword === 'additionalProperties') {
    return added(document, body, pointer, observed, reason, edits);
  }
  if (keyword === 'required') return madeOptional(document, body, pointer, reason, edits);
  return loosened(document, schemasAt(document, body, pointer), keyword, observed, reason, edits);
}

const split = (pointer: string): readonly [parent: string, name: string] => {
  const at = pointer.lastIndexOf('/');
  return [pointer.slice(0, at), unescaped(pointer.slice(at + 1))];
};

function added(
  document: object,
  body: Path,
  pointer: string,
  observed: ObservedType,
  reason: string,
  edits: Edits,
): string | undefined {
  const [parent, name] = split(pointer);
  if (name === '*') return 'the name is not kept, because it may be more than the name of a field';
  const parts = schemasAt(document, body, parent).flatMap((path) => partsAt(document, path));
  const closed = parts.find((path) => objectAt(document, path).additionalProperties === false);
  const part = closed ?? parts.find((path) => 'properties' in objectAt(document, path));
  if (part === undefined) return 'the document describes no object there';
  const { properties } = edits.at(part, reason);
  properties.set(name, (properties.get(name) ?? new Set()).add(observed));
  return undefined;
}

function madeOptional(document: object, body: Path, pointer: string, reason: string, edits: Edits): string | undefined {
  const [parent, name] = split(pointer);
  const parts = schemasAt(document, body, parent)
    .flatMap((path) => partsAt(document, path))
    .filter((path) => {
      const { required } = objectAt(document, path);
      return Array.isArray(required) && required.includes(name);
    });
  if (parts.length === 0) return 'the document does not require it any more';
  if (!parts.every((path) => isReplaceable(document, path))) return inList;
  for (const part of parts) edits.at(part, reason).notRequired.add(name);
  return undefined;
}

const inList = 'it stands in a list of alternatives; change it by hand';

/** Takes a keyword out, or widens the type. */
function loosened(
  document: object,
  schemas: readonly Path[],
  keyword: string,
  observed: ObservedType,
  reason: string,
  edits: Edits,
): string | undefined {
  if (schemas.length === 0) return 'the document does not have the place any more';
  if (keyword === 'type') {
    if (observed === 'absent') return 'nothing came where a body is documented';
    if (!schemas.every((path) => isReplaceable(document, path))) return inList;
    for (const path of schemas) edits.at(path, reason).types.add(observed);
    return undefined;
  }
  if (keyword === 'anyOf' || keyword === 'oneOf') return 'none of several forms fits; compare them with the vendor';
  const parts = schemas
    .flatMap((path) => partsAt(document, path))
    .filter((path) => keyword in objectAt(document, path));
  if (parts.length === 0) return 'the document does not say so any more';
  if (!parts.every((path) => isReplaceable(document, path))) return inList;
  for (const part of parts) edits.at(part, reason).keywords.add(keyword);
  return undefined;
}
