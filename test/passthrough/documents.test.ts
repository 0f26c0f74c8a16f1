import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import type { OpenAPIV3_1 } from 'openapi-types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Operation, operationsOf, resolve } from '../../src/contract/document.ts';
import { providers } from '../../src/generated/providers.ts';
import { type RunningEmulators, startEmulators } from '../support/emulators.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { emulated, showcase } from '../support/sandbox.ts';

// Every operation of every document with every method: it reaches the upstream exactly when the document has it and the connection
// lets its method pass, and nothing else ever does.

const everything = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
let emulators: RunningEmulators;
let gateway: RunningGateway;
beforeAll(async () => {
  emulators = await startEmulators();
  gateway = await startGateway(
    emulated(emulators.url).flatMap((each) => [
      each,
      { ...each, id: `${each.id}-open`, passthrough: { methods: everything } },
    ]),
  );
});
afterAll(async () => {
  await gateway.stop();
  await emulators.stop();
});

interface Sent {
  readonly status: number;
  readonly code: string | undefined;
  readonly upstreamStatus: string | undefined;
}

/** Sends a path as it is written, which `fetch` would tidy up. */
function send(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Promise<Sent> {
  const { hostname, port } = new URL(gateway.url);
  const authorization = 'Bearer orgway_sandbox';
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers: { authorization, ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => {
        const [, code] = /"code":"([a-z-]+)"/.exec(text) ?? [];
        const upstreamStatus = answer.headers['orgway-upstream-status'];
        resolve({ status: answer.statusCode ?? 0, code, upstreamStatus: upstreamStatus?.toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

interface Ledger {
  readonly requests: readonly { readonly method: string; readonly path: string }[];
}
const ledger = async (provider: string): Promise<readonly string[]> => {
  const { requests } = (await emulators.control<Ledger>('GET', `${provider}/requests`)).body;
  await emulators.control('DELETE', `${provider}/requests`);
  return requests.map(({ method, path }) => `${method} ${path}`);
};

/** A request that the document allows: parameters that are demanded, and the body that it shows first. */
function example(document: OpenAPIV3_1.Document, { path, method, parameters }: Operation, id: string) {
  const source = document.paths?.[path]?.[method.toLowerCase() as 'get'];
  const body = resolve<Partial<OpenAPIV3_1.RequestBodyObject>>(document, source?.requestBody ?? {});
  const [shown] = Object.values(body.content?.['application/json']?.examples ?? {});
  const value = shown && resolve<OpenAPIV3_1.ExampleObject>(document, shown).value;
  const header = parameters.filter((each) => each.in === 'header' && each.required).map(({ name }) => [name, id]);
  return { body: value === undefined ? undefined : JSON.stringify(value), headers: Object.fromEntries(header) };
}

describe.each(providers)('$provider.id', ({ provider, document }) => {
  const description = document as OpenAPIV3_1.Document;
  const operations = [...operationsOf(description).values()];
  const paths = [...new Set(operations.map(({ path }) => path))];
  const id = showcase[provider.id]?.organization ?? '';
  const filled = (template: string): string => template.replaceAll(/\{[^}]+\}/g, id);
  const documented = (method: string, path: string): Operation | undefined =>
    operations.find((each) => each.path === path && each.method === (method === 'HEAD' ? 'GET' : method));

  test.each(paths.flatMap((path) => ['HEAD', ...everything].map((method) => [method, path] as const)))(
    '%s %s',
    async (method, path) => {
      await ledger(provider.id);
      const operation = documented(method, path);
      const { headers, body } =
        operation === undefined ? { headers: {}, body: undefined } : example(description, operation, id);
      // The guard of the gateway lets no DELETE with a body in.
      const sent = method === 'DELETE' || body === undefined ? undefined : body;
      const type =
        sent === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(sent)}` };
      const word = operation?.effect === 'write' ? '?acknowledge=unjournaled' : '';
      const target = `passthrough${filled(path)}${word}`;
      const connections: readonly [id: string, allowed: readonly string[]][] = [
        [provider.id, ['GET', 'HEAD']],
        [`${provider.id}-open`, ['HEAD', ...everything]],
      ];
      for (const [connection, allowed] of connections) {
        const answer = await send(method, `/v1/connections/${connection}/${target}`, { ...headers, ...type }, sent);
        const reaches = operation !== undefined && allowed.includes(method);
        expect([connection, await ledger(provider.id)]).toEqual([
          connection,
          reaches ? [`${method} ${filled(path)}`] : [],
        ]);
        if (reaches)
          expect([answer.code === 'passthrough-refused', answer.upstreamStatus]).toEqual([false, `${answer.status}`]);
        else expect([answer.status, answer.code]).toEqual([403, method === 'HEAD' ? undefined : 'passthrough-refused']);
      }
    },
  );

  test('no path beside those leads anywhere', async () => {
    await ledger(provider.id);
    const known = operations.map(({ method, path }) => ({
      method,
      pattern: new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    }));
    const pieces = [...new Set(paths.flatMap((path) => path.split('/').slice(1).map(filled)))];
    const segment = fc.oneof(
      fc.constantFrom(...pieces),
      fc.constantFrom(
        '',
        '.',
        '..',
        '%2e%2e',
        '%2f',
        '..%2f',
        '%5c',
        '%00',
        '%252e',
        ';',
        'me',
        '..;',
        '%2e',
        ':purge',
      ),
      fc
        .tuple(fc.constantFrom(...pieces), fc.constantFrom(':purge', '%3Adisconnect', '/', '%2f..', '%3f', '.json'))
        .map((two) => two.join('')),
      fc.stringMatching(/^[a-z0-9_:.-]{1,6}$/),
    );
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('HEAD', ...everything),
        fc.array(segment, { minLength: 1, maxLength: 7 }),
        async (method, parts) => {
          const path = `/${parts.join('/')}`;
          const read = method === 'HEAD' ? 'GET' : method;
          fc.pre(!known.some((each) => each.method === read && each.pattern.test(path)));
          const answer = await send(
            method,
            `/v1/connections/${provider.id}-open/passthrough${path}?acknowledge=unjournaled`,
          );
          statuses.add(answer.status);
          expect([400, 403, 404]).toContain(answer.status);
          expect(answer.upstreamStatus).toBeUndefined();
        },
      ),
      { numRuns: 125 },
    );
    expect(statuses).toContain(403);
    expect(await ledger(provider.id)).toEqual([]);
  });
});
