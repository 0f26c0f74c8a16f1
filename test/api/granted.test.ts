import { expect, test } from 'vitest';
import type { Principal } from '../../src/api/access/principal.ts';
import type { GatewayConnection } from '../../src/api/gateway.ts';
import { Granted } from '../../src/api/granted.ts';
import { createPageTokens } from '../../src/api/page-token.ts';
import { bytesLeftBy } from '../support/heap.ts';

const connections = new Map(['one', 'two'].map((id) => [id, { id } as GatewayConnection]));
const whole = { connections, pageTokens: createPageTokens(new Uint8Array(32)) };
const principal = (id: string, granted: Principal['connections']): Principal => ({
  id,
  permissions: new Set(),
  connections: granted,
});
const asked: string[] = [];
const grantedTo = (who: Principal): Granted => new Granted(whole, who, (id) => void asked.push(id));
const everything = grantedTo(principal('all', 'all'));
const one = grantedTo(principal('some', new Set(['one'])));

test('who may use all connections sees all, under no restriction', () => {
  expect(everything.connections.map(({ id }) => id)).toEqual(['one', 'two']);
  expect(everything.scope).toBeUndefined();
  expect(everything.sees('one that is gone')).toBe(true);
});

test('others see theirs, and what they ask for besides looks as if it were not there', () => {
  expect(one.connections.map(({ id }) => id)).toEqual(['one']);
  expect(one.scope).toEqual(['one']);
  expect(one.connection('one').id).toBe('one');
  asked.length = 0;
  for (const id of ['two', 'three', undefined]) {
    expect(() => one.connection(id)).toThrow(expect.objectContaining({ code: 'unknown-connection' }));
  }
  expect(asked).toEqual(['two']);
});

test("page tokens are of no use to others, nor is one's own for another query", () => {
  const token = one.pageTokens.seal('cursor', ['query']);
  expect(one.pageTokens.open(token, ['query'])).toBe('cursor');
  expect(() => everything.pageTokens.open(token, ['query'])).toThrow();
  expect(() => one.pageTokens.open(token, ['another'])).toThrow();
});

test('what is granted to a request leaves nothing of the request in memory', async () => {
  const who = principal('all', 'all');
  const left = await bytesLeftBy(() => {
    const request = new Array<number>(1_000).fill(0);
    return new Granted(whole, who, () => request.length);
  });
  expect(left).toBeLessThan(1_000);
});
