import type { OpenAPIV3_1 } from 'openapi-types';
import { strictAjv } from '../description/ajv.ts';
import { jsonSchemas } from '../description/json-schema.ts';
import type { Direction } from '../description/normalize-direction.ts';
import { operationsOf } from '../document.ts';

/** A schema of an operation that AJV cannot compile. */
export interface CompileFault {
  readonly operation: string;
  /** `request body`, `parameter limit` or `answer 200`. */
  readonly place: string;
  readonly detail: string;
}

/** What became of the schemas of a document's operations. */
export interface Compiled {
  /** How many schemas compile. */
  readonly schemas: number;
  readonly faults: readonly CompileFault[];
  /** What could not be taken as written and how it was taken, one sentence each. */
  readonly repairs: readonly string[];
}

const base = 'schema:/';

/** Compiles every request and every documented answer of every operation, as validators of them would be. */
export function compiled(document: OpenAPIV3_1.Document): Compiled {
  const schemas = jsonSchemas(document, base);
  const ajv = strictAjv({ inlineRefs: false });
  const given = [...operationsOf(document).values()].flatMap(({ id, body, parameters, answers }) => [
    ...(body === undefined ? [] : [placed(id, 'request body', body.schema, 'request')]),
    ...parameters.map(({ name, schema }) => placed(id, `parameter ${name}`, schema, 'request')),
    ...[...answers].flatMap(([status, { schema }]) =>
      schema === undefined
        ? []
        : [placed(id, `answer ${Number.isNaN(status) ? 'default' : status}`, schema, 'response')],
    ),
  ]);
  const roots = given.map(({ schema, direction, ...where }) => ({ ...where, root: schemas.of(schema, direction) }));
  for (const [name, schema] of schemas.definitions)
    ajv.addSchema({ ...schema, $id: `${base}${name}` }, undefined, false, false);
  const faults = roots.flatMap(({ root, ...where }): CompileFault[] => {
    try {
      ajv.compile(root);
      return [];
    } catch (error) {
      return [{ ...where, detail: (error as Error).message }];
    }
  });
  const unknown = [...schemas.unknown].map(
    (keyword) => `the keyword ${keyword} is none of JSON Schema; it is left out`,
  );
  return { schemas: given.length - faults.length, faults, repairs: [...schemas.repairs, ...unknown] };
}

const placed = (
  operation: string,
  place: string,
  schema: object,
  direction: Direction,
): { operation: string; place: string; schema: object; direction: Direction } => ({
  operation,
  place,
  schema,
  direction,
});
