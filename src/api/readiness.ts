import type { components } from '../generated/types/orgway.ts';
import { Problem } from '../problem/problem.ts';
import type { Gateway } from './gateway.ts';

type Status = components['schemas']['ServiceStatus'];
type Check = components['schemas']['ServiceCheck'];

/**
 * Whether requests should be sent here, by what is in memory: a database that hangs holds nobody up who asks. Upstreams that
 * fail are told of and change nothing, because another replica would not reach them either. Throws `stopping`,
 * `storage-unavailable`.
 */
export function readiness(gateway: Pick<Gateway, 'draining' | 'unready' | 'connections'>): Status {
  const storage = gateway.unready();
  if (gateway.draining()) {
    throw new Problem('stopping', {
      detail: ['The gateway answers what is under way and takes nothing new.', storage ?? []].flat().join(' '),
      headers: { 'retry-after': '5' },
    });
  }
  if (storage !== undefined) {
    throw new Problem('storage-unavailable', { detail: storage, headers: { 'retry-after': '2' } });
  }
  return { status: 'ready', checks: [{ name: 'storage', status: 'pass' }, upstreams(gateway)] };
}

/** Anybody may ask, so it says how many and not which. */
function upstreams({ connections }: Pick<Gateway, 'connections'>): Check {
  const failing = [...connections.values()].filter((each) =>
    ['failing', 'quarantined'].includes(each.describe().health.status),
  );
  if (failing.length === 0) return { name: 'upstreams', status: 'pass' };
  return {
    name: 'upstreams',
    status: 'warn',
    reason: `${failing.length} of ${connections.size} connections cannot be used; GET /v1/connections says which and why.`,
  };
}
