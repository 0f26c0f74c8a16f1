import type { OpenAPIV3_1 } from 'openapi-types';
import { describe, expect, test } from 'vitest';
import { readDescription } from '../../../src/contract/description/read.ts';
import { diffDocuments } from '../../../src/contract/diff/diff-documents.ts';
import type { Change } from '../../../src/contract/diff/report.ts';
import { providers } from '../../../src/generated/providers.ts';
import { dependenceOf } from '../../../src/translation/dependence.ts';
import { rewritings } from './rewritten-schemas.ts';
import { lines } from './small.ts';

describe.each(providers.map((each) => [each.provider.id, each] as const))('%s', (_, { provider, document, trace }) => {
  const curated = readDescription(JSON.stringify(document));
  const changes = (now: OpenAPIV3_1.Document): readonly Change[] =>
    diffDocuments(trace, curated, now, dependenceOf(provider)).changes;

  test('its document does not differ from itself', () => {
    expect(changes(structuredClone(curated))).toEqual([]);
  });

  test.each(Object.entries(rewritings))('no change: %s', (_way, rewrite) => {
    const now = rewrite(structuredClone(curated));
    expect(JSON.stringify(now)).not.toBe(JSON.stringify(curated));
    expect(lines(changes(now))).toEqual([]);
  });

  test('without any operation, everything that is used breaks and nothing else does', () => {
    const used = new Set(trace.operations.flatMap(({ calls }) => calls.map((call) => call.upstreamOperation)));
    const found = changes({ ...curated, paths: { '/other': { get: { responses: {} } } } });
    const gone = found.filter(({ rule }) => rule === 'operation-removed');
    expect(new Set(gone.filter((each) => each.used).map(({ places }) => places[0]?.upstreamOperation))).toEqual(used);
    expect(new Set(found.flatMap(({ unifiedOperations }) => unifiedOperations))).toEqual(
      new Set(trace.operations.filter(({ calls }) => calls.length > 0).map(({ unifiedOperation }) => unifiedOperation)),
    );
  });
});
