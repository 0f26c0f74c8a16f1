import type { OpenAPIV3_1 } from 'openapi-types';
import type { Node } from '../description/structure.ts';
import { type DescribedOperation, operationsIn } from '../diff/described-operation.ts';
import { matchOperations } from '../diff/match-operations.ts';
import { type Source, sourceOf } from '../diff/source.ts';
import { operationsOf } from '../document.ts';
import { hostsOf } from './hosts.ts';
import { keptComponents } from './kept-components.ts';

/** An operation that a provider uses and the vendor's document has. */
export interface CutOperation {
  /** Its id in the curated document. */
  readonly id: string;
  readonly method: string;
  /** Its path in the vendor's document. */
  readonly path: string;
  /** Its id in the vendor's document. */
  readonly vendorId: string | undefined;
}

/** An operation that a provider uses and the vendor's document does not have where we call it. */
export interface MissingOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Where the vendor's document has an operation of that id instead. */
  readonly movedTo?: string;
}

/** What a provider uses of a vendor's document. */
export interface Cut {
  readonly document: OpenAPIV3_1.Document;
  readonly operations: readonly CutOperation[];
  readonly missing: readonly MissingOperation[];
  /** How many operations of the vendor's document the provider does not use. */
  readonly unused: number;
}

/**
 * Cuts the operations that a provider uses out of a vendor's document, with the components they need. They are found by
 * method and path, the names of path parameters and the split between server and path aside. The result can stand in for
 * the curated document: it has its operation ids, its paths with its names of path parameters, and its `x-effect`.
 */
export function cutOut(
  curated: OpenAPIV3_1.Document,
  vendor: OpenAPIV3_1.Document,
  uses: (operationId: string) => boolean,
): Cut {
  const source = sourceOf(vendor, 'new');
  const used = operationsIn(sourceOf(curated, 'old')).filter(({ id }) => id !== undefined && uses(id));
  const { matched, added } = matchOperations(used, operationsIn(source));
  const found = matched.flatMap(({ old, now, moved }) => (now === undefined || moved ? [] : [{ old, now }]));
  const effects = operationsOf(curated);
  const paths = new Map<string, Record<string, unknown>>();
  for (const { old, now } of found) {
    const item = paths.get(old.path) ?? {};
    item[old.method.toLowerCase()] = operationOf(source, old, now, {
      'x-effect': effects.get(old.id ?? '')?.effect,
      'x-provenance': { status: 'verified', source: `${vendor.info.title} ${vendor.info.version}` },
    });
    paths.set(old.path, item);
  }
  const document = {
    openapi: '3.1.0',
    info: { title: vendor.info.title, version: vendor.info.version },
    servers: hostsOf(vendor, curated),
    ...(vendor.security === undefined ? {} : { security: vendor.security }),
    paths: Object.fromEntries(paths),
  };
  return {
    document: keptComponents(document, source.document) as unknown as OpenAPIV3_1.Document,
    operations: found.map(({ old, now }) => ({
      id: old.id ?? '',
      method: old.method,
      path: now.path,
      vendorId: now.id,
    })),
    missing: matched
      .filter(({ now, moved }) => now === undefined || moved)
      .map(({ old, now }) => ({
        id: old.id ?? '',
        method: old.method,
        path: old.path,
        ...(now === undefined ? {} : { movedTo: `${now.method} ${now.path}` }),
      })),
    unused: added.length,
  };
}

/** What the vendor calls back, links to and shows as program text belongs to none of the operations we call. */
const leftOut = new Set(['callbacks', 'servers', 'x-code-samples', 'x-codeSamples']);

function operationOf(source: Source, old: DescribedOperation, now: DescribedOperation, ours: Node): Node {
  const rest = Object.entries(now.node).filter(
    ([key]) => !leftOut.has(key) && key !== 'operationId' && key !== 'parameters',
  );
  const parameters = parametersOf(source, old, now);
  return {
    operationId: old.id,
    ...(now.id === undefined ? {} : { 'x-vendor-operation-id': now.id }),
    ...Object.fromEntries(rest),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...ours,
  };
}

/** Parameters of the operation and of its path in one list, those in the path under our names. */
function parametersOf(source: Source, old: DescribedOperation, now: DescribedOperation): readonly unknown[] {
  const item = source.followed(source.document.paths)[now.path];
  const given = [source.followed(item).parameters, now.node.parameters].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  const names = renamed(now.path, old.path);
  const found = new Map<string, unknown>();
  for (const each of given) {
    const parameter = source.followed(each);
    const ours = parameter.in === 'path' ? names.get(String(parameter.name)) : undefined;
    found.set(
      `${parameter.in} ${parameter.name}`,
      ours === undefined || ours === parameter.name ? each : { ...parameter, name: ours },
    );
  }
  return [...found.values()];
}

/** Names of path parameters by those of another path of the same template; the other may begin further down. */
function renamed(from: string, to: string): ReadonlyMap<string, string> {
  const theirs = namesIn(from);
  const ours = namesIn(to).slice(-theirs.length);
  return new Map(theirs.map((name, index) => [name, ours[index] ?? name]));
}

const namesIn = (path: string): readonly string[] => [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
