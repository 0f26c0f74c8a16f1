import type { Dependence } from '../contract/diff/diff-documents.ts';
import type { AnyProvider, Refinement } from './registered.ts';

/** What a translation depends on in its upstream's document besides what its trace shows. */
export function dependenceOf(provider: AnyProvider): Dependence {
  const secrets = Object.fromEntries(provider.credentials.map((name) => [name, 'secret']));
  const headers = Object.entries(provider.authorize(secrets));
  return {
    credentials: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    byCode(upstreamOperation, status) {
      const entry = provider.errors[status];
      return typeof entry === 'object' && hasCodes(entry, upstreamOperation);
    },
  };
}

/** An operation that means one thing by a status, whatever the code, has no codes. */
function hasCodes({ byCode, byOperation }: Refinement, upstreamOperation: string): boolean {
  const particular = byOperation?.[upstreamOperation];
  if (typeof particular === 'string') return false;
  return [byCode, particular?.byCode].some((codes) => Object.keys(codes ?? {}).length > 0);
}
