import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { expectDocumentedProblem } from '../support/problems.ts';
import { certificate, certificateKey } from '../upstream/certificate.ts';
import { keyedCall, operation } from './call.ts';
import { at } from './mutation.ts';

const organization = 'org_28seyVGVL1got6';
const mutation = {
  unified: 'setExternalId',
  input: at(organization, { externalId: 'fault-3' }),
  write: `PATCH /admin/v1/organizations/${organization}`,
} as const;
const unavailable = { status: 503, code: 'upstream-unavailable', retryable: true };
const untrusted = { status: 502, code: 'upstream-untrusted', retryable: false };

/** Rows of the fault matrix that end before anything is sent. */
const rows = [
  { id: 'no-such-name', row: 'F1, F2: the name does not resolve', problem: unavailable },
  { id: 'private-name', row: 'F4: the name leads to a private address', problem: untrusted },
  { id: 'private-address', row: 'F4: the address is a private one', problem: untrusted },
  { id: 'refused', row: 'F6: the connection is refused', problem: unavailable },
  { id: 'silent-handshake', row: 'F7, F9: the time to connect is over', problem: unavailable },
  { id: 'self-signed', row: 'F10: the certificate is not trusted', problem: untrusted },
];

let gateway: RunningGateway;
let opened = 0;
const servers: Server[] = [];
beforeAll(async () => {
  const listen = (server: Server): Promise<number> => {
    servers.push(server);
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  };
  const inner = await listen(
    createServer((socket) => {
      opened += 1;
      socket.destroy();
    }),
  );
  const silent = await listen(createServer());
  const selfSigned = await listen(createTlsServer({ cert: certificate, key: certificateKey }));
  const closed = await listen(createServer());
  await new Promise((resolve) => {
    servers.pop()?.close(resolve);
  });
  const provider = 'userhub';
  gateway = await startGateway([
    { id: 'no-such-name', provider, baseUrl: `http://${'a'.repeat(64)}.invalid` },
    { id: 'private-name', provider, baseUrl: `http://localhost:${inner}`, allowPrivateNetwork: false },
    { id: 'private-address', provider, baseUrl: `http://127.0.0.1:${inner}`, allowPrivateNetwork: false },
    { id: 'refused', provider, baseUrl: `http://127.0.0.1:${closed}` },
    { id: 'silent-handshake', provider, baseUrl: `https://127.0.0.1:${silent}`, timeoutMs: 300 },
    { id: 'self-signed', provider, baseUrl: `https://127.0.0.1:${selfSigned}` },
  ]);
});
afterAll(async () => {
  await gateway.stop();
  for (const server of servers) server.close();
});

test('F118: a gateway whose upstreams are all down starts, lives and is ready', async () => {
  expect((await gateway.call('GET', '/livez')).status).toBe(200);
  expect((await gateway.call('GET', '/readyz')).status).toBe(200);
});

describe.each(rows)('$row', ({ id, problem }) => {
  test('a read says so', async () => {
    const answer = await gateway.call('GET', `/v1/connections/${id}/organizations/${organization}`);
    expect({ status: answer.status, ...answer.body }).toMatchObject(problem);
    expect(answer.body).not.toHaveProperty('outcome');
    expect(answer.headers.get('retry-after')).toBe(problem === unavailable ? '5' : null);
    expectDocumentedProblem('getOrganization', answer);
    const { body } = await gateway.call('GET', `/v1/connections/${id}`);
    expect(body.health).toMatchObject({ status: 'failing', code: problem.code });
  });

  test('a mutation says that it was not applied', async () => {
    const answer = await keyedCall(gateway, id, mutation).make();
    expect({ status: answer.status, ...answer.body }).toMatchObject({ ...problem, outcome: 'not_applied' });
    expectDocumentedProblem(mutation.unified, answer);
    const record = await operation(gateway, answer.body.operationId);
    expect(record).toMatchObject({ state: 'settled', outcome: 'not_applied' });
  });
});

test('nobody at a private address has seen a connection', () => {
  expect(opened).toBe(0);
});
