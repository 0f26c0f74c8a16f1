import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Emulator } from '../../../src/sandbox/emulator.ts';
import { createSandbox } from '../../../src/sandbox/server.ts';
import zitadel from '../../../src/sandbox/zitadel/emulator.ts';

export const defaultId = '310000000000000001';
export const callerId = '310000000000000002';
export const showcase = zitadel.showcase.organization;
export const callerUser = '320000000000000002';
export const inactiveId = '310000000000000004';

let server: Server;
let origin: string;

/** The address of the instance. */
export const issuer = (): string => `${origin}/zitadel`;

/** Serves the emulator while the tests of the calling file run, each from the seeded state. */
export function serve(): void {
  beforeAll(async () => {
    server = createSandbox([zitadel as Emulator]);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(() => control('PUT', 'state', {}));
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  readonly body: any;
}

export async function control(method: string, resource: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${origin}/_sandbox/zitadel/${resource}`, { method, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

export async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await fetch(`${origin}/zitadel${path}`, {
    method,
    headers: { authorization: 'Bearer sandbox', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

export const on = (organization: string) => ({ 'x-zitadel-orgid': organization });

export function expectError(answer: Answer, status: number, code: number, id: string): void {
  expect(answer).toMatchObject({ status, body: { code } });
  const { message, details } = answer.body;
  expect(details).toEqual([
    { '@type': 'type.googleapis.com/zitadel.v1.ErrorDetail', id, message: details[0]?.message },
  ]);
  expect(message).toBe(`${details[0].message} (${id})`);
}

export const base64 = (value: string) => Buffer.from(value).toString('base64');
export const idsOf = (answer: Answer): string[] => (answer.body.result ?? []).map((row: { id: string }) => row.id);

export const find = (queries: unknown[], more: object = {}) =>
  call('POST', '/v2/organizations/_search', { queries, ...more });
