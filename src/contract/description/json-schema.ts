import { composition } from './composition.ts';
import { converted, type Surroundings } from './convert.ts';
import { type Direction, excused, tellsDirections } from './normalize-direction.ts';
import { isNode, type Node } from './structure.ts';
import { subtypesOf } from './subtypes.ts';
import { targetOf } from './upgrade.ts';

/** Schemas of one document as JSON Schema 2020-12 that AJV compiles in strict mode (`strictAjv`). */
export interface JsonSchemas {
  /** One schema of the document; it refers to `definitions`. */
  of(schema: unknown, direction: Direction): Node;
  /** What the schemas asked for so far refer to, by name. */
  readonly definitions: ReadonlyMap<string, Node>;
  /** What could not be taken as written and how it was taken, one sentence each. */
  readonly repairs: ReadonlySet<string>;
  /** Keywords that neither JSON Schema nor OpenAPI has; they are left out. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * One schema of a document that `readDescription` has read, complete with what it refers to (`$defs`), as AJV has to see it
 * for verdicts that are right in one direction: discriminators are spelled out (`spelledUnion`, `spelledBase`), closed
 * parts of `allOf` closed as a whole (`closingOf`), `readOnly` or `writeOnly` properties excused (`excused`), patterns
 * rewritten (`usablePattern`), formats that AJV does not know dropped, and so is everything that only describes. Circular
 * references stay references.
 */
export function jsonSchemaOf(document: object, schema: unknown, direction: Direction): Node {
  const schemas = jsonSchemas(document, '#/$defs/');
  const root = schemas.of(schema, direction);
  return schemas.definitions.size === 0 ? root : { ...root, $defs: Object.fromEntries(schemas.definitions) };
}

/** The schemas of one document, sharing their definitions; these are referred to by `base` and their name. */
export function jsonSchemas(given: object, base: string): JsonSchemas {
  const document = given as Node;
  const subtypes = subtypesOf(document);
  const directed = tellsDirections(document);
  const names = new Map<string, string>();
  const definitions = new Map<string, Node>();
  const open: (() => void)[] = [];
  const context = {
    document,
    subtypes,
    repairs: new Set<string>(),
    unknown: new Set<string>(),
    refer: (reference: string, around: Surroundings, asBase: boolean): string =>
      `${base}${definitionOf(followed(document, reference), around, asBase)}`,
  };

  return {
    definitions,
    repairs: context.repairs,
    unknown: context.unknown,
    of(schema, direction) {
      const root = converted(context, referring(document, schema), {
        direction,
        part: false,
        excused: directed ? [] : undefined,
        self: undefined,
      });
      for (let next = open.pop(); next !== undefined; next = open.pop()) next();
      return isNode(root) ? root : root === false ? { not: {} } : {};
    },
  };

  /** The name of the definition for a reference, as it has to be in these surroundings. */
  function definitionOf(reference: string, around: Surroundings, asBase: boolean): string {
    const target = targetOf(document, reference);
    const parts = composition(document, target);
    const part = around.part && parts.some(mayClose);
    const absent = demandedBy(parts, around.excused ?? []).filter(
      (name) => !excused(document, target, around.direction).includes(name),
    );
    const variant = [part ? 'part' : '', asBase ? 'base' : '', directed ? around.direction : '', ...absent];
    const key = JSON.stringify([reference, variant]);
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = unused([nameOf(reference), ...variant.filter((each) => each !== '')].join('.'));
    names.set(key, name);
    definitions.set(name, {});
    const within = { ...around, part, self: reference, excused: directed ? absent : undefined };
    open.push(() => {
      const schema = converted(context, target, within, asBase);
      definitions.set(name, isNode(schema) ? schema : schema === false ? { not: {} } : {});
    });
    return name;
  }

  function unused(wanted: string): string {
    const name = wanted.replaceAll(/[^\w.-]/g, '_');
    for (let count = 2; ; count += 1) {
      const candidate = count === 2 ? name : `${name}_${count - 1}`;
      if (!definitions.has(candidate)) return candidate;
    }
  }
}

const nameOf = (reference: string): string =>
  reference.startsWith('#/components/schemas/') ? reference.slice('#/components/schemas/'.length) : reference.slice(2);

/** Whether being a part of a larger whole makes a difference to a schema. */
const mayClose = (schema: Node): boolean =>
  ['additionalProperties', 'unevaluatedProperties', 'anyOf', 'oneOf', 'discriminator'].some((key) => key in schema);

const demandedBy = (parts: readonly Node[], names: readonly string[]): readonly string[] =>
  names.filter((name) => parts.some(({ required }) => Array.isArray(required) && required.includes(name))).sort();

/** A named schema by its name, so that it is known to be the base of others. */
function referring(document: Node, schema: unknown): unknown {
  const named = isNode(document.components) && isNode(document.components.schemas) ? document.components.schemas : {};
  const name = Object.keys(named).find((each) => named[each] === schema && isNode(schema));
  return name === undefined
    ? schema
    : { $ref: `#/components/schemas/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` };
}

/** A schema that is nothing but a reference is another name for its target. */
function followed(document: Node, reference: string): string {
  const seen = new Set<string>();
  let current = reference;
  for (;;) {
    seen.add(current);
    const target = targetOf(document, current);
    const next = isNode(target) && Object.keys(target).length === 1 ? target.$ref : undefined;
    if (typeof next !== 'string' || seen.has(next)) return current;
    current = next;
  }
}
