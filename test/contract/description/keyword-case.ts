import { strictAjv } from '../../../src/contract/description/ajv.ts';
import { jsonSchemaOf } from '../../../src/contract/description/json-schema.ts';
import type { Direction } from '../../../src/contract/description/normalize-direction.ts';
import { readDescription } from '../../../src/contract/description/read.ts';

/** One schema of OpenAPI 3.0 and what has to be said of a value. */
export interface KeywordCase {
  readonly name: string;
  readonly schema: object;
  /** Named schemas that it refers to. */
  readonly named?: object;
  readonly value: unknown;
  /** Response unless said. */
  readonly direction?: Direction;
  readonly valid: boolean;
  /** What AJV does with the schema as it stands: it does not compile it, judges wrongly, or judges rightly. */
  readonly asGiven: 'throws' | 'wrong' | 'right';
}

// One for all cases: each new one compiles the meta-schema again.
const ajv = strictAjv({});

/** What AJV says of the value once the schema went through a document. */
export function verdict({ schema, named = {}, value, direction = 'response' }: KeywordCase): boolean {
  const document = readDescription(
    JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'Case', version: '1' },
      paths: { '/': { get: { responses: {} } } },
      components: { schemas: { ...named, Case: schema } },
    }),
  );
  const validate = ajv.compile(jsonSchemaOf(document, { $ref: '#/components/schemas/Case' }, direction));
  return validate(value);
}

/** What AJV does with the schema of a case as it stands. */
export function withoutNormalization({ schema, named = {}, value, valid }: KeywordCase): KeywordCase['asGiven'] {
  const text = JSON.stringify({ ...schema, $defs: named }).replaceAll('#/components/schemas/', '#/$defs/');
  try {
    return ajv.compile(JSON.parse(text))(value) === valid ? 'right' : 'wrong';
  } catch {
    return 'throws';
  }
}
