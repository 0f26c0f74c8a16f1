import { createServer, type Server } from 'node:http';
import { control, reply } from './control.ts';
import type { Emulator } from './emulator.ts';
import { Host } from './host.ts';

/**
 * An HTTP server that stands in for every given vendor under `/{provider}`, with the control interface under `/_sandbox/{provider}`.
 * It is not listening yet. Loopback use only: the control interface knows no authentication.
 */
export function createSandbox(emulators: readonly Emulator[]): Server {
  const hosts = new Map(emulators.map((emulator) => [emulator.provider, new Host(emulator)]));
  return createServer((incoming, outgoing) => {
    const [, first = '', second = '', resource = ''] =
      /^\/([^/?]*)\/?([^/?]*)\/?([^?]*)/.exec(incoming.url ?? '/') ?? [];
    const controlled = first === '_sandbox';
    const host = hosts.get(controlled ? second : first);
    if (host === undefined) {
      reply(outgoing, 404, { error: `no emulator here; there are ${[...hosts.keys()].join(', ')}` });
      return;
    }
    const served = controlled
      ? control(host, resource, incoming, outgoing)
      : host.serve(incoming, outgoing, (incoming.url ?? '').slice(first.length + 1) || '/');
    served.catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
}
