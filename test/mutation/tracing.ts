import type { OpenAPIV3_1 } from 'openapi-types';
import orgway from '../../src/generated/documents/orgway.json' with { type: 'json' };
import type { AnyProvider, Registered } from '../../src/translation/registered.ts';
import { traceOf } from '../../src/translation/trace/trace.ts';

/** Says of other versions of a provider whether their traces differ from its own. */
export function tracing({ provider, document }: Registered): (other: AnyProvider) => boolean {
  const trace = (each: AnyProvider): string =>
    JSON.stringify(traceOf(each, document as OpenAPIV3_1.Document, orgway as unknown as OpenAPIV3_1.Document));
  const usual = trace(provider);
  return (other) => {
    try {
      return trace(other) !== usual;
    } catch {
      return true;
    }
  };
}
