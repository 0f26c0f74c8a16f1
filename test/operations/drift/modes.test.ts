import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { usualValidation } from '../../../src/contract/mode.ts';
import { type Answer, idempotencyKey, type RunningGateway, startGateway } from '../../support/gateway.ts';
import { type Body, type StytchStub, startStytchStub, straight, type Which } from './stytch-stub.ts';

const modes = ['enforce', 'report', 'off'] as const;
const never = 3_600_000;

let upstream: StytchStub;
let gateway: RunningGateway;
beforeAll(async () => {
  upstream = await startStytchStub();
  const connection = { provider: 'stytch', baseUrl: upstream.url };
  gateway = await startGateway(
    [
      ...modes.map((response) => ({ ...connection, id: response, validation: { response, operations: {} } })),
      {
        ...connection,
        id: 'mixed',
        validation: { response: 'enforce', operations: { GetOrganization: { response: 'off' } } },
      },
    ],
    { pace: { looksAfterMs: [never], watchMs: never } },
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});
beforeEach(async () => {
  await gateway.forget();
  await gateway.call('GET', '/v1/connections/report/drift');
  await gateway.database.db.deleteFrom('drift_records').execute();
});

const read = (connection: string): Promise<Answer> =>
  gateway.call('GET', `/v1/connections/${connection}/organizations/${upstream.organization}`);
const write = (connection: string): Promise<Answer> =>
  gateway.call('DELETE', `/v1/connections/${connection}/organizations/${upstream.organization}/external-id`, {
    headers: idempotencyKey(),
  });

/** What is on record, as `severity keyword pointer observed count`. */
async function recordsOf(connection: string): Promise<string[]> {
  const { status, body } = await gateway.call('GET', `/v1/connections/${connection}/drift`);
  expect(status).toBe(200);
  return body.driftRecords
    .map((each: Readonly<Record<string, unknown>>) =>
      [each.severity, each.keyword, each.pointer, each.observedType, each.count].join(' '),
    )
    .sort();
}

/** How an answer is wrong, and what is then on record. */
const bends: Readonly<
  Record<string, { readonly bend: (organization: Body['organization']) => void; readonly record: string }>
> = {
  'a used field of another type': {
    bend: (organization) => {
      organization.organization_name = 7;
    },
    record: 'breaking type /organization/organization_name integer 1',
  },
  'a used field left out': {
    bend: (organization) => {
      organization.organization_name = undefined;
    },
    record: 'breaking required /organization/organization_name absent 1',
  },
  'an unused field of another type': {
    bend: (organization) => {
      organization.mfa_methods = 7;
    },
    record: 'harmless type /organization/mfa_methods integer 1',
  },
  'an undocumented property': {
    bend: (organization) => {
      organization.brand_color = '#fff';
    },
    record: 'harmless undocumented-property /organization/brand_color string 1',
  },
  'a word that is not listed, in an unused field': {
    bend: (organization) => {
      organization.mfa_methods = 'BY_PIGEON';
    },
    record: 'harmless unlisted-member /organization/mfa_methods string 1',
  },
};

type Said = 'answered' | 'confirmed' | 'refused';
/** What comes of each bend in each mode, for reads and for writes. */
const table: readonly (readonly [bend: string, mode: (typeof modes)[number], read: Said, write: Said])[] = [
  ['a used field of another type', 'enforce', 'refused', 'confirmed'],
  ['a used field of another type', 'report', 'refused', 'confirmed'],
  ['a used field of another type', 'off', 'refused', 'confirmed'],
  ['a used field left out', 'enforce', 'refused', 'confirmed'],
  ['a used field left out', 'report', 'refused', 'confirmed'],
  ['a used field left out', 'off', 'refused', 'confirmed'],
  ['an unused field of another type', 'enforce', 'refused', 'confirmed'],
  ['an unused field of another type', 'report', 'answered', 'answered'],
  ['an unused field of another type', 'off', 'answered', 'answered'],
  ['an undocumented property', 'enforce', 'answered', 'answered'],
  ['an undocumented property', 'report', 'answered', 'answered'],
  ['an undocumented property', 'off', 'answered', 'answered'],
  ['a word that is not listed, in an unused field', 'enforce', 'answered', 'answered'],
  ['a word that is not listed, in an unused field', 'report', 'answered', 'answered'],
  ['a word that is not listed, in an unused field', 'off', 'answered', 'answered'],
];

/** Bends only the answers of one kind. */
const bending =
  (name: string, which: Which) =>
  (body: Body, of: Which): Body => {
    if (of === which) bends[name]?.bend(body.organization);
    return body;
  };

test.each(table)('reads: %s in mode %s is %s', async (name, mode, said) => {
  upstream.bend(bending(name, 'read'));
  const { status, body } = await read(mode);
  if (said === 'answered') expect([status, body.displayName]).toEqual([200, expect.any(String)]);
  else expect([status, body.code]).toEqual([502, 'upstream-contract-violation']);
  expect(await recordsOf(mode)).toEqual(mode === 'off' ? [] : [bends[name]?.record]);
});

test.each(table)('writes: %s in mode %s', async (name, mode, _read, said) => {
  upstream.bend(bending(name, 'write'));
  const { status, body } = await write(mode);
  expect([status, body.changed, body.organization?.externalId]).toEqual([200, true, null]);
  const warned = (body.warnings as readonly string[]).some((warning) => warning.includes('reading afterwards showed'));
  expect(warned).toBe(said === 'confirmed');
  expect(await recordsOf(mode)).toEqual(mode === 'off' ? [] : [bends[name]?.record]);
});

test.each(table.filter(([, , , said]) => said === 'confirmed'))(
  'writes: %s in mode %s stays of unknown outcome when reading does not show the change',
  async (name, mode) => {
    upstream.bend(bending(name, 'write'), true);
    const { status, body } = await write(mode);
    const code = mode === 'enforce' ? 'outcome-unknown' : 'upstream-contract-violation';
    expect([status, body.code, body.outcome]).toEqual([502, code, 'unknown']);
    expect(upstream.received.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  },
);

test.each(modes)('mode %s: answers that are straight leave nothing on record', async (mode) => {
  upstream.bend(straight);
  expect((await read(mode)).status).toBe(200);
  expect((await write(mode)).status).toBe(200);
  expect(await recordsOf(mode)).toEqual([]);
});

test.each(modes)('mode %s: an answer about another object is refused', async (mode) => {
  upstream.bend((body) => {
    body.organization.organization_id = 'organization-test-00000000-0000-4000-8000-000000000009';
    return body;
  });
  const { status, body } = await read(mode);
  expect([status, body.code]).toEqual([502, 'upstream-contract-violation']);
  expect(await recordsOf(mode)).toEqual(mode === 'off' ? [] : ['breaking identity  object 1']);
});

test.each(modes)('mode %s: an answer that is no JSON, or nothing that can be read, is refused', async (mode) => {
  for (const answer of ['<html>', '[]', 'null', '{"status_code":200}', '{"status_code":200,"organization":[]}']) {
    upstream.bend(() => answer);
    const { status, body } = await read(mode);
    expect([answer, status, body.code]).toEqual([answer, 502, 'upstream-contract-violation']);
    const lost = await write(mode);
    expect([answer, lost.status]).toEqual([answer, 502]);
    await gateway.forget();
  }
  const records = await recordsOf(mode);
  if (mode === 'off') expect(records).toEqual([]);
  else expect(records.join('\n')).toMatch(/^breaking not-json {2}absent 2$/m);
});

test('one operation may be checked otherwise than the rest', async () => {
  upstream.bend((body) => {
    body.organization.mfa_methods = 7;
    return body;
  });
  expect((await read('mixed')).status).toBe(200);
  const { status, body } = await write('mixed');
  expect([status, body.warnings.length]).toEqual([200, 1]);
  const records = await gateway.call('GET', '/v1/connections/mixed/drift');
  expect(
    records.body.driftRecords.map((each: { readonly upstreamOperation: string }) => each.upstreamOperation),
  ).toEqual(['DeleteOrganizationExternalId']);
});

test('the usual mode is report', () => {
  expect(usualValidation).toEqual({ response: 'report', operations: {} });
});
