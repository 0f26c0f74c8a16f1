import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;

/** Collects among what was made of late; what is in use after two of these counts as long-lived until a full collection. */
export function collectYoung(): void {
  collect({ type: 'minor' });
  collect({ type: 'minor' });
}

/** Bytes of what the collector takes for long-lived, whether it is still in use or not. */
const longLivedBytes = (): number =>
  getHeapSpaceStatistics()
    .filter(({ space_name: name }) => !name.startsWith('new_') && !name.startsWith('code_'))
    .reduce((sum, { space_used_size: used }) => sum + used, 0);

/**
 * Bytes that one of many calls leaves to a full collection, which a call is to leave nothing to: it comes seldom, and memory grows
 * until then. `call` is called over and over, with young collections at times when some call is always under way.
 */
export async function bytesLeftBy(call: () => unknown): Promise<number> {
  const many = async (calls: number): Promise<void> => {
    for (let made = 0; made < calls; made += 1) {
      const under = call();
      if (made % 100 === 0) collectYoung();
      await under;
    }
  };
  await many(200);
  collect();
  const before = longLivedBytes();
  const calls = 1_000;
  await many(calls);
  collectYoung();
  return (longLivedBytes() - before) / calls;
}
