import type { Duplex } from 'node:stream';

const lingerMs = 1_000;

/**
 * Sends the last bytes of a connection and closes it. What still arrives is thrown away for a moment, unparsed: closing with bytes
 * unread makes the kernel send a reset, which can overtake the answer.
 */
export function hangUp(socket: Duplex, bytes: string): void {
  // Whoever ended it already is closing it, too.
  if (socket.destroyed || !socket.writable) return;
  socket.end(bytes);
  // Not at once: the parser may be in the middle of what arrived.
  setImmediate(() => {
    socket.removeAllListeners('data');
    socket.on('data', () => {}).resume();
  });
  const patience = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('end', () => socket.destroy());
  socket.once('close', () => clearTimeout(patience));
}
