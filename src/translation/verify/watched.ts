import type { Contract, OperationContract } from '../../contract/contract.ts';
import type { ChannelledRequest, WireRequest } from '../../contract/wire.ts';
import type { UpstreamAnswer, UpstreamClient } from '../../upstream/client.ts';
import { UpstreamFault } from '../../upstream/fault.ts';

/** A request of one upstream operation. */
export interface Asked {
  readonly operationId: string;
  readonly request: ChannelledRequest;
}

/** An upstream call that was made, with what came back. */
export interface Seen extends Asked {
  readonly answer: UpstreamAnswer | UpstreamFault;
}

/** A contract and a client that behave as the ones given, and tell what goes through them. */
export interface Watched {
  readonly contract: Contract;
  readonly client: UpstreamClient;
  /** The writes that were put together since the last time, whether they were sent or not. */
  takeWrites(): readonly Asked[];
}

/**
 * Puts a watch between the engine and the wire. `seen` hears of every upstream call with everything that came back, also where the
 * engine refuses or tolerates it. A write that `mayWrite` does not allow ends in an `Error` before anything is sent.
 */
export function watched(
  contract: Contract,
  client: UpstreamClient,
  seen: (seen: Seen) => void,
  mayWrite: (asked: Asked) => boolean,
): Watched {
  const asked = new WeakMap<WireRequest, Asked>();
  let writes: Asked[] = [];
  const watchedOperation = (enforced: OperationContract): OperationContract => {
    const { id, effect } = enforced.operation;
    return {
      ...enforced,
      toWire(request) {
        const wire = enforced.toWire(request);
        const each = { operationId: id, request };
        asked.set(wire, each);
        if (effect === 'write') writes.push(each);
        return wire;
      },
    };
  };
  const operations = new Map<string, OperationContract>();
  return {
    contract: {
      ...contract,
      operation(id) {
        const known = operations.get(id) ?? watchedOperation(contract.operation(id));
        operations.set(id, known);
        return known;
      },
    },
    client: {
      ...client,
      async send(wire, ...rest) {
        const call = asked.get(wire);
        if (call === undefined) throw new Error('a request that the contract has not put on the wire');
        if (contract.operation(call.operationId).operation.effect === 'write' && !mayWrite(call)) {
          throw new Error(`${call.operationId} writes, which a probe that only reads must not`);
        }
        try {
          const answer = await client.send(wire, ...rest);
          seen({ ...call, answer });
          return answer;
        } catch (error) {
          if (error instanceof UpstreamFault) seen({ ...call, answer: error });
          throw error;
        }
      },
    },
    takeWrites() {
      const taken = writes;
      writes = [];
      return taken;
    },
  };
}
