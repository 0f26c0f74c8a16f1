import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { providers } from '../../src/generated/providers.ts';
import { type Answer, idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, startSandbox } from '../support/sandbox.ts';
import { translatedIds, unifiedOperation } from '../support/unified-calls.ts';
import { softwareone } from './transitions/softwareone.ts';
import { stytch } from './transitions/stytch.ts';
import type { Transition } from './transitions/transition.ts';
import { userhub } from './transitions/userhub.ts';
import { zitadel } from './transitions/zitadel.ts';

// Every way from one state to another, on the seeded emulators: what is answered, and that nothing more is asked of the upstream.

const tables: Readonly<Record<string, readonly Transition[]>> = { softwareone, stytch, userhub, zitadel };

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** Patterns are expected of texts. */
const expected = (part: object): object =>
  Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, value instanceof RegExp ? expect.stringMatching(value) : value]),
  );

describe.each(Object.entries(tables))('%s', (provider, table) => {
  beforeEach(() => sandbox.reset(provider));
  const make = (call: string, body?: object): Promise<Answer> => {
    const [method = '', path = ''] = call.split(' ');
    const headers = method === 'GET' ? {} : idempotencyKey();
    return sandbox.call(method, `/v1/connections/${provider}/organizations${path}`, {
      headers,
      ...(body === undefined ? {} : { body }),
    });
  };

  test.each(table)('$title', async ({ given = [], call, body, status, answer, upstream }) => {
    for (const each of given) expect((await make(each)).status).toBe(200);
    await sandbox.clearLedger(provider);
    const before = await sandbox.state(provider);
    const got = await make(call, body);
    const ledger = await sandbox.ledger(provider);
    expect(ledger.map((each) => `${each.method} ${each.path} ${each.status}`)).toEqual(upstream);
    expect({ status: got.status, body: got.body }).toMatchObject({ status, body: expected(answer) });
    // What says that nothing was changed has changed nothing.
    const applied = ledger.some((each) => each.applied);
    if (got.status >= 400) expect(applied).toBe(false);
    if (!applied) expect(await sandbox.state(provider)).toEqual(before);
  });

  test('every supported mutation of what exists already is in the table', () => {
    const found = providers.find((each) => each.provider.id === provider);
    const tried = new Set(table.map(({ call }) => shapeOf(call)));
    const supported = translatedIds.filter((id) => {
      const entry = found?.provider.operations[id];
      const { method } = unifiedOperation(id);
      return (
        entry !== undefined && 'upstream' in entry && method !== 'GET' && !/^(?:create|update)Organization$/.test(id)
      );
    });
    expect([...tried].sort()).toEqual(supported.map((id) => shapeOf(pathOf(id))).sort());
  });
});

/** The method and the fixed segments of a call. */
function shapeOf(call: string): string {
  const [method, path = ''] = (call.split('?')[0] ?? '').split(' ');
  return [method, ...path.split('/').filter((_segment, index) => index % 2 === 0)].join(' ');
}

function pathOf(id: (typeof translatedIds)[number]): string {
  const { method, path } = unifiedOperation(id);
  return `${method} ${path.replace('/v1/connections/{connection}/organizations', '')}`;
}
