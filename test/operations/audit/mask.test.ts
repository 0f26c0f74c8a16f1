import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/operations/audit/event.ts';
import { createMask } from '../../../src/operations/audit/mask.ts';

const mask = createMask(Buffer.alloc(32, 1));

test.each(['org_28seyVGVL1got6', 'ACC-1234-5678', 'a.b~c:d|e', '7', 'x'.repeat(200)])('%s is an id', (id) => {
  expect(mask.text(id)).toBe(id);
});

test.each([
  'zoe@example.com',
  'zoe%40example.com',
  'Zoë Müller',
  'two words',
  '',
  '../x',
  'line\n',
  '=1+1',
  'x'.repeat(201),
  '{"a":1}',
])('%j is hashed', (text) => {
  expect(mask.text(text)).toMatch(/^hashed:[A-Za-z0-9_-]{43}$/);
});

test('the same text has the same hash, under the same key only', () => {
  const other = createMask(Buffer.alloc(32, 2));
  expect(mask.text('zoe@example.com')).toBe(createMask(Buffer.alloc(32, 1)).text('zoe@example.com'));
  expect(mask.text('zoe@example.com')).not.toBe(mask.text('zoe@example.org'));
  expect(mask.text('zoe@example.com')).not.toBe(other.text('zoe@example.com'));
});

test('what is hashed stays as it is', () => {
  const hashed = mask.text('zoe@example.com');
  expect(mask.text(hashed)).toBe(hashed);
});

test('nothing that a caller can choose gets past it, whatever member it is put in', () => {
  const planted = 'zoe@example.com';
  const names = ['principal', 'requestId', 'action', 'operation', 'connection', 'provider', 'organization', 'outcome'];
  const event = {
    type: 'request.denied',
    ...Object.fromEntries([...names, 'code', 'digest'].map((name) => [name, planted])),
    fields: ['email', planted],
    count: 3,
  } as AuditEvent;
  const masked = mask.event(event);
  expect(JSON.stringify(masked)).not.toContain('zoe');
  expect(masked).toMatchObject({ type: 'request.denied', count: 3, fields: ['email', mask.text(planted)] });
  expect(Object.keys(masked)).toEqual(Object.keys(event));
});

test('a list of no fields is left out', () => {
  expect(mask.event({ type: 'operation.started', fields: [] })).toEqual({ type: 'operation.started' });
});
