import { type EndedCall, statusClass } from '../telemetry/ended-call.ts';
import { beginCall } from '../telemetry/work.ts';
import { UpstreamFault, UpstreamRefusal } from './fault.ts';

/** What a call to an upstream is, in words that its document knows. */
export interface NamedCall {
  readonly operation: string;
  readonly method: string;
  readonly provider: string;
}

/**
 * Makes a call as part of the work under way: the upstream is told its place in the trace, and `ended` when it is over. `send`
 * is run within that place, so that whoever composes the headers finds it.
 */
export async function tracedCall<T extends { readonly status: number }>(
  { operation, method, provider }: NamedCall,
  send: () => Promise<T>,
  ended: (call: EndedCall) => void,
): Promise<T> {
  const span = beginCall();
  const end = (result: string, status: number | undefined): void => {
    const failed = status === undefined || status >= 400;
    const attributes = () => ({
      'http.request.method': method,
      'peer.service': provider,
      ...(status === undefined ? {} : { 'http.response.status_code': status }),
      ...(failed ? { 'error.type': result } : {}),
    });
    ended({ operation, result, durationMs: span.end({ name: operation, failed, attributes }) });
  };
  try {
    const answer = await span.run(send);
    end(statusClass(answer.status), answer.status);
    return answer;
  } catch (error) {
    end(reasonOf(error), undefined);
    throw error;
  }
}

/** `timeout`, a `Reach` or a `RefusalReason`. */
function reasonOf(error: unknown): string {
  if (error instanceof UpstreamRefusal) return error.reason;
  if (!(error instanceof UpstreamFault)) return 'failed';
  return error.timedOut ? 'timeout' : error.reach;
}
