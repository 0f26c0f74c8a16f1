import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { createSandbox } from '../../../src/sandbox/server.ts';
import stytch, { sandboxCredentials } from '../../../src/sandbox/stytch/emulator.ts';

type Json = Record<string, unknown>;
interface Answer {
  status: number;
  // The vendor's bodies are nested and checked field by field.
  body: Json & { organization: Json; member: Json; organizations: Json[]; members: Json[]; results_metadata: Json };
}

export const sakura = 'organization-test-22222222-0000-4000-8000-222222222222';
export const memberId = (digit: number) =>
  `member-test-${String(digit).repeat(8)}-0000-4000-8000-${String(digit).repeat(12)}`;
export const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const authorization = basic(sandboxCredentials.projectId, sandboxCredentials.secret);

export let root: string;

/** Serves the emulator to the tests of the calling file; every test starts from the seeded state. */
export function serveEmulator(): void {
  let server: Server;
  beforeAll(async () => {
    server = createSandbox([stytch]);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(async () => {
    await control('PUT', 'state', {});
    await control('DELETE', 'faults');
  });
}

export async function control(method: string, resource: string, body?: object): Promise<Json> {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return (await (await fetch(`${root}/_sandbox/stytch/${resource}`, init)).json()) as Json;
}

export async function call(method: string, path: string, body?: unknown, headers: object = {}): Promise<Answer> {
  const response = await fetch(`${root}/stytch/v1/b2b/organizations${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

export async function create(body: object): Promise<Json> {
  const answer = await call('POST', '', body);
  expect(answer).toMatchObject({ status: 200, body: { status_code: 200 } });
  return answer.body.organization;
}

export const search = (body?: object) => call('POST', '/search', body);
export const ids = (items: Json[], name = 'organization_id') => items.map((item) => item[name]);
export const refused = (status: number, error_type: string) => ({ status, body: { status_code: status, error_type } });
export const find = (filter_name: string, filter_value: unknown) => ({
  query: { operator: 'AND', operands: [{ filter_name, filter_value }] },
});
