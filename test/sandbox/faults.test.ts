import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { emulators } from '../../src/generated/emulators.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { type RunningEmulators, startEmulators } from '../support/emulators.ts';

const organization = emulators.find(({ provider }) => provider === 'userhub')?.showcase.organization;
const path = `/admin/v1/organizations/${organization}`;

let sandbox: RunningEmulators;
beforeAll(async () => {
  sandbox = await startEmulators();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.control('DELETE', 'userhub/faults');
  await sandbox.control('PUT', 'userhub/state', {});
});

const put = (body: unknown) => sandbox.control<{ error?: string }>('PUT', 'userhub/faults', body);
const inForce = async () => (await sandbox.control('GET', 'userhub/faults')).body;
const none = { faults: [], consistencyDelayMs: 0 };

const send = (method = 'GET', target = path, body?: object): Promise<Response> =>
  fetch(`${sandbox.url}/userhub${target}`, {
    method,
    headers: { authorization: 'Bearer sandbox', 'userhub-api-version': '2025-05-01' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

test('faults are answered as they were put, and DELETE ends them', async () => {
  const faults: Fault[] = [{ method: 'GET', path: '^/admin', times: 3, status: 500 }, { latencyMs: 1 }];
  expect(await put({ faults, consistencyDelayMs: 5 })).toEqual({
    status: 200,
    body: { faults, consistencyDelayMs: 5 },
  });
  expect(await inForce()).toEqual({ faults, consistencyDelayMs: 5 });
  expect((await send()).status).toBe(500);
  expect(await sandbox.control('DELETE', 'userhub/faults')).toEqual({ status: 200, body: {} });
  expect(await inForce()).toEqual(none);
  expect((await send()).status).toBe(200);
});

test('PUT replaces the faults before', async () => {
  await put({ faults: [{ status: 500 }] });
  await put({ faults: [{ status: 503, times: 1 }] });
  expect((await send()).status).toBe(503);
  expect((await send()).status).toBe(200);
});

test('a fault with a probability meets about that share of the requests, the same ones for the same seed', async () => {
  const met = async (seed: number): Promise<number[]> => {
    await put({ faults: [{ status: 503, probability: 0.3, seed }] });
    const statuses: number[] = [];
    for (let request = 0; request < 100; request += 1) statuses.push((await send()).status);
    return statuses.flatMap((status, request) => (status === 503 ? [request] : []));
  };
  const first = await met(1);
  expect(first.length).toBeGreaterThan(15);
  expect(first.length).toBeLessThan(45);
  expect(await met(1)).toEqual(first);
  expect(await met(2)).not.toEqual(first);
});

test('a fault meets only the method and the path it names, and only so many times', async () => {
  await put({ faults: [{ method: 'GET', path: 'members\\?.*pageSize=1', times: 2, status: 503 }] });
  const statuses: number[] = [];
  for (const target of [path, `${path}/members`, `${path}/members?pageSize=1`]) {
    statuses.push((await send('GET', target)).status);
  }
  statuses.push((await send('DELETE', `${path}/members?pageSize=1`)).status);
  for (let again = 0; again < 2; again += 1) statuses.push((await send('GET', `${path}/members?pageSize=1`)).status);
  expect(statuses).toEqual([200, 200, 503, expect.not.toBeOneOf([503]), 503, 200]);
  expect(await inForce()).toEqual(none);
});

test('the first of several faults that meet a request wins', async () => {
  await put({ faults: [{ path: 'nowhere', status: 500 }, { status: 429, times: 1 }, { status: 504 }] });
  expect([(await send()).status, (await send()).status]).toEqual([429, 504]);
});

test('a status is answered with the body of the vendor for it, and nothing is applied', async () => {
  await put({ faults: [{ status: 503, times: 1 }] });
  const refused = await send('PATCH', path, { displayName: 'Renamed' });
  expect({ status: refused.status, body: await refused.json() }).toMatchObject({
    status: 503,
    body: { code: 'UNAVAILABLE' },
  });
  expect(await (await send()).json()).toMatchObject({ displayName: 'Acme Inc' });
});

test('body, media type and headers can be chosen', async () => {
  await put({ faults: [{ status: 502, body: '<html>', contentType: 'text/html', headers: { 'retry-after': '7' } }] });
  const answer = await send();
  expect([answer.status, await answer.text()]).toEqual([502, '<html>']);
  expect([answer.headers.get('content-type'), answer.headers.get('retry-after')]).toEqual(['text/html', '7']);
});

test('a truncated body breaks off under its full length', async () => {
  await put({ faults: [{ truncate: 5 }] });
  const answer = await send();
  expect(answer.status).toBe(200);
  expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(5);
  await expect(answer.text()).rejects.toThrow();
});

test('an answer can be bent: another field, another enum member, another organization', async () => {
  const good = (await (await send()).json()) as object;
  const bent = async (fault: Fault): Promise<object> => {
    await put({ faults: [fault] });
    return (await (await send()).json()) as object;
  };
  expect(await bent({ extraField: true })).toEqual({ ...good, orgwaySandboxExtraField: expect.anything() });
  expect(await bent({ unknownEnum: true })).toMatchObject({
    id: organization,
    state: expect.not.toBeOneOf(['ACTIVE']),
  });
  expect(await bent({ otherOrganization: true })).toMatchObject({ id: expect.not.toBeOneOf([organization]) });
});

test('reads lag behind writes by the consistency delay, until it is taken away', async () => {
  await put({ consistencyDelayMs: 3_600_000 });
  expect((await send('PATCH', path, { displayName: 'Renamed' })).status).toBe(200);
  expect(await (await send()).json()).toMatchObject({ displayName: 'Acme Inc' });
  await sandbox.control('DELETE', 'userhub/faults');
  expect(await (await send()).json()).toMatchObject({ displayName: 'Renamed' });
});

test.each([
  ['no list', { faults: { status: 500 } }, 'faults'],
  ['a fault that is no object', { faults: [500] }, 'faults[0]'],
  ['an unknown member', { faults: [{ status: 500 }, { statsu: 500 }] }, 'faults[1].statsu'],
  ['a status in letters', { faults: [{ status: '500' }] }, 'faults[0].status'],
  ['a method in digits', { faults: [{ method: 7 }] }, 'faults[0].method'],
  ['an unknown moment to cut the connection', { faults: [{ reset: 'during' }] }, 'faults[0].reset'],
  ['a method that no request has', { faults: [{ method: 'get' }] }, 'faults[0].method'],
  ['a pattern that is none', { faults: [{ path: '(' }] }, 'faults[0].path'],
  ['a list for a fault', { faults: [[]] }, 'faults[0]'],
  ['a status that no answer has', { faults: [{ status: 1000 }] }, 'faults[0].status'],
  ['a fault that is never met', { faults: [{ times: 0 }] }, 'faults[0].times'],
  ['a negative wait', { faults: [{ latencyMs: -1 }] }, 'faults[0].latencyMs'],
  ['a negative length', { faults: [{ truncate: -1 }] }, 'faults[0].truncate'],
  ['headers that are no texts', { faults: [{ headers: { 'x-a': 1 } }] }, 'faults[0].headers'],
  ['a media type with a line break', { faults: [{ contentType: 'a\r\nb: c' }] }, 'faults[0].contentType'],
  ['a negative delay', { faults: [], consistencyDelayMs: -1 }, 'consistencyDelayMs'],
  ['an unknown member beside the faults', { faults: [], delay: 1 }, 'delay'],
  ['a delay in letters', { faults: [], consistencyDelayMs: 'long' }, 'consistencyDelayMs'],
  ['nothing at all', 'null', ''],
  ['what is no JSON', '{"faults": [', ''],
])('%s is refused and named, and the faults before stay', async (_, body, named) => {
  const faults = [{ status: 503 }];
  await put({ faults });
  const { status, body: answer } = await put(body);
  expect({ status, members: Object.keys(answer) }).toEqual({ status: 400, members: ['error'] });
  expect(answer.error).toContain(named);
  expect(await inForce()).toEqual({ faults, consistencyDelayMs: 0 });
});
