import { expect } from 'vitest';
import { type Fixture, fixtureFiles, readFixture } from '../support/fixture.ts';
import type { UpstreamDocument } from '../support/upstream-document.ts';
import type { PlainGateway } from './plain-gateway.ts';
import type { PlainTest } from './unit-tests.ts';

type Request = Fixture['upstream'][number]['request'];

/** The fixtures of a provider as tests. They are read once. */
export function fixtureTests(id: string, known: UpstreamDocument): (gateway: PlainGateway) => readonly PlainTest[] {
  const fixtures = fixtureFiles(id).map((file) => ({ file, fixture: readFixture(id, file) }));
  return (gateway) => fixtures.map(({ file, fixture }) => ({ name: file, run: () => play(fixture, gateway, known) }));
}

/** The same as fixtures.test.ts does, without sockets. */
async function play(
  { call, upstream, answer, without = [] }: Fixture,
  gateway: PlainGateway,
  known: UpstreamDocument,
): Promise<void> {
  const received: Request[] = [];
  const given = await gateway.call(call, (request) => {
    const { method, path, headers, body } = request;
    const next = upstream[received.length];
    const expected = next?.request.method === method && next.request.path === path;
    const { effect } = known.recognize(method, path, headers, body).operation;
    if (!expected && effect === 'read') return { status: 503 };
    received.push(request as Request);
    return next?.response ?? { status: 599 };
  });
  expect(received.map(sent)).toEqual(upstream.map(({ request }) => sent(request)));
  for (const [index, { request }] of upstream.entries()) {
    expect(received[index]?.headers).toMatchObject(request.headers ?? {});
  }
  expect(given).toMatchObject(answer);
  for (const text of without) expect(JSON.stringify(given)).not.toContain(text);
}

const sent = ({ method, path, body }: Request) => ({ method, path, body });
