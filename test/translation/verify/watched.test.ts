import { expect, test } from 'vitest';
import { composeContract } from '../../../src/contract/contract.ts';
import { providers } from '../../../src/generated/providers.ts';
import { type Seen, watched } from '../../../src/translation/verify/watched.ts';
import type { UpstreamClient } from '../../../src/upstream/client.ts';
import { UpstreamFault } from '../../../src/upstream/fault.ts';

const stytch = providers.find(({ provider }) => provider.id === 'stytch');
if (stytch === undefined) throw new Error('no such provider');
const contract = composeContract(stytch.document, stytch.validators);
const asked = { path: { organization_id: 'organization-test-1' } };

/** What a watch saw, over a client that answers as told. */
function stage(answer: () => Promise<Awaited<ReturnType<UpstreamClient['send']>>>, mayWrite: boolean) {
  const seen: Seen[] = [];
  const sent: unknown[] = [];
  const client: UpstreamClient = {
    send: (wire) => {
      sent.push(wire);
      return answer();
    },
    describe: () => ({ method: '', url: '', headers: {}, body: undefined }),
    close: async () => {},
  };
  const watch = watched(
    contract,
    client,
    (each) => seen.push(each),
    () => mayWrite,
  );
  const send = (id: string) => watch.client.send(watch.contract.operation(id).toWire(asked), {}, false);
  return { watch, seen, sent, send };
}

const fine = async () => ({ status: 200, headers: {}, text: '{}' });

test('every answer is seen with the request that it answers', async () => {
  const { seen, send } = stage(fine, false);
  expect(await send('GetOrganization')).toEqual(await fine());
  expect(seen).toEqual([{ operationId: 'GetOrganization', request: asked, answer: await fine() }]);
});

test('a call without an answer is seen, and fails as it did', async () => {
  const fault = new UpstreamFault('no-answer', true, new Error('late'));
  const { seen, send } = stage(() => Promise.reject(fault), false);
  await expect(send('GetOrganization')).rejects.toBe(fault);
  expect(seen.map(({ answer }) => answer)).toEqual([fault]);
});

test('a write that is not allowed is not sent', async () => {
  const { sent, send } = stage(fine, false);
  await expect(send('DeleteOrganization')).rejects.toThrow('DeleteOrganization writes');
  expect(sent).toEqual([]);
  const allowed = stage(fine, true);
  await allowed.send('DeleteOrganization');
  expect(allowed.sent).toHaveLength(1);
});

test('a request that the contract has not put on the wire is not sent', async () => {
  const { watch, sent } = stage(fine, true);
  const stray = { method: 'DELETE', target: '/', headers: {}, body: undefined } as const;
  await expect(watch.client.send(stray, {}, false)).rejects.toThrow('has not put on the wire');
  expect(sent).toEqual([]);
});

test('writes that were put together are handed over once, whether they were sent or not', () => {
  const { watch } = stage(fine, true);
  watch.contract.operation('GetOrganization').toWire(asked);
  watch.contract.operation('DeleteOrganization').toWire(asked);
  expect(watch.takeWrites()).toEqual([{ operationId: 'DeleteOrganization', request: asked }]);
  expect(watch.takeWrites()).toEqual([]);
});
