import { startEmbedded } from '../../src/storage/embedded.ts';

// A gateway reduced to its database: starts it in the folder given, says its address, and leaves it on SIGTERM.
const { url, stop } = await startEmbedded(process.argv[2] ?? '');
const working = setInterval(() => {}, 1_000);
process.once('SIGTERM', async () => {
  await stop();
  clearInterval(working);
  process.stdout.write('stopped\n');
});
process.stdout.write(`${url}\n`);
