import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { type StubAnswer, type StubUpstream, startStubUpstream } from '../support/stub-upstream.ts';

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

const folder = join(import.meta.dirname, '..', 'fixtures');
let upstream: StubUpstream;
let gateway: RunningGateway;

beforeAll(async () => {
  upstream = await startStubUpstream();
  gateway = await startGateway(providers.map(({ provider: { id } }) => ({ id, provider: id, baseUrl: upstream.url })));
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

describe.each(providers.map(({ provider }) => provider.id))('%s', (provider) => {
  const files = readdirSync(join(folder, provider)).filter((name) => name.endsWith('.json'));

  test.each(files)('%s', async (file) => {
    const fixture: Fixture = JSON.parse(readFileSync(join(folder, provider, file), 'utf8'));
    upstream.script(fixture.upstream.map(({ response }) => response));
    const { method, path, headers, body } = fixture.call;
    const answer = await gateway.call(method, path.replace('{connection}', provider), {
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
    });
    expect(
      upstream.received.map((request) => ({ method: request.method, path: request.path, body: request.body })),
    ).toEqual(
      fixture.upstream.map(({ request }) => ({ method: request.method, path: request.path, body: request.body })),
    );
    for (const [index, { request }] of fixture.upstream.entries()) {
      expect(upstream.received[index]?.headers).toMatchObject(request.headers ?? {});
    }
    expect({ status: answer.status, body: answer.body }).toMatchObject(fixture.answer);
  });
});
