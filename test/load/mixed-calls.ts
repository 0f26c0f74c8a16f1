import { randomUUID } from 'node:crypto';
import { emulators } from '../../src/generated/emulators.ts';
import type { Call } from './generator.ts';

const organizations = Object.fromEntries(
  emulators.map(({ provider, showcase }) => [
    provider,
    `/v1/connections/${provider}/organizations/${showcase.organization}`,
  ]),
);

const reads: readonly (() => Call)[] = [
  ...emulators.flatMap(({ provider }) => [
    () => get(organizations[provider] ?? ''),
    () => get(`${organizations[provider]}/members?pageSize=20`),
    () => get(`/v1/connections/${provider}/organizations?pageSize=20`),
    () => get(`/v1/connections/${provider}`),
  ]),
  () => get('/v1/organizations?externalId=customer-4711'),
  () => get('/v1/operations?pageSize=20'),
];

/** Each can be made again and again. */
const mutations: readonly (() => Call)[] = [
  () => write('POST', `${organizations.softwareone}/deactivate`),
  () => write('POST', `${organizations.softwareone}/activate`),
  () => write('POST', `${organizations.zitadel}/deactivate`),
  () => write('POST', `${organizations.zitadel}/activate`),
  () =>
    write('PUT', `${organizations.stytch}/external-id`, { externalId: `customer-${Math.floor(Math.random() * 1e6)}` }),
  () => write('DELETE', `${organizations.stytch}/external-id`),
  () => write('PATCH', `${organizations.userhub}`, { displayName: `Company ${Math.floor(Math.random() * 1e6)}` }),
  () => write('PATCH', `${organizations.zitadel}`, { displayName: `Company ${Math.floor(Math.random() * 1e6)}` }),
];

/** Any call of the mix: one in six is a mutation. */
export function mixedCall(): Call {
  const among = Math.random() < 1 / 6 ? mutations : reads;
  return (among[Math.floor(Math.random() * among.length)] as () => Call)();
}

const get = (path: string): Call => ({ method: 'GET', path });

const write = (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Call => ({
  method,
  path,
  headers: { 'idempotency-key': randomUUID() },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});
