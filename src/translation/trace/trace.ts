import type { OpenAPIV3_1 } from 'openapi-types';
import type { OperationTrace, ProviderTrace } from '../../contract/trace.ts';
import { answerField } from '../../contract/unified-field.ts';
import type { AnyProvider } from '../registered.ts';
import { callTraces } from './collector.ts';
import { EnumNotes } from './enum-notes.ts';
import { refusalsOf } from './refusals.ts';
import { type Seen, Tracer } from './tracer.ts';
import { unreadOf, unwrittenOf } from './unmapped.ts';

/**
 * Derives what a translation uses of its upstream and what it makes of it, by running it on made-up inputs and answers. Pure and
 * deterministic. `document` is the upstream's, `unified` ours.
 */
export function traceOf(
  provider: AnyProvider,
  document: OpenAPIV3_1.Document,
  unified: OpenAPIV3_1.Document,
): ProviderTrace {
  const enums = new EnumNotes();
  const tracer = new Tracer(provider, document, unified, enums);
  const refusals = refusalsOf(provider, document);
  const worlds = { one: tracer.world(false), other: tracer.world(true) };
  const seen: Seen[] = [];
  const written = new Set<string>();
  const operations = tracer.supported.map(([unifiedOperation, entry]): OperationTrace => {
    const { answer, settlement } = tracer.see(unifiedOperation, entry, worlds);
    seen.push({ answer, settlement });
    for (const pointer of answer.written) written.add(answerField(unifiedOperation, pointer));
    const calls = [...callTraces(answer, 'answer', refusals), ...callTraces(settlement, 'settlement', refusals)];
    return { unifiedOperation, calls };
  });
  const used = new Set(operations.flatMap(({ calls }) => calls.map(({ upstreamOperation }) => upstreamOperation)));
  const read = new Set(seen.flatMap(({ answer, settlement }) => [...answer.readNames, ...settlement.readNames]));
  return {
    provider: provider.id,
    operations,
    enums: enums.toTraces(),
    unread: unreadOf(document, provider, used, read),
    unwritten: unwrittenOf(unified, written),
  };
}
