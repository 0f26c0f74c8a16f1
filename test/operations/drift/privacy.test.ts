import { Writable } from 'node:stream';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DriftRecord } from '../../../src/cli/contract/drift-records.ts';
import { driftText } from '../../../src/cli/contract/drift-text.ts';
import { propose } from '../../../src/contract/propose/proposal.ts';
import { providers } from '../../../src/generated/providers.ts';
import { idempotencyKey, type RunningGateway, startGateway } from '../../support/gateway.ts';
import { type StubUpstream, startStubUpstream } from '../../support/stub-upstream.ts';
import { type Body, type StytchStub, startStytchStub } from './stytch-stub.ts';

// Whatever an upstream says, in whatever place, nothing of it is to be found where drift is told of.

const planted = {
  email: 'ada.lovelace@example.com',
  escapedEmail: 'grace/hopper~@example.org',
  secret: 'sk_live_51HxPlanted9Secret8Key7',
  token: 'eyJhbGciOiJIUzI1NiJ9.cGxhbnRlZA.c2VjcmV0',
  phone: '+49 30 1234567',
  name: 'Ada King, Countess of Lovelace',
  number: 4_929_123_456_789,
  word: 'PLANTED_WORD_OF_AN_ENUMERATION',
  key: 'planted_key_of_a_map',
  id: 'customer-0815-planted',
};
const texts = Object.values(planted).map(String);

const logged: string[] = [];
const sink = new Writable({
  write(line: Buffer, _encoding, done) {
    logged.push(line.toString());
    done();
  },
});

let upstream: StytchStub;
let refusing: StubUpstream;
let gateway: RunningGateway;
beforeAll(async () => {
  upstream = await startStytchStub();
  refusing = await startStubUpstream();
  gateway = await startGateway(
    [
      ...(['report', 'enforce'] as const).map((response) => ({
        id: response,
        provider: 'stytch',
        baseUrl: upstream.url,
        validation: { response, operations: {} },
      })),
      { id: 'refusing', provider: 'stytch', baseUrl: refusing.url },
    ],
    { log: pino({ level: 'trace' }, sink) },
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
  await refusing.stop();
});

/** Every answer with something planted in it. */
const plantings: Readonly<Record<string, (body: Body) => unknown>> = {
  'values of undocumented properties': (body) =>
    Object.assign(body.organization, { note: planted.secret, contact: planted.email }),
  'values of another type': (body) =>
    Object.assign(body.organization, { organization_slug: [planted.email], mfa_methods: { a: planted.name } }),
  'values against a format': (body) =>
    Object.assign(body.organization, { created_at: planted.email, updated_at: planted.phone }),
  'names of properties': (body) =>
    Object.assign(
      body.organization,
      Object.fromEntries(
        texts.filter((each) => each !== planted.key && each !== planted.word).map((each) => [each, 1]),
      ),
    ),
  'names of many properties': (body) =>
    Object.assign(
      body,
      Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          `planted_key_of_a_map_${'abcdefghij'[index % 10]}${'klmn'[index >> 3]}${index % 7}`,
          1,
        ]),
      ),
    ),
  'keys of maps': (body) =>
    Object.assign(body.organization, {
      trusted_metadata: { [planted.key]: { [planted.email]: 1 } },
      oauth_tenants: Object.fromEntries(texts.map((each) => [each, 7])),
    }),
  'words of enumerations': (body) =>
    Object.assign(body.organization, { mfa_methods: planted.word, auth_methods: planted.secret }),
  'a number': (body) => Object.assign(body.organization, { organization_name: planted.number }),
  'a text instead of an object': (body) => Object.assign(body, { organization: planted.email }),
  'a list instead of an object': (body) => Object.assign(body, { organization: texts }),
  'a text instead of everything': () => `"${planted.email}"`,
  'no JSON': () => `Sorry, ${planted.name} <${planted.email}>`,
  'another organization': (body) => Object.assign(body.organization, { organization_id: planted.id }),
};

const refusals: readonly object[] = [
  {
    status: 400,
    body: { status_code: 400, error_type: planted.secret, error_message: planted.email, [planted.email]: planted.name },
  },
  {
    status: 404,
    body: { status_code: 'x', error_type: [planted.email], error_details: { [planted.key]: planted.secret } },
  },
  { status: 418, body: { [planted.token]: planted.email } },
  { status: 500, body: `<html>${planted.email}</html>`, contentType: 'text/html' },
];

test('planted secrets and addresses are nowhere where drift is told of', async () => {
  const problems: string[] = [];
  for (const bend of Object.values(plantings)) {
    upstream.bend((body) => {
      const bent = bend(body);
      return typeof bent === 'string' ? bent : body;
    });
    for (const connection of ['report', 'enforce']) {
      const path = `/v1/connections/${connection}/organizations/${upstream.organization}`;
      for (const [method, below] of [
        ['GET', ''],
        ['DELETE', '/external-id'],
      ] as const) {
        const { status, text } = await gateway.call(method, path + below, { headers: idempotencyKey() });
        if (status >= 400) problems.push(text);
      }
      await gateway.forget();
    }
  }
  for (const answer of refusals) {
    refusing.respond(() => answer as never);
    await gateway.call('GET', `/v1/connections/refusing/organizations/${upstream.organization}`);
  }

  const told: Record<string, string> = {};
  const records: DriftRecord[] = [];
  for (const connection of ['report', 'enforce', 'refusing']) {
    const { status, text, body } = await gateway.call('GET', `/v1/connections/${connection}/drift?pageSize=200`);
    expect([status, body.driftRecords.length > 3]).toEqual([200, true]);
    told[`API ${connection}`] = text;
    records.push(...body.driftRecords);
  }
  const { rows } = await sql`select * from drift_records`.execute(gateway.database.db);
  const metrics = await gateway.call('GET', '/metrics');
  const { document } = providers.find(({ provider }) => provider.id === 'stytch') ?? { document: {} };
  Object.assign(told, {
    database: JSON.stringify(rows),
    logs: logged.join(''),
    metrics: metrics.text,
    'orgway contract drift': driftText(records),
    'orgway contract propose': JSON.stringify(propose(document, records)),
  });

  for (const [place, text] of Object.entries(told)) {
    expect({ place, empty: text.length < 300 }).toEqual({ place, empty: false });
    const found = texts.filter((each) => text.includes(each) || text.includes(JSON.stringify(each).slice(1, -1)));
    expect({ place, found }).toEqual({ place, found: [] });
  }
  // What looks like the name of a field is shown, so that somebody can act on it.
  expect(told['API report']).toContain('/organization/contact');
  expect(told.logs).toContain('upstream drifts from its document');
  expect(told.logs).not.toContain('planted');
});
