import { emulators } from '../../src/generated/emulators.ts';
import { createSandbox } from '../../src/sandbox/server.ts';
import { closed, listening } from './gateway.ts';

/** What the control interface answered. */
export interface Controlled<Body> {
  readonly status: number;
  readonly body: Body;
}

/** The emulators alone, without a gateway. */
export interface RunningEmulators {
  readonly url: string;
  /** Calls the control interface; `resource` is `userhub/state` and the like. A text is sent as it is. */
  control<Body>(method: string, resource: string, body?: unknown): Promise<Controlled<Body>>;
  stop(): Promise<void>;
}

export async function startEmulators(): Promise<RunningEmulators> {
  const server = createSandbox(emulators);
  const url = await listening(server);
  return {
    url,
    control: async <Body>(method: string, resource: string, body?: unknown) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(`${url}/_sandbox/${resource}`, {
        method,
        ...(text === undefined ? {} : { body: text }),
      });
      return { status: response.status, body: (await response.json()) as Body };
    },
    stop: () => closed(server),
  };
}
