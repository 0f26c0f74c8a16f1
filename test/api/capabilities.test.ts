import { afterEach, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import { unsupported } from '../../src/translation/declare.ts';
import { idempotencyKey, type RunningGateway, startGateway } from '../support/gateway.ts';

let gateway: RunningGateway | undefined;
afterEach(() => gateway?.stop());

test.each(providers.map(({ provider }) => provider.id))(
  '%s: taking an operation out of the translation changes the connection, with no other edit',
  async (id) => {
    const reason = 'Taken out by this test';
    const edited = providers.map((registered) => ({
      ...registered,
      provider: {
        ...registered.provider,
        operations: { ...registered.provider.operations, createOrganization: unsupported(reason) },
      },
    }));
    const connection = { id, provider: id, baseUrl: 'http://127.0.0.1:9' };
    const capability = async () => {
      const { body } = await (gateway as RunningGateway).call('GET', `/v1/connections/${id}`);
      return body.capabilities.find(({ operation }: { operation: string }) => operation === 'createOrganization');
    };

    gateway = await startGateway([connection]);
    expect((await capability()).support).not.toBe('unsupported');
    await gateway.stop();

    gateway = await startGateway([connection], { registry: edited });
    expect(await capability()).toEqual({ operation: 'createOrganization', support: 'unsupported', reason });
    const answer = await gateway.call('POST', `/v1/connections/${id}/organizations`, {
      body: { displayName: 'Acme' },
      headers: idempotencyKey(),
    });
    expect(answer).toMatchObject({
      status: 501,
      body: { code: 'capability-not-supported', detail: reason, outcome: 'not_applied' },
    });
  },
);
