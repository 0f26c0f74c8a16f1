import type { OpenAPIV3_1 } from 'openapi-types';
import type { ProviderTrace } from '../trace.ts';
import { changesOf } from './changes.ts';
import { compareOperations } from './compare-operations.ts';
import { comparerOf } from './compare-shapes.ts';
import { type ByCode, occurrencesOf } from './occurrences.ts';
import type { DiffReport, DocumentName } from './report.ts';
import type { Credentials } from './security.ts';
import { sourceOf } from './source.ts';
import { usageOf } from './usage.ts';

/** What a translation depends on besides what its trace shows. */
export interface Dependence {
  /** The headers that authenticate its requests, lower-case, with made-up secrets. */
  readonly credentials: Credentials;
  readonly byCode: ByCode;
}

/**
 * What a newer document means to a translation that was made for an older one. Both are OpenAPI 3.1 as `readDescription` gives
 * it; they may name and arrange their schemas in any way. Pure.
 */
export function diffDocuments(
  trace: ProviderTrace,
  old: OpenAPIV3_1.Document,
  now: OpenAPIV3_1.Document,
  { credentials, byCode }: Dependence,
): DiffReport {
  const comparer = comparerOf(sourceOf(old, 'old'), sourceOf(now, 'new'));
  const messages = compareOperations(comparer, credentials);
  const changes = changesOf(occurrencesOf(messages, usageOf(trace), byCode));
  return {
    provider: trace.provider,
    from: nameOf(old),
    to: nameOf(now),
    changes,
    breaks: changes.some(({ used, level }) => used && level === 'breaking'),
  };
}

const nameOf = ({ info }: OpenAPIV3_1.Document): DocumentName => ({ title: info.title, version: String(info.version) });
