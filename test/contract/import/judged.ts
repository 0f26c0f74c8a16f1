import type { OpenAPIV3_1 } from 'openapi-types';
import { strictAjv } from '../../../src/contract/description/ajv.ts';
import { jsonSchemaOf } from '../../../src/contract/description/json-schema.ts';
import { operationsOf } from '../../../src/contract/document.ts';
import { type Violation, violationsOf } from '../../../src/contract/violation.ts';

const ajv = strictAjv({ allErrors: true });

/** What a document says of an answer, as pointer and keyword. */
export function answerJudged(document: object, id: string, status: number, body: unknown): readonly string[] {
  const schema = operationsOf(document as OpenAPIV3_1.Document)
    .get(id)
    ?.answers.get(status)?.schema;
  return judged(document, schema, 'response', body);
}

/** What a document says of the body of a request. */
export function bodyJudged(document: object, id: string, body: unknown): readonly string[] {
  return judged(document, operationsOf(document as OpenAPIV3_1.Document).get(id)?.body?.schema, 'request', body);
}

function judged(
  document: object,
  schema: unknown,
  direction: 'request' | 'response',
  value: unknown,
): readonly string[] {
  if (schema === undefined) throw new Error('there is no such schema');
  const validate = ajv.compile(jsonSchemaOf(document, schema, direction));
  return validate(value) ? [] : [...new Set(violationsOf(validate.errors).map(inWords))];
}

const inWords = ({ pointer, keyword }: Violation): string => `${pointer} ${keyword}`;
