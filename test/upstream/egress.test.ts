import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { AddressRefused, guardedLookup } from '../../src/upstream/egress.ts';
import { UpstreamRefusal } from '../../src/upstream/fault.ts';
import { answering, clientOf, faultOfCall, ok, read, startRawUpstream } from './raw-upstream.ts';
import { innerHosts } from './url-forms.ts';

const guarded = { allowPrivateNetwork: false };

/** A resolver that gives these addresses, one list after the other, and counts what it is asked. */
function resolving(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolve: LookupFunction = (host, _options, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(host);
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { resolve, asked };
}

test('an inner address is refused when it is connected to, however its URL writes it', async () => {
  const upstream = await startRawUpstream(answering(ok()));
  const { port } = new URL(upstream.url);
  for (const host of innerHosts) {
    // What is a name after all leads to this machine.
    const client = clientOf(`http://${host}:${port}`, { ...guarded, resolve: resolving(['127.0.0.1']).resolve });
    for (const fresh of [false, true]) {
      const fault = await faultOfCall(client, fresh);
      expect([host, fault, (fault as UpstreamRefusal).reason]).toEqual([
        host,
        expect.any(UpstreamRefusal),
        'untrusted',
      ]);
      expect(fault.cause).toBeInstanceOf(AddressRefused);
    }
  }
  expect(upstream.connections).toHaveLength(0);
});

test.each([
  ['a name with an inner address', ['10.0.0.7']],
  ['a name of which any address is inner, as the others cannot be vouched for', ['1.1.1.1', '127.0.0.1']],
  ['a name with an inner IPv6 address', ['::ffff:127.0.0.1']],
  ['a name of the local network', ['fe80::1%eth0']],
  ['a name without an address', []],
])('%s is refused', async (_what, addresses) => {
  const { resolve, asked } = resolving(addresses);
  const fault = await faultOfCall(clientOf('https://api.example.com', { ...guarded, resolve }), true);
  expect(fault).toMatchObject({ reach: 'not-sent', timedOut: false, reason: 'untrusted', passing: false });
  expect(fault.cause).toBeInstanceOf(AddressRefused);
  expect(fault.message).not.toContain('10.0.0.7');
  expect(asked).toEqual(['api.example.com']);
});

test.each([true, false])(
  'a name that leads elsewhere the second time is judged the second time (all: %s)',
  async (all) => {
    const { resolve } = resolving(['1.1.1.1'], ['127.0.0.1']);
    const lookup = guardedLookup(guarded, resolve);
    const looked = () =>
      new Promise((done) => {
        lookup('api.example.com', { all }, (error, address) => done(error ?? address));
      });
    expect(await looked()).toEqual(all ? [{ address: '1.1.1.1', family: 4 }] : '1.1.1.1');
    expect(await looked()).toBeInstanceOf(AddressRefused);
  },
);

test('the connection goes to the address that was judged: the name is resolved once', async () => {
  const upstream = await startRawUpstream(answering(ok()));
  const { port } = new URL(upstream.url);
  const { resolve, asked } = resolving(['127.0.0.1'], ['127.0.0.2']);
  const client = clientOf(`http://api.example.com:${port}`, { allowPrivateNetwork: true, resolve });
  await client.send(read, {}, true);
  expect(asked).toEqual(['api.example.com']);
  expect(upstream.connections[0]?.localAddress).toBe('127.0.0.1');
  expect(upstream.requests[0]).toContain(`api.example.com:${port}`);
});

test('a resolver that never answers is given up with the connection: nothing was sent', async () => {
  const resolve: LookupFunction = () => {};
  const client = clientOf('https://api.example.com', { ...guarded, resolve, timeoutMs: 200 });
  expect(await faultOfCall(client, true)).toMatchObject({ reach: 'not-sent', timedOut: true });
});

test('a name that nobody knows is told from one that must not be', async () => {
  const resolve: LookupFunction = (host, _options, callback) =>
    callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), '');
  const fault = await faultOfCall(clientOf('https://api.example.com', { ...guarded, resolve }), true);
  expect(fault).not.toBeInstanceOf(UpstreamRefusal);
  expect(fault).toMatchObject({ reach: 'not-sent', timedOut: false, passing: true });
});

test('with allowPrivateNetwork inner addresses are as good as others', async () => {
  const upstream = await startRawUpstream(answering(ok('{"inner":true}')));
  expect((await clientOf(upstream.url).send(read, {}, false)).text).toBe('{"inner":true}');
});

test.each(['//evil.example/x', '/../admin', '/a/%2e%2e/b', '/a/./b', '/a\\b', 'things', '@evil.example/', '/a#b', ''])(
  'the target %s does not stay below the base URL, and is not sent',
  async (target) => {
    const upstream = await startRawUpstream(answering(ok()));
    const client = clientOf(`${upstream.url}/base`);
    for (const fresh of [false, true]) {
      await expect(client.send({ ...read, target }, {}, fresh)).rejects.toThrow('not below the base URL');
    }
    expect(upstream.connections).toHaveLength(0);
  },
);
