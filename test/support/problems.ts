import type { ValidateFunction } from 'ajv';
import type { OpenAPIV3_1 } from 'openapi-types';
import { expect } from 'vitest';
import { resolve } from '../../src/contract/document.ts';
import orgway from '../../src/generated/documents/orgway.json' with { type: 'json' };
import * as validators from '../../src/generated/validators/orgway.js';
import type { Answer } from './gateway.ts';
import { stringsIn } from './json.ts';
import { unifiedOperation } from './unified-calls.ts';

const document = orgway as unknown as OpenAPIV3_1.Document;

/** The problem codes that the unified document names for a status of an operation. */
function documentedCodes(id: string, status: number): string[] {
  const { path, method } = unifiedOperation(id);
  const responses = document.paths?.[path]?.[method.toLowerCase() as 'get']?.responses ?? {};
  const response = responses[status];
  if (response === undefined) return [];
  const { description } = resolve<OpenAPIV3_1.ResponseObject>(document, response);
  return [...description.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code);
}

/** Holds for every answer that is no success: a problem as the unified document describes it for this operation. */
export function expectDocumentedProblem(id: string, { status, headers, body }: Answer): void {
  expect(headers.get('content-type')).toBe('application/problem+json');
  const validate = (validators as Readonly<Record<string, ValidateFunction>>)[`${id}_${status}`];
  expect(validate?.(body), `${status} ${JSON.stringify(body)} ${JSON.stringify(validate?.errors)}`).toBe(true);
  expect(documentedCodes(id, status)).toContain(body.code);
  expect(body.status).toBe(status);
}

/** The upstream's words stay at the upstream: no sentence of its body is in ours. */
export function expectNothingOf(text: unknown, { body }: Answer): void {
  const ours = JSON.stringify(body);
  const leaked = stringsIn(text)
    .filter((each) => /\S\s+\S/.test(each))
    .filter((each) => ours.includes(JSON.stringify(each).slice(1, -1)));
  expect(leaked).toEqual([]);
}
