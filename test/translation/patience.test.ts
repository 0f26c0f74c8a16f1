import { expect, test } from 'vitest';
import { composeContract } from '../../src/contract/contract.ts';
import { providers } from '../../src/generated/providers.ts';
import { createExchange, readingScope } from '../../src/translation/exchange.ts';
import { fixedAuthorization } from '../../src/upstream/authorization.ts';
import type { Waiting } from '../../src/upstream/bulkhead.ts';
import type { UpstreamClient } from '../../src/upstream/client.ts';

const stytch = providers.find(({ provider }) => provider.id === 'stytch');
const request = { path: { organization_id: 'organization-test-1' } };

/** How a call of the exchange waits for its turn. */
async function waitingOf(operationId: string, scope: Parameters<ReturnType<typeof createExchange>['prepare']>[2]) {
  if (stytch === undefined) throw new Error('no provider stytch');
  let seen: Waiting | undefined;
  const client: UpstreamClient = {
    send: async (_request, _credentials, _fresh, waiting) => {
      seen = waiting;
      return { status: 404, headers: {}, text: '' };
    },
    describe: () => ({ method: '', url: '', headers: {}, body: undefined }),
    close: async () => {},
  };
  const contract = composeContract(stytch.document, stytch.validators);
  const observer = { contact: () => {}, drift: () => {}, called: () => {} };
  const exchange = createExchange(stytch.provider, contract, client, fixedAuthorization({}), observer, () => 'report');
  await exchange
    .prepare(operationId, request, scope)
    .send()
    .catch(() => {});
  return seen;
}

const { signal } = new AbortController();
const scope = { organization: 'organization-test-1', acting: {} };

test('a look at what became of a write is patient: it must not wait for ever behind the calls of others', async () => {
  expect(await waitingOf('GetOrganization', readingScope('organization-test-1'))).toEqual({ patient: true });
});

test('a read of a caller takes its turn as any other, and ends with the caller', async () => {
  expect(await waitingOf('GetOrganization', { ...scope, signal })).toEqual({ patient: false, signal });
});

test('a write does not end with its caller; after another write it is patient', async () => {
  expect(await waitingOf('DeleteOrganizationExternalId', { ...scope, signal })).toEqual({ patient: false });
  const after = { ...scope, signal, patient: true };
  expect(await waitingOf('DeleteOrganizationExternalId', after)).toEqual({ patient: true });
});
