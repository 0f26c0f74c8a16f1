import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '../../problem/problem.ts';
import type { ProcessLoad } from './process-load.ts';
import { StrainGauge } from './strain.ts';

/** What the shedder watches. */
export interface ShedderGround {
  readonly load: ProcessLoad;
  /** Whether the journal's commits take too long. */
  readonly commits: { readonly slow: boolean };
  /** Told of every refusal, by its reason. */
  shed(reason: ShedReason): void;
}

/** Why a request was not taken. */
export type ShedReason = 'requests-under-way' | 'bodies-under-way' | 'strain' | 'slow-commits';

/** Requests under way at once, from which on mutations are refused as well as reads. */
const mostWithMutations = 512;
/** With fewer requests under way than this it is not they that hold the event loop up, and to refuse some would not help. */
const fewest = 128;
/** How much of the heap the bodies of requests under way may announce. */
const bodyShare = 1 / 8;
/** What a body may have that does not announce its length: as much as any. */
const longestBody = 100 * 1_024;
/** When to come back. A caller who does not wait so long is not heard before. */
export const retryAfterSeconds = 1;
/** What must be answered most of all when a gateway is in trouble. */
const spared = /^\/(?:livez|readyz|metrics|v1\/operations(?:\/[^?]*)?)(?:\?|$)/;

/** Whether a request is answered however much there is to do. */
export const isSpared = ({ url = '' }: IncomingMessage): boolean => spared.test(url);

/** Refuses requests before the gateway collapses under them: reads first, then mutations as well. */
export interface Shedder {
  /** Takes a request, or throws `overloaded`. A request that is taken is under way until its connection or its answer ends. */
  take(request: IncomingMessage, response: ServerResponse): void;
}

export function createShedder({ load, commits, shed }: ShedderGround): Shedder {
  const strain = new StrainGauge(load);
  const mostBodies = load.heapBytes * bodyShare;
  let underWay = 0;
  let bodies = 0;
  const reasonAgainst = (mutation: boolean, length: number): ShedReason | undefined => {
    const strained = strain.judge(underWay >= fewest);
    if (underWay >= (mutation ? mostWithMutations : strain.width)) return 'requests-under-way';
    if (strained === 'extreme' || (strained === 'high' && !mutation)) return 'strain';
    if (mutation && commits.slow) return 'slow-commits';
    return length > 0 && bodies + length > mostBodies ? 'bodies-under-way' : undefined;
  };
  return {
    take(request, response) {
      if (isSpared(request)) return;
      const length = lengthOf(request);
      const reason = reasonAgainst(isMutation(request), length);
      if (reason !== undefined) {
        shed(reason);
        throw overloaded(reason);
      }
      underWay += 1;
      bodies += length;
      response.once('close', () => {
        underWay -= 1;
        bodies -= length;
      });
    },
  };
}

const isMutation = ({ method }: IncomingMessage): boolean =>
  method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';

/** Bytes of the body that a request announces. */
function lengthOf({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined) return longestBody;
  const announced = Number(headers['content-length'] ?? 0);
  // What is longer is refused unread.
  return announced <= longestBody ? announced : 0;
}

const overloaded = (reason: ShedReason): Problem =>
  new Problem('overloaded', {
    detail:
      reason === 'slow-commits'
        ? "The gateway's database takes too long to store what mutations do. Nothing was sent; try again later."
        : 'The gateway has more to do than it can. Nothing was sent; try again later.',
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
