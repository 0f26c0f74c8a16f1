import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createSandbox } from '../../../src/sandbox/server.ts';
import softwareone from '../../../src/sandbox/softwareone/emulator.ts';

export type Json = Record<string, unknown>;
/** The members of answers that the tests look into by themselves; all else goes through matchers. */
interface Body {
  readonly $meta: { readonly omitted: readonly string[]; readonly pagination: { limit: number; total: number } };
  readonly data: readonly [Body, Body, Body, ...Body[]];
  readonly errors: readonly [{ readonly message: string; readonly properties: readonly string[] }];
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly icon: string;
  readonly revision: number;
  readonly groups: readonly [Body, ...Body[]];
  readonly eligibility: object;
  readonly externalIds: { readonly pyraTenantId?: string };
  readonly audit: {
    readonly created: { readonly by: { id: string } };
    readonly updated: { readonly by: { id: string } };
  };
  readonly invitation: { readonly url: string; readonly notes: string };
}
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export const client = softwareone.showcase.organization;
export const enabled = 'ACC-2000-0002';
export const disabled = 'ACC-2000-0003';
export const vendor = 'ACC-3000-0001';
export const operator = 'ACC-1000-0001';
export const authorization = 'Bearer idt:TKN-0000-0001:sandbox';

let server: Server;
export let origin = '';

/** Serves the emulator while the tests of the calling file run, each from the seeded state. */
export function serve(): void {
  beforeAll(async () => {
    server = createSandbox([softwareone]);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => control('PUT', 'state', {}));
}

export async function control(method: string, resource: string, body: object): Promise<Json> {
  const answer = await fetch(`${origin}/_sandbox/softwareone/${resource}`, { method, body: JSON.stringify(body) });
  return (await answer.json()) as Json;
}

export async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const json = body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${origin}/softwareone/public/v1/accounts${path}`, {
    method,
    headers: { authorization, ...json, ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

export const get = (path: string) => send('GET', path);
export const post = (path: string, body?: unknown) => send('POST', path, body);
export const put = (path: string, body?: unknown) => send('PUT', path, body);
export const ids = ({ body }: Answer) => body.data.map(({ id }) => id);
