import { createServer, getCACertificates, setDefaultCACertificates, type TlsOptions } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import {
  authority,
  certificate,
  certificateKey,
  expiredCertificate,
  localCertificate,
  localKey,
} from './certificate.ts';
import { clientOf, faultOfCall, ok, type RawBehaviour, read, startRawUpstream } from './raw-upstream.ts';

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

/** Trusts a certificate, or what an authority has signed, for the rest of the test. */
function trust(pem: string): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([pem]);
  onTestFinished(() => setDefaultCACertificates(before));
}

async function expectNothingSent({ url, received }: Awaited<ReturnType<typeof startTlsUpstream>>, code: string) {
  for (const fresh of [true, false]) {
    const fault = await faultOfCall(clientOf(url), fresh);
    expect(fault).toMatchObject({ reach: 'not-sent', timedOut: false, reason: 'untrusted', cause: { code } });
  }
  expect(received()).toBe(0);
}

test('a certificate of an authority that is known is taken', async () => {
  trust(authority);
  const { url, received } = await startTlsUpstream({ cert: localCertificate, key: localKey });
  expect((await clientOf(url).send(read, {}, true)).status).toBe(200);
  expect(received()).toBe(1);
});

test('a certificate that nobody but itself vouches for is refused before anything is sent', async () => {
  await expectNothingSent(await startTlsUpstream({}), 'DEPTH_ZERO_SELF_SIGNED_CERT');
});

test('a certificate of an authority that nobody knows is refused before anything is sent', async () => {
  const upstream = await startTlsUpstream({ cert: localCertificate, key: localKey });
  await expectNothingSent(upstream, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
});

test('a certificate of another name is refused before anything is sent', async () => {
  trust(certificate);
  await expectNothingSent(await startTlsUpstream({}), 'ERR_TLS_CERT_ALTNAME_INVALID');
});

test('a certificate whose time is over is refused before anything is sent', async () => {
  trust(authority);
  const upstream = await startTlsUpstream({ cert: expiredCertificate, key: localKey });
  await expectNothingSent(upstream, 'CERT_HAS_EXPIRED');
});

test.each(['TLSv1', 'TLSv1.1'] as const)(
  'an upstream that offers only %s is refused before anything is sent',
  async (version) => {
    trust(certificate);
    // Old versions need ciphers that OpenSSL leaves out at its usual security level.
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
    await expectNothingSent(await startTlsUpstream(old), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  },
);

async function faultOverHttps(behaviour: RawBehaviour, timeoutMs = 20_000) {
  const { url } = await startRawUpstream(behaviour);
  return faultOfCall(clientOf(url.replace('http:', 'https:'), { timeoutMs }), true);
}

test('an upstream without TLS gets nothing', async () => {
  const fault = await faultOverHttps({ connected: (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n') });
  expect(fault).toMatchObject({ reach: 'not-sent', timedOut: false, reason: 'untrusted' });
});

test('a connection that ends in the handshake has carried nothing, and may be another time', async () => {
  const fault = await faultOverHttps({ connected: (socket) => socket.end() });
  expect(fault).toMatchObject({ reach: 'not-sent', timedOut: false, passing: true });
});

test('a handshake that is never answered has carried nothing', async () => {
  const fault = await faultOverHttps({ connected: () => {} }, 200);
  expect(fault).toMatchObject({ reach: 'not-sent', timedOut: true });
});
