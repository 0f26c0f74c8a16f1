import type { Contract } from '../contract/contract.ts';
import type { AnyProvider, Entry } from './registered.ts';
import type { Capability } from './unified.ts';

/** What a provider can do, operation by operation, from the translation that also routes it. */
export function capabilitiesOf(provider: AnyProvider, contract: Contract): readonly Capability[] {
  return Object.entries(provider.operations).map(([operation, entry]) => capability(operation, entry, contract));
}

function capability(operation: string, entry: Entry, contract: Contract): Capability {
  if ('unsupported' in entry) return { operation, support: 'unsupported', reason: entry.unsupported };
  const { fields, filters, note, reversible, idempotent, destroys, effects } = entry.facts;
  const upstream = entry.upstream.map((id) => contract.operation(id).operation);
  const writes = upstream.filter(({ effect }) => effect === 'write');
  return {
    operation,
    support: 'run' in entry ? 'composed' : 'native',
    ...(note === undefined ? {} : { reason: note }),
    ...(fields === undefined ? {} : { fields }),
    ...(filters === undefined ? {} : { filters }),
    ...(writes.length === 0
      ? {}
      : {
          idempotent,
          atomic: writes.length === 1,
          reversible,
          destroys: destroys ?? [],
          ...(effects === undefined ? {} : { effects }),
        }),
    provenance: upstream.every(({ provenance }) => provenance === 'verified') ? 'verified' : 'inferred',
    upstreamOperations: upstream.map(({ id }) => id),
  };
}
