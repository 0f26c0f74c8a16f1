import { expect, test } from 'vitest';
import { faultsOf, read, small } from './files.ts';

const sandbox = `auth: { sandboxKey: true }
connections:
  main: { provider: userhub, baseUrl: 'http://127.0.0.1:1', credentials: { adminApiKey: key }, allowPrivateNetwork: true }
`;

test('each limit can be set or lifted for itself', () => {
  const written = 'limits: { destructive: { perMinute: 3 }, requests: { unlimited: true } }\n';
  expect(read(small + written).limits).toEqual({
    destructive: { calls: 3, windowSeconds: 60 },
    destructivePerConnection: { calls: 500, windowSeconds: 86_400 },
  });
});

test('with the sandbox key only what is written is limited', () => {
  expect(read(sandbox).limits).toEqual({});
  expect(read(`${sandbox}limits: { destructivePerConnection: { perDay: 7 } }\n`).limits).toEqual({
    destructivePerConnection: { calls: 7, windowSeconds: 86_400 },
  });
});

test.each([
  ['{ destructive: { perMinute: 0 } }', '/limits/destructive/perMinute'],
  ['{ destructive: { perDay: 5 } }', '/limits/destructive/perDay'],
  ['{ destructive: {} }', '/limits/destructive'],
  ['{ destructive: { perMinute: 5, unlimited: true } }', '/limits/destructive'],
  ['{ destructive: { unlimited: false } }', '/limits/destructive/unlimited'],
  ['{ reads: { perMinute: 5 } }', '/limits/reads'],
])('limits: %s is refused', (limits, pointer) => {
  expect(faultsOf(`${small}limits: ${limits}\n`).map((fault) => fault.split(' ')[1])).toEqual([pointer]);
});
