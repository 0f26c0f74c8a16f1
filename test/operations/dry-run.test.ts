import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emulators } from '../../src/generated/emulators.ts';
import { providers } from '../../src/generated/providers.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';
import { seededSessions } from '../../src/sandbox/stytch/seeds.ts';
import { newId } from '../../src/translation/settlement.ts';
import { softwareone } from '../conformance/transitions/softwareone.ts';
import { stytch } from '../conformance/transitions/stytch.ts';
import type { Transition } from '../conformance/transitions/transition.ts';
import { userhub } from '../conformance/transitions/userhub.ts';
import { zitadel } from '../conformance/transitions/zitadel.ts';
import { type Answer, idempotencyKey } from '../support/gateway.ts';
import { recordedOperations } from '../support/journal.ts';
import { type RunningSandbox, showcase, startSandbox } from '../support/sandbox.ts';
import { isMutation, translatedIds, unifiedOperation } from '../support/unified-calls.ts';
import { readUpstreamDocument, type UpstreamDocument } from '../support/upstream-document.ts';

// A dry run is held against the call itself: it sends no write, and what it lists is what is sent then.

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** A mutation on the seeded sandbox: the table of all ways from one state to another, and what is not in it. */
type Case = Pick<Transition, 'title' | 'given' | 'call' | 'body'>;
const of = (title: string, call: string, body: object): Case => ({ title, call, body });
const cases: Readonly<Record<string, readonly Case[]>> = {
  userhub: [
    ...userhub,
    of('create', 'POST ', { displayName: 'Möwe 🕊', email: 'office@moewe.example', address: { lines: ['Kai 1'] } }),
    of('create with an external ID', 'POST ', { displayName: 'Möwe', externalId: 'moewe' }),
    of('create under an external ID that is taken', 'POST ', { displayName: 'Möwe', externalId: 'acme' }),
    of('update', `PATCH /${showcase.userhub?.organization}`, { displayName: 'Möwe', phoneNumber: null }),
    of('update nothing', `PATCH /${showcase.userhub?.organization}`, { displayName: 'Acme Inc' }),
  ],
  softwareone: [
    ...softwareone,
    of('create', 'POST ', { displayName: 'Möwe 🕊', address: { lines: ['Kai 1'], city: 'Kiel', countryCode: 'DE' } }),
    of('create with an external ID', 'POST ', { displayName: 'Möwe', externalId: 'WW-42' }),
    of('update', `PATCH /${showcase.softwareone?.organization}`, { displayName: 'Łódź', description: null }),
    of('give a member other roles', 'PATCH /ACC-2000-0001/members/USR-2000-0001', { roles: ['UGR-9000-0001'] }),
  ],
  stytch: [
    ...stytch,
    of('create', 'POST ', { displayName: 'Möwe 🕊', metadata: { plan: { seats: 3 } }, domains: ['moewe.example'] }),
    of('create with an external ID', 'POST ', { displayName: 'Möwe', externalId: 'moewe', slug: 'moewe' }),
    of('update', `PATCH /${showcase.stytch?.organization}`, {
      displayName: 'Möwe',
      metadata: { plan: null, seats: 3 },
    }),
  ],
  zitadel: [
    ...zitadel,
    of('create', 'POST ', { displayName: 'Möwe 🕊' }),
    of('create with an external ID', 'POST ', { displayName: 'Möwe', externalId: 'kunde-二' }),
    of('create under a name that is taken', 'POST ', { displayName: 'Nordwind Handels GmbH' }),
    of('update', `PATCH /${showcase.zitadel?.organization}`, { displayName: 'Möwe' }),
    of('update nothing', `PATCH /${showcase.zitadel?.organization}`, {}),
  ],
};

interface Planned {
  readonly operationId: string;
  readonly effect: string;
  readonly sent: boolean;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const make = (
  provider: string,
  call: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => {
  const [method = '', path = ''] = call.split(' ');
  return sandbox.call(method, `/v1/connections/${provider}/organizations${path}`, {
    headers: { ...idempotencyKey(), ...headers },
    ...(body === undefined ? {} : { body }),
  });
};
const dry = (call: string): string => {
  const bare = call.replace('?acknowledge=irreversible', '');
  return `${bare}${bare.includes('?') ? '&' : '?'}dryRun=true`;
};

/** A request of the ledger as a dry run lists it. Its body was read; written again it must have the length that was sent. */
const sentAs = (provider: string, { method, path, headers, body }: LedgerEntry): object => ({
  method,
  url: `${sandbox.emulatorsUrl}/${provider}${path}`,
  // Every call has a place in a trace of its own, which cannot be told before.
  headers: {
    ...headers,
    ...(/^00-[\da-f]{32}-[\da-f]{16}-00$/.test(headers.traceparent ?? '') && { traceparent: '***' }),
  },
  ...(body === null ? {} : { body: JSON.stringify(body) }),
});
const listedAs = ({ method, url, headers, body }: Planned): object => ({
  method,
  url,
  headers,
  ...(body === undefined ? {} : { body }),
});
const operationOf = (document: UpstreamDocument, { method, path, headers, body }: LedgerEntry) =>
  document.recognize(method, path, headers, body).operation;

/** The same with the id that the upstream chose in place of the stand-in. */
const chosen = (plan: readonly Planned[], { body }: Answer): Planned[] =>
  JSON.parse(JSON.stringify(plan).replaceAll(newId, body.organization?.id ?? newId));

/** A problem without the ids that are another one's with every request, the gateway's and the upstream's. */
function told({ status, body }: Answer): object {
  const { requestId: _own, operationId: _operation, upstream, ...problem } = body;
  const { requestId: _theirs, ...failure } = upstream ?? {};
  return { status, problem: { ...problem, upstream: failure } };
}

describe.each(Object.entries(cases))('%s', (provider, table) => {
  const registered = providers.find((each) => each.provider.id === provider);
  const document = readUpstreamDocument(registered?.document ?? {});
  beforeEach(async () => {
    await sandbox.forget();
    await sandbox.reset(provider);
  });
  const effects = (ledger: readonly LedgerEntry[]): string[] =>
    ledger.map((each) => operationOf(document, each).effect);

  test.each(table)('$title', async ({ given = [], call, body }) => {
    for (const each of given) expect((await make(provider, each)).status).toBe(200);
    await sandbox.clearLedger(provider);
    const state = await sandbox.state(provider);
    const recorded = await recordedOperations(sandbox.database);

    const planned = await make(provider, dry(call), body);
    const looked = await sandbox.ledger(provider);
    expect(effects(looked)).toEqual(looked.map(() => 'read'));
    expect(looked.some(({ applied }) => applied)).toBe(false);
    expect(await sandbox.state(provider)).toEqual(state);
    expect(await recordedOperations(sandbox.database)).toBe(recorded);
    for (const secret of secretsOf(provider)) expect(planned.text).not.toContain(secret);

    await sandbox.clearLedger(provider);
    const made = await make(provider, call, body);
    if (made.body.code === 'acknowledgement-required') {
      expect(planned.status).toBe(200);
      return;
    }
    const ledger = await sandbox.ledger(provider);
    const refusedWrite = ledger.findIndex(
      ({ status }, index) => effects(ledger)[index] === 'write' && status !== null && status >= 400,
    );
    if (!effects(ledger).includes('write') && made.status >= 400) {
      expect(told(planned)).toEqual(told(made));
      return;
    }
    if (planned.status !== 200) {
      // What the upstream refuses, a look at the organization may tell before.
      expect(refusedWrite).toBeGreaterThanOrEqual(0);
      expect(planned).toMatchObject({
        status: made.status,
        body: { code: made.body.code, outcome: 'not_applied' },
      });
      return;
    }
    const { requests } = planned.body as { readonly requests: readonly Planned[] };
    // Only what the upstream answers to a write nobody can foresee: after a refused one the call may go another way.
    const until = refusedWrite < 0 ? undefined : refusedWrite + 1;
    const listed = chosen(requests, made);
    expect(listed.slice(0, until).map(listedAs)).toEqual(ledger.slice(0, until).map((each) => sentAs(provider, each)));
    for (const [index, each] of ledger.slice(0, until).entries()) {
      const { id, effect } = operationOf(document, each);
      expect(listed[index]).toMatchObject({ operationId: id, effect });
      expect(each.body === null ? '0' : String(Buffer.byteLength(JSON.stringify(each.body)))).toBe(
        each.headers['content-length'] ?? '0',
      );
    }
    // What it says was sent, was; no write is, nor anything about what does not exist yet.
    const seen = looked.map((each) => JSON.stringify(sentAs(provider, each)));
    for (const each of requests) {
      expect(each.effect === 'write' && each.sent).toBe(false);
      if (each.effect === 'read') expect(each.sent).toBe(!JSON.stringify(each).includes(newId));
      if (each.sent) expect(seen).toContain(JSON.stringify(listedAs(each)));
    }
  });

  test('every supported mutation is in the table', () => {
    const shape = (call: string): string => {
      const [method, path = ''] = (call.split('?')[0] ?? '').split(' ');
      return [method, ...path.split('/').filter((_segment, index) => index % 2 === 0)].join(' ');
    };
    const supported = translatedIds.filter(
      (id) => isMutation(id) && 'upstream' in (registered?.provider.operations[id] ?? {}),
    );
    const shapes = supported.map((id) => {
      const { method, path } = unifiedOperation(id);
      return shape(`${method} ${path.replace('/v1/connections/{connection}/organizations', '')}`);
    });
    expect([...new Set(table.map(({ call }) => shape(call)))].sort()).toEqual(shapes.sort());
  });

  test('it shows what there is, what would be lost, and what becomes of people', async () => {
    const { body: connection } = await sandbox.call('GET', `/v1/connections/${provider}`);
    for (const { call, body, given } of table) {
      if (given !== undefined) continue;
      const planned = await make(provider, dry(call), body);
      if (planned.status !== 200) continue;
      const { action, reversible, destroys, effects: shown, organization, member, warnings } = planned.body;
      const capability = connection.capabilities.find((each: { operation: string }) => each.operation === action);
      expect({ reversible, destroys, effects: shown, warnings }).toEqual({
        reversible: capability.reversible ?? true,
        destroys: capability.destroys ?? [],
        effects: capability.effects,
        warnings: capability.reason === undefined ? [] : [capability.reason],
      });
      const [, of, part, id] = /^\w+ \/([^/?]+)(?:\/(\w+)\/([^?]+))?/.exec(call) ?? [];
      const path = `/v1/connections/${provider}/organizations`;
      const current = of === undefined ? undefined : (await sandbox.call('GET', `${path}/${of}`)).body;
      expect({ call, organization }).toEqual({ call, organization: current });
      const person = part === 'members' ? await sandbox.call('GET', `${path}/${of}/members/${id}`) : undefined;
      expect({ call, member }).toEqual({ call, member: person?.status === 200 ? person.body : undefined });
    }
  });

  test('what is refused at the door is refused the same', async () => {
    const organization = showcase[provider]?.organization ?? '';
    const refusals: readonly (readonly [string, object | undefined])[] = [
      ['POST ', { displayName: 5 }],
      ['POST ', { displayName: 'Möwe', timeZone: 'Mars/Olympus', slug: 'moewe', website: 'https://moewe.example/' }],
      ['POST /%20of-another-form/deactivate', undefined],
      [`POST /${organization}/purge`, undefined],
      [`POST /${organization}/restore`, undefined],
    ];
    for (const [call, body] of refusals) {
      const made = await make(provider, call, body);
      if (made.body.code === 'acknowledgement-required' || made.status < 300) continue;
      expect(told(await make(provider, dry(call), body))).toEqual(told(made));
    }
  });

  test('with If-Match, the reading that decides is listed too, and a precondition that fails is told', async () => {
    const organization = showcase[provider]?.organization ?? '';
    const call = `PATCH /${organization}`;
    const body = { displayName: 'Möwe' };
    const { body: current } = await sandbox.call('GET', `/v1/connections/${provider}/organizations/${organization}`);
    const moved = { 'if-match': '"AAAAAAAAAAAAAAAAAAAAAA"' };
    const refusal = await make(provider, dry(call), body, moved);
    expect(refusal).toMatchObject({ status: 412, body: { code: 'precondition-failed', outcome: 'not_applied' } });
    expect(told(refusal)).toEqual(told(await make(provider, call, body, moved)));
    const planned = await make(provider, dry(call), body, { 'if-match': current.etag });
    await sandbox.clearLedger(provider);
    const made = await make(provider, call, body, { 'if-match': current.etag });
    expect(made).toMatchObject({ status: 200, body: { changed: true } });
    const ledger = await sandbox.ledger(provider);
    expect(planned.body.requests.map(listedAs)).toEqual(ledger.map((each) => sentAs(provider, each)));
  });
});

/** What a provider's credentials are, and what is made of them on the wire. */
function secretsOf(provider: string): readonly string[] {
  const { credentials = {} } = emulators.find((each) => each.provider === provider) ?? {};
  const { projectId, secret, ...tokens } = credentials;
  const basic = Buffer.from(`${projectId}:${secret}`).toString('base64');
  // The sandbox's tokens may be words like any other, so they are looked for as they are sent.
  return secret === undefined ? Object.values(tokens).map((token) => `Bearer ${token}`) : [secret, basic];
}

describe('an acting member', () => {
  const { organization = '' } = showcase.stytch ?? {};
  const { administrator, plainMember } = seededSessions;
  beforeEach(async () => {
    await sandbox.forget();
    await sandbox.reset('stytch');
  });
  const sessions: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['token', { 'orgway-acting-session': administrator.session_token }],
    ['JSON Web Token', { 'orgway-acting-session-jwt': administrator.session_jwt }],
  ];

  test.each(sessions)('is listed without the %s', async (_kind, headers) => {
    const call = `PUT /${organization}/external-id`;
    const body = { externalId: 'new-one' };
    const planned = await make('stytch', dry(call), body, headers);
    expect(planned.status).toBe(200);
    for (const secret of Object.values(headers)) expect(planned.text).not.toContain(secret);
    await sandbox.clearLedger('stytch');
    expect((await make('stytch', call, body, headers)).status).toBe(200);
    const ledger = await sandbox.ledger('stytch');
    expect(planned.body.requests.map(listedAs)).toEqual(ledger.map((each) => sentAs('stytch', each)));
    expect(JSON.stringify(planned.body.requests)).toContain('x-stytch-member-session');
  });

  test('whose rights nothing would check is refused as in the call itself', async () => {
    const call = `PUT /${organization}/external-id`;
    const body = { externalId: 'acme-001' };
    const headers = { 'orgway-acting-session': plainMember.session_token };
    const made = await make('stytch', call, body, headers);
    expect(made).toMatchObject({ status: 501, body: { code: 'capability-not-supported' } });
    expect(told(await make('stytch', dry(call), body, headers))).toEqual(told(made));
  });

  test('can be combined with If-Match', async () => {
    const { body: current } = await sandbox.call('GET', `/v1/connections/stytch/organizations/${organization}`);
    const headers = { 'orgway-acting-session': administrator.session_token, 'if-match': current.etag };
    const made = await make('stytch', `PUT /${organization}/external-id`, { externalId: 'new-one' }, headers);
    expect(made).toMatchObject({ status: 200, body: { changed: true } });
  });
});

test('a key is neither taken nor needed to be free', async () => {
  await sandbox.forget();
  await sandbox.reset('userhub');
  const key = { 'idempotency-key': 'a-key-for-one-call-only' };
  const call = `POST /${showcase.userhub?.organization}/deactivate`;
  expect((await make('userhub', dry(call), undefined, key)).status).toBe(200);
  expect(await make('userhub', call, undefined, key)).toMatchObject({ status: 200, body: { changed: true } });
  const planned = await make('userhub', dry(call), undefined, key);
  expect(planned.body).toMatchObject({ dryRun: true, organization: { state: 'inactive' } });
  expect(planned.headers.get('idempotent-replayed')).toBe(null);
});
