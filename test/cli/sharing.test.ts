import { expect, test } from 'vitest';
import { holding, shared } from '../../src/cli/sharing.ts';

function counted() {
  let lettings = 0;
  const one = shared(async () => {
    lettings += 1;
  });
  return { ...one, lettings: () => lettings };
}

test('it is let go of once, when the last holder has released it', async () => {
  const { hold, gone, lettings } = counted();
  const [first, second] = [hold(), hold()];
  first();
  first();
  expect(lettings()).toBe(0);
  second();
  await gone;
  expect(lettings()).toBe(1);
});

test('work holds it until its end, also when it fails', async () => {
  const one = counted();
  const { promise, reject } = Promise.withResolvers<void>();
  const working = holding(one, () => promise);
  one.hold()();
  expect(one.lettings()).toBe(0);
  reject(new Error('failed'));
  await expect(working).rejects.toThrow('failed');
  expect(one.lettings()).toBe(1);
});
