import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { type StubAnswer, type StubRequest, type StubUpstream, startStubUpstream } from '../support/stub-upstream.ts';
import { readUpstreamDocument } from '../support/upstream-document.ts';

/** One recorded exchange: a unified call, the upstream requests it must make, and its answer. */
interface Fixture {
  readonly title: string;
  readonly call: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
  };
  readonly upstream: readonly {
    readonly request: {
      readonly method: string;
      readonly path: string;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    };
    readonly response: StubAnswer;
  }[];
  readonly answer: { readonly status: number; readonly body?: object };
}

const never = 3_600_000;
const folder = join(import.meta.dirname, '..', 'fixtures');
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
  const files = readdirSync(join(folder, provider)).filter((name) => name.endsWith('.json'));

  test.each(files)('%s', async (file) => {
    const fixture: Fixture = JSON.parse(readFileSync(join(folder, provider, file), 'utf8'));
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
  });
});
