import type { AddressInfo } from 'node:net';
import { emulators } from '../../src/generated/emulators.ts';
import { createSandbox } from '../../src/sandbox/server.ts';

// A process of its own, so that what the upstreams need of the processor is not the gateway's. It ends with the one that started it.
const server = createSandbox(emulators);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.stdin.on('end', () => process.exit(0)).resume();
