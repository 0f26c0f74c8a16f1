import { createServer, getCACertificates, setDefaultCACertificates, type TlsOptions } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { certificate, certificateKey } from './certificate.ts';
import { clientOf, faultOfCall, ok, type RawBehaviour, startRawUpstream } from './raw-upstream.ts';

/** An upstream that speaks TLS; tells how many requests it decrypted. */
async function startTlsUpstream(
  options: TlsOptions,
): Promise<{ readonly url: string; readonly received: () => number }> {
  let received = 0;
  const server = createServer({ cert: certificate, key: certificateKey, ...options }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => {
      received += 1;
      socket.end(ok());
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The upstream has no address');
  return { url: `https://127.0.0.1:${address.port}`, received: () => received };
}

/** Trusts the certificate for the rest of the test. */
function trustCertificate(): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([certificate]);
  onTestFinished(() => setDefaultCACertificates(before));
}

async function expectNothingSent({ url, received }: Awaited<ReturnType<typeof startTlsUpstream>>): Promise<void> {
  expect(await faultOfCall(clientOf(url), true)).toMatchObject({ reach: 'not-sent', timedOut: false });
  expect(await faultOfCall(clientOf(url), false)).toMatchObject({ reach: 'not-sent', timedOut: false });
  expect(received()).toBe(0);
}

test('a certificate that nobody vouches for is refused before anything is sent', async () => {
  await expectNothingSent(await startTlsUpstream({}));
});

test('a certificate of another name is refused before anything is sent', async () => {
  trustCertificate();
  await expectNothingSent(await startTlsUpstream({}));
});

test('an upstream that offers only TLS 1.1 is refused before anything is sent', async () => {
  trustCertificate();
  await expectNothingSent(await startTlsUpstream({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }));
});

async function faultOverHttps(behaviour: RawBehaviour, timeoutMs = 20_000) {
  const { url } = await startRawUpstream(behaviour);
  return faultOfCall(clientOf(url.replace('http:', 'https:'), { timeoutMs }), true);
}

test('an upstream without TLS gets nothing', async () => {
  const fault = await faultOverHttps({ connected: (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n') });
  expect(fault).toMatchObject({ reach: 'not-sent', timedOut: false });
});

test('a connection that ends in the handshake has carried nothing', async () => {
  const fault = await faultOverHttps({ connected: (socket) => socket.end() });
  expect(fault).toMatchObject({ reach: 'not-sent', timedOut: false });
});

test('a handshake that is never answered has carried nothing', async () => {
  const fault = await faultOverHttps({ connected: () => {} }, 200);
  expect(fault).toMatchObject({ reach: 'not-sent', timedOut: true });
});
