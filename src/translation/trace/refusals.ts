import type { OpenAPIV3_1 } from 'openapi-types';
import { operationsOf } from '../../contract/document.ts';
import { recording } from '../../contract/recording.ts';
import { generalPointer } from '../../contract/sample/general-pointer.ts';
import { samplerOf } from '../../contract/sample/sampler.ts';
import type { AnyProvider } from '../registered.ts';

/** What a provider reads in the bodies of an operation's refusals. */
export function refusalsOf(
  provider: AnyProvider,
  document: OpenAPIV3_1.Document,
): (operationId: string) => readonly string[] {
  const sampler = samplerOf(document);
  const operations = operationsOf(document);
  return (operationId) => {
    const found = new Set<string>();
    for (const [status, { schema }] of operations.get(operationId)?.answers ?? []) {
      if (status < 400 || schema === undefined) continue;
      const { value } = sampler(schema, operationId);
      try {
        provider.errorCode(recording(value, (path) => found.add(generalPointer(document, schema, path))) as never);
      } catch {
        // What it reads of a body that it does not expect counts all the same.
      }
    }
    return [...found].filter((pointer) => ![...found].some((other) => other.startsWith(`${pointer}/`))).sort();
  };
}
