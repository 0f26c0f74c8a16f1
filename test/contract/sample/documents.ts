import type { OpenAPIV3_1 } from 'openapi-types';

/** A document with these schemas, and with one operation for each of these answers. */
export function documentOf(schemas: object, answers: Readonly<Record<string, object>> = {}): OpenAPIV3_1.Document {
  const paths = Object.entries(answers).map(([operationId, media]) => [
    `/${operationId}`,
    { get: { operationId, responses: { 200: { description: '', content: { 'application/json': media } } } } },
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Example', version: '1' },
    paths: Object.fromEntries(paths),
    components: { schemas },
  } as OpenAPIV3_1.Document;
}

export const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
