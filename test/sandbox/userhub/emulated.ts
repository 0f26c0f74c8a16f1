import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Emulator } from '../../../src/sandbox/emulator.ts';
import { createSandbox } from '../../../src/sandbox/server.ts';
import userhub from '../../../src/sandbox/userhub/emulator.ts';

export const { organization: acme, externalAccount: stripe = '' } = userhub.showcase;
export const umbrella = 'org_32P6J2tQEaYQDV';
export const disabled = 'org_4RnVx8KdTy2wPb';
export const deleted = 'org_6ZqLm3GsCf9hJk';
export const archived = 'org_8HtWb5NvXr7yDp';
export const stripeEurope = 'conn_7Yd3kQm2ZtWvRb';
export const auth0 = 'conn_26yEiYymqy6ZmG';
export const jane = 'usr_MKFxzgJaAH8JQ4';
export const john = 'usr_2JRcPwpTSP1nyB';
export const hanako = 'usr_5tYb8LqWnR3xKc';
export const gone = 'usr_3WkXr7CjBn2vQe';
export const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Any JSON value: the assertions find out what it is. */
export interface Json {
  readonly [name: string]: Json;
}

let server: Server;
let origin: string;

/** Gives the calling file a server of its own, and each of its tests the seeds without faults. */
export function serveEmulated(): void {
  beforeAll(async () => {
    server = createSandbox([userhub as Emulator]).listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  beforeEach(async () => {
    await control('PUT', 'state', {});
    await control('DELETE', 'faults');
  });
}

export async function control(method: string, resource: string, body?: object): Promise<Json> {
  const response = await fetch(`${origin}/_sandbox/userhub/${resource}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Json;
}

export function send(
  method: string,
  path: string,
  body?: unknown,
  authorization = 'Bearer sandbox',
): Promise<Response> {
  return fetch(`${origin}/userhub/admin/v1/${path}`, {
    method,
    headers: {
      ...(authorization === '' ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

export async function ok(method: string, path: string, body?: unknown): Promise<Json> {
  const response = await send(method, path, body);
  const answer = (await response.json()) as Json;
  expect(answer).not.toHaveProperty('code');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  return answer;
}

export async function refused(
  status: number,
  code: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Json> {
  const response = await send(method, path, body);
  const answer = (await response.json()) as Json;
  expect(answer).toMatchObject({ code, message: expect.any(String), metadata: {} });
  expect(response.status).toBe(status);
  return answer;
}

export const ids = (list: Json): string[] => Object.values(list.organizations ?? {}).map(({ id }) => String(id));
