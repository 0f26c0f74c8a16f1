import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts listening; resolves to the address as a URL. Rejects with a sentence about what to do when the port is taken. */
export function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} of ${host} is in use; choose another with PORT or SANDBOX_PORT`)
          : error,
      );
    });
    server.listen(port, host, () => {
      const { port: actual } = server.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${actual}`);
    });
  });
}

const idleCheckMs = 50;

/** Stops accepting, lets requests under way end, and closes connections as they become idle. */
export function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A kept-alive connection becomes idle only when its last answer is out, so looking once is not enough.
    const closing = setInterval(() => server.closeIdleConnections(), idleCheckMs);
    server.close(() => {
      clearInterval(closing);
      resolve();
    });
  });
}
