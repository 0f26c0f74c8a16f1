import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import { fixtureFiles, readFixture } from '../support/fixture.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { type StubRequest, type StubUpstream, startStubUpstream } from '../support/stub-upstream.ts';
import { readUpstreamDocument } from '../support/upstream-document.ts';

const never = 3_600_000;
let upstream: StubUpstream;
let gateway: RunningGateway;

beforeAll(async () => {
  upstream = await startStubUpstream();
  gateway = await startGateway(
    providers.map(({ provider: { id } }) => ({ id, provider: id, baseUrl: upstream.url })),
    // Nothing is looked after in the background.
    { pace: { looksAfterMs: [never], watchMs: never } },
  );
});
beforeEach(() => gateway.forget());
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

describe.each(providers.map((each) => [each.provider.id, each] as const))('%s', (provider, { document }) => {
  const known = readUpstreamDocument(document);
  const isRead = ({ method, path, headers, body }: StubRequest): boolean =>
    known.recognize(method, path, headers, body).operation.effect === 'read';

  test.each(fixtureFiles(provider))('%s', async (file) => {
    const fixture = readFixture(provider, file);
    const received: StubRequest[] = [];
    upstream.respond((request) => {
      const next = fixture.upstream[received.length];
      const expected = next?.request.method === request.method && next.request.path === request.path;
      // What only looks how things stand before or after a write is no part of the exchange.
      if (!expected && isRead(request)) return { status: 503 };
      received.push(request);
      return next?.response ?? { status: 599 };
    });
    const { method, path, headers, body } = fixture.call;
    const answer = await gateway.call(method, path.replace('{connection}', provider), {
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
    });
    expect(received.map((request) => ({ method: request.method, path: request.path, body: request.body }))).toEqual(
      fixture.upstream.map(({ request }) => ({ method: request.method, path: request.path, body: request.body })),
    );
    for (const [index, { request }] of fixture.upstream.entries()) {
      expect(received[index]?.headers).toMatchObject(request.headers ?? {});
    }
    expect({ status: answer.status, body: answer.body }).toMatchObject(fixture.answer);
    for (const text of fixture.without ?? []) expect(answer.text).not.toContain(text);
  });
});
