import { isNode, type Node } from '../description/structure.ts';
import type { DescribedOperation } from './described-operation.ts';
import type { Source } from './source.ts';

/** The headers that authenticate a request, lower-case, as `{ authorization: 'Bearer x' }`. */
export type Credentials = Readonly<Record<string, string>>;

/** Whether an operation takes a request with these credentials. One that requires nothing takes any. */
export function takes(source: Source, operation: DescribedOperation, credentials: Credentials): boolean {
  const security = operation.security();
  return (
    security === undefined ||
    security.requirements.some((requirement) =>
      Object.keys(requirement).every((name) => satisfies(schemeOf(source, name), credentials)),
    )
  );
}

/** What an operation requires, as text: the same for the same requirements, whatever the schemes are called. */
export function requirementsText(source: Source, operation: DescribedOperation): string {
  const requirements = operation.security()?.requirements ?? [];
  const texts = requirements.map((requirement) =>
    Object.keys(requirement)
      .map((name) => schemeText(schemeOf(source, name)))
      .sort()
      .join(' and '),
  );
  return [...new Set(texts.map((text) => text || 'nothing'))].sort().join(' or ') || 'nothing';
}

/** The nodes that requirements are made of. */
export function securityNodes(source: Source, operation: DescribedOperation): readonly object[] {
  const security = operation.security();
  if (security === undefined) return [];
  const names = security.requirements.flatMap((requirement) => Object.keys(requirement));
  return [security.node, ...names.map((name) => schemeOf(source, name)).filter((scheme) => scheme !== undefined)];
}

function schemeOf({ document, followed }: Source, name: string): Node | undefined {
  const { components } = document;
  const schemes = isNode(components) ? components.securitySchemes : undefined;
  return isNode(schemes) && Object.hasOwn(schemes, name) ? followed(schemes[name]) : undefined;
}

/** A scheme that the document names and does not describe is not judged. */
function satisfies(scheme: Node | undefined, credentials: Credentials): boolean {
  switch (scheme?.type) {
    case 'http':
      return starts(credentials.authorization, String(scheme.scheme));
    case 'oauth2':
    case 'openIdConnect':
      return starts(credentials.authorization, 'bearer');
    case 'apiKey':
      return scheme.in === 'header' && Object.hasOwn(credentials, String(scheme.name).toLowerCase());
    default:
      return scheme === undefined;
  }
}

const starts = (header: string | undefined, scheme: string): boolean =>
  header?.toLowerCase().startsWith(`${scheme.toLowerCase()} `) === true;

function schemeText(scheme: Node | undefined): string {
  switch (scheme?.type) {
    case 'http':
      return `HTTP ${String(scheme.scheme).toLowerCase()}`;
    case 'apiKey':
      return `${String(scheme.in)} ${String(scheme.name).toLowerCase()}`;
    default:
      return scheme === undefined ? 'an unknown scheme' : String(scheme.type);
  }
}
