import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runExperiment } from './experiment.ts';
import { rounded } from './figures.ts';

// A gateway that may open only a few files, and more connections than that: it must take requests again as soon as they are gone.
const { values } = parseArgs({
  options: {
    descriptors: { type: 'string', default: '128' },
    connections: { type: 'string', default: '400' },
    seconds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});

await runExperiment(
  'few descriptors',
  values.json,
  { descriptors: Number(values.descriptors) },
  async ({ url, gateway }, progress) => {
    const port = Number(new URL(url).port);
    const sockets: Socket[] = [];
    progress(`holding ${values.connections} connections`);
    for (let each = 0; each < Number(values.connections); each += 1) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET /livez HTTP/1.1\r\nHost: gateway\r\n');
      sockets.push(socket);
    }
    await wait(Number(values.seconds) * 1_000);
    const most = gateway.alive ? gateway.descriptors() : Number.NaN;
    for (const socket of sockets) socket.destroy();
    const begun = performance.now();
    let recoveryMs = Number.NaN;
    while (Number.isNaN(recoveryMs) && gateway.alive && performance.now() - begun < 30_000) {
      const status = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
        async (answer) => {
          await answer.text();
          return answer.status;
        },
        () => 0,
      );
      if (status === 200) recoveryMs = performance.now() - begun;
      else await wait(50);
    }
    return {
      figures: { descriptors: most, recoveryMs: rounded(recoveryMs), alive: gateway.alive },
      missed: [
        ...(gateway.alive ? [] : ['a gateway that lives']),
        ...(recoveryMs <= 2_000 ? [] : ['recovery within 2 seconds']),
      ],
    };
  },
);
