import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sandboxKey } from '../../src/config/auth.ts';
import { closed, listening, type RunningGateway, startGateway } from '../support/gateway.ts';

const waiting: ServerResponse[] = [];
const upstream = createServer((_request, response) => {
  waiting.push(response);
});
let gateway: RunningGateway;
beforeAll(async () => {
  const baseUrl = await listening(upstream);
  gateway = await startGateway([{ id: 'slow', provider: 'userhub', baseUrl, concurrency: 1, timeoutMs: 60_000 }]);
});
afterAll(async () => {
  await gateway.stop();
  await closed(upstream);
});

const nextAsked = async (asked: number): Promise<ServerResponse> => {
  await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(asked);
  return waiting[asked - 1] as ServerResponse;
};

test.each(['/v1/connections/slow/organizations/org_28seyVGVL1got6', '/v1/organizations?externalId=customer-1'])(
  'F39: the upstream call of a read ends with the client that made it, and frees its place: %s',
  async (path) => {
    const before = waiting.length;
    const { hostname, port } = new URL(gateway.url);
    const client = connect(Number(port), hostname);
    client.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${sandboxKey}\r\n\r\n`);
    const asked = await nextAsked(before + 1);
    client.destroy();
    await once(asked, 'close');

    const second = gateway.call('GET', '/v1/connections/slow/organizations/org_28seyVGVL1got6');
    (await nextAsked(before + 2)).writeHead(404, { 'content-type': 'application/json' }).end('{"code":"NOT_FOUND"}');
    expect((await second).status).toBe(404);
    const { body } = await gateway.call('GET', '/v1/connections/slow');
    expect(body.health.status).toBe('reachable');
  },
);
