import { Counter, Gauge, type Registry } from 'prom-client';
import { statusClass } from '../ended-call.ts';

const circuitStates = ['closed', 'half-open', 'open'] as const;

/** Hears what one connection does about its upstream, until it is closed. */
export interface ConnectionGauges {
  attempted(attempt: { readonly effect: string; readonly ended: number | string }): void;
  retried(effect: string): void;
  refused(reason: string): void;
  circuit(state: (typeof circuitStates)[number]): void;
  occupancy(running: number, waiting: number): void;
  /** Takes its numbers out of the gauges. */
  close(): void;
}

interface State {
  readonly connection: string;
  circuit: (typeof circuitStates)[number];
  running: number;
  waiting: number;
}

/**
 * Composes what is counted of the way to upstreams; the function it answers begins to count for a connection. After a change of
 * the configuration two of the same id may be open for a while: their calls add up, and the circuit is the newer one's.
 */
export function countUpstreamState(registry: Registry): (connection: string) => ConnectionGauges {
  const open = new Set<State>();
  const registers = [registry];
  const attempts = new Counter({
    name: 'orgway_upstream_attempts_total',
    help: 'Requests to upstreams, each retry counted. result: class of the status, such as 2xx; otherwise how far the request came.',
    labelNames: ['connection', 'effect', 'result'],
    registers,
  });
  const retries = new Counter({
    name: 'orgway_upstream_retries_total',
    help: 'Requests to upstreams that were made again after one failed.',
    labelNames: ['connection', 'effect'],
    registers,
  });
  const refusals = new Counter({
    name: 'orgway_upstream_refusals_total',
    help: 'Calls to upstreams that were refused before anything was sent: circuit-open, overloaded, untrusted.',
    labelNames: ['connection', 'reason'],
    registers,
  });
  new Gauge({
    name: 'orgway_upstream_circuit',
    help: 'The state of the circuit breaker: 1 for the one it is in.',
    labelNames: ['connection', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { connection, circuit } of open) {
        for (const state of circuitStates) this.set({ connection, state }, state === circuit ? 1 : 0);
      }
    },
  });
  sum(
    registry,
    'orgway_upstream_calls_running',
    'Calls to upstreams that are under way.',
    open,
    ({ running }) => running,
  );
  sum(
    registry,
    'orgway_upstream_calls_waiting',
    'Calls to upstreams that wait for their turn.',
    open,
    (state) => state.waiting,
  );
  return (connection) => {
    const state: State = { connection, circuit: 'closed', running: 0, waiting: 0 };
    open.add(state);
    return {
      attempted: ({ effect, ended }) =>
        attempts.inc({ connection, effect, result: typeof ended === 'number' ? statusClass(ended) : ended }),
      retried: (effect) => retries.inc({ connection, effect }),
      refused: (reason) => refusals.inc({ connection, reason }),
      circuit(circuit) {
        state.circuit = circuit;
      },
      occupancy: (running, waiting) => void Object.assign(state, { running, waiting }),
      close: () => void open.delete(state),
    };
  };
}

/** A gauge of what all that is open of a connection adds up to. */
function sum(
  registry: Registry,
  name: string,
  help: string,
  open: ReadonlySet<State>,
  of: (state: State) => number,
): Gauge<'connection'> {
  return new Gauge({
    name,
    help,
    labelNames: ['connection'],
    registers: [registry],
    collect() {
      this.reset();
      for (const state of open) this.inc({ connection: state.connection }, of(state));
    },
  });
}
