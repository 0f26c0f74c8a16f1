import { exec, type JsonValue } from 'jsonpath-rfc9535';
import { parsed } from './parse.ts';
import { DescriptionRefused, type RefusalReason } from './refused.ts';
import { isNode, type Node } from './structure.ts';

/** An OpenAPI Overlay 1.0: changes to be made to a document, in order. */
export interface Overlay {
  readonly title: string;
  readonly version: string;
  readonly actions: readonly OverlayAction[];
}

/** One change; `remove` wins over `update`. */
export interface OverlayAction {
  /** JSONPath (RFC 9535) of the objects and lists to change. */
  readonly target: string;
  readonly update?: unknown;
  readonly remove?: boolean;
  /** Why, in one sentence. */
  readonly 'x-reason'?: string;
  /** Where that is known from: a source key of the provider's document. */
  readonly 'x-source'?: string;
  readonly 'x-status'?: 'verified' | 'inferred';
}

/**
 * Reads an overlay in YAML or JSON. With `reasoned`, as for the overlays of this project, every action has to say why
 * (`x-reason`), where that is known from (`x-source`) and whether it is verified or inferred (`x-status`). Throws
 * `DescriptionRefused` with every reason.
 */
export function readOverlay(text: string, reasoned: boolean): Overlay {
  const given = parsed(text);
  const { overlay, info, actions } = isNode(given) ? given : {};
  if (typeof overlay !== 'string' || !/^1\.0\.\d+$/.test(overlay))
    throw new DescriptionRefused([
      { detail: 'this is no OpenAPI Overlay of version 1.0: it has to begin with "overlay: 1.0.0".' },
    ]);
  const list = Array.isArray(actions) ? actions : [];
  const reasons: RefusalReason[] = [
    ...(isNode(info) && typeof info.title === 'string' && typeof info.version === 'string'
      ? []
      : [{ detail: 'the overlay has no "info" with title and version: add them.' }]),
    ...(list.length > 0 ? [] : [{ detail: 'the overlay has no actions: add at least one.' }]),
    ...list.flatMap((action, index) => faultsOf(action, index, reasoned)),
  ];
  if (reasons.length > 0) throw new DescriptionRefused(reasons);
  const { title, version } = info as { title: string; version: string };
  return { title, version, actions: list };
}

function faultsOf(action: unknown, index: number, reasoned: boolean): readonly RefusalReason[] {
  const said = (detail: string): RefusalReason[] => [{ detail: `action ${index + 1} ${detail}` }];
  if (!isNode(action) || typeof action.target !== 'string')
    return said('has no target: add a JSONPath such as $.components.schemas.Account.');
  const unclear =
    action.remove === true || 'update' in action ? [] : said('changes nothing: give it "update" or "remove: true".');
  const missing = ['x-reason', 'x-source', 'x-status'].filter((key) => typeof action[key] !== 'string');
  const status = ['verified', 'inferred', undefined].includes(action['x-status'] as string | undefined);
  return [
    ...unclear,
    ...pathFault(action.target, said),
    ...(reasoned && missing.length > 0 ? said(`does not say why it is there: add ${missing.join(', ')}.`) : []),
    ...(status ? [] : said('has an "x-status" other than verified or inferred: choose one.')),
  ];
}

function pathFault(target: string, said: (detail: string) => RefusalReason[]): RefusalReason[] {
  try {
    exec(null, target, () => undefined);
    return [];
  } catch (error) {
    return said(`has a target that is no JSONPath (RFC 9535): ${(error as Error).message} Correct it.`);
  }
}

/** A document with an overlay applied, and the targets that were not found in it. */
export interface Overlaid {
  readonly document: unknown;
  readonly unmatched: readonly string[];
}

/**
 * Applies an overlay to a copy of a document. Objects are merged, what lists hold is appended, everything else is replaced.
 * Throws `DescriptionRefused` where a target is neither object nor list, or takes an update of another kind.
 */
export function overlaid(given: unknown, { title, actions }: Overlay): Overlaid {
  const root = { $: structuredClone(given) as JsonValue };
  const unmatched: string[] = [];
  for (const [index, action] of actions.entries()) {
    const places = placesOf(root, action.target);
    if (places.length === 0) unmatched.push(action.target);
    const fault = action.remove === true ? remove(places) : update(places, action.update);
    if (fault !== undefined)
      throw new DescriptionRefused([
        { detail: `overlay "${title}", action ${index + 1} (${action.target}): ${fault}` },
      ]);
  }
  return { document: root.$, unmatched };
}

/** Where a value stands: in an object under a name, or in a list at an index. */
interface Place {
  readonly holder: Record<string | number, unknown> | unknown[];
  readonly key: string | number;
}

function placesOf(root: { readonly $: JsonValue }, target: string): readonly Place[] {
  const found = new Map<string, Place>();
  exec(root.$, target, (_, path) => {
    let holder: unknown = root;
    let key: string | number = '$';
    for (const segment of path) {
      holder = (holder as Node)[key];
      key = segment;
    }
    found.set(JSON.stringify(path), { holder: holder as Place['holder'], key });
  });
  return [...found.values()];
}

function remove(places: readonly Place[]): string | undefined {
  // From the end of each list, since indices move.
  for (const { holder, key } of places
    .toReversed()
    .toSorted((one, other) => Number(other.key) - Number(one.key) || 0)) {
    if (key === '$') return 'the whole document cannot be removed; select a part of it.';
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  }
  return undefined;
}

function update(places: readonly Place[], change: unknown): string | undefined {
  for (const { holder, key } of places) {
    const node = (holder as Node)[key];
    if (Array.isArray(node))
      node.push(...(Array.isArray(change) ? structuredClone(change) : [structuredClone(change)]));
    else if (!isNode(node))
      return 'the target is neither an object nor a list; select what holds it and name it in the update.';
    else if (!isNode(change)) return 'the target is an object, so the update has to be one as well.';
    else merge(node, change);
  }
  return undefined;
}

function merge(node: Record<string, unknown>, change: Node): void {
  for (const [key, value] of Object.entries(change)) {
    const old = Object.hasOwn(node, key) ? node[key] : undefined;
    if (isNode(old) && isNode(value)) merge(old, value);
    else node[key] = Array.isArray(old) && Array.isArray(value) ? [...old, ...value] : structuredClone(value);
  }
}
