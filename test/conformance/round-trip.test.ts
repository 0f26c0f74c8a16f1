import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emulators } from '../../src/generated/emulators.ts';
import { idempotencyKey } from '../support/gateway.ts';
import { type RunningSandbox, startSandbox } from '../support/sandbox.ts';

const runs = 1000;
let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

/** Texts as people write them: many scripts, emoji, 4-byte characters, combining marks, blanks at the ends, now and then controls. */
const text = (maxLength: number) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '青い鳥株式会社',
        'Żółć & Synowie',
        'مؤسسة النور',
        '𝕏 𠮷野家',
        'Ünïted 👩‍👩‍👧‍👦',
        'a\u0301',
        '﷽',
        'Ὀδυσσεύς',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength }) },
  );
const word = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'abcXYZ019'), minLength: 2, maxLength });
const unique = fc.uuid();

/** Values for every field of the unified document that an organization can be created with. */
const fields: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  displayName: fc.tuple(text(60), unique).map(([name, id]) => `${name} ${id.slice(0, 8)}`),
  slug: fc.tuple(word(20), unique).map(([slug, id]) => `${slug}-${id}`),
  description: text(200),
  externalId: fc.oneof(
    fc.tuple(word(20), unique).map(([name, id]) => `${name}_${id}`),
    text(30),
  ),
  email: fc.tuple(word(20), word(10)).map(([user, host]) => `${user}@${host}.example`),
  phoneNumber: fc.oneof(fc.constantFrom('+4915112345678', '+12025550123'), word(12)),
  website: fc.webUrl({ withFragments: true, withQueryParameters: true }),
  logoUrl: fc.webUrl(),
  address: fc.record(
    {
      lines: fc.array(text(40), { maxLength: 4 }),
      city: fc.option(text(30)),
      region: fc.option(text(30)),
      postalCode: fc.option(word(10)),
      countryCode: fc.option(fc.constantFrom('DE', 'JP', 'US', 'de')),
    },
    { requiredKeys: [] },
  ),
  currencyCode: fc.constantFrom('EUR', 'JPY', 'USD'),
  languageCode: fc.constantFrom('de', 'pt-BR', 'zh-Hant-TW', 'xx_YY'),
  regionCode: fc.constantFrom('DE', 'JP', '419'),
  timeZone: fc.constantFrom('Europe/Berlin', 'Asia/Tokyo', 'Mars/Olympus'),
  domains: fc.uniqueArray(
    fc.tuple(word(20), word(8)).map(([name, host]) => `${name}.${host}.example`.toLowerCase()),
    { maxLength: 3 },
  ),
  metadata: fc
    .dictionary(word(12), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
    // These names are taken nowhere in a body.
    .filter((metadata) => !/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(metadata))),
};

/** What was asked for must be what is there: a list keeps its order, an address its parts. */
function expectKept(organization: Record<string, unknown>, asked: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(asked)) {
    if (name !== 'address')
      expect({ [name]: organization[name] }).toEqual({ [name]: JSON.parse(JSON.stringify(value)) });
  }
  for (const [name, value] of Object.entries(asked.address ?? {})) {
    const part = (organization.address as Record<string, unknown> | null)?.[name];
    expect({ [name]: part ?? (name === 'lines' ? [] : null) }).toEqual({ [name]: value });
  }
}

describe.each(emulators.map(({ provider }) => provider))('%s', (provider) => {
  beforeEach(() => sandbox.reset(provider));

  test('what is created reads back as it was given, or is refused', async () => {
    const { body: connection } = await sandbox.call('GET', `/v1/connections/${provider}`);
    const capability = (operation: string) =>
      connection.capabilities.find((each: { operation: string }) => each.operation === operation);
    const storable: string[] = capability('createOrganization').fields;
    const optional = storable.filter((name) => name !== 'displayName');
    const input = fc
      .record({ displayName: fields.displayName ?? fc.constant(''), rest: fc.subarray(optional) })
      .chain(({ displayName, rest }) =>
        fc.record({
          displayName: fc.constant(displayName),
          ...Object.fromEntries(rest.map((name) => [name, fields[name]])),
        } as Record<string, fc.Arbitrary<unknown>>),
      );
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(input, async (body) => {
        const created = await sandbox.call('POST', `/v1/connections/${provider}/organizations`, {
          body,
          headers: idempotencyKey(),
        });
        statuses.set(created.status, (statuses.get(created.status) ?? 0) + 1);
        if (created.status !== 201) {
          expect({ status: created.status, code: created.body.code }).toBeOneOf([
            { status: 422, code: 'validation-failed' },
            { status: 422, code: 'upstream-rejected' },
            { status: 409, code: 'already-exists' },
            { status: 409, code: 'external-id-taken' },
          ]);
          return;
        }
        expectKept(created.body.organization, body);
        const id = encodeURIComponent(created.body.organization.id);
        const read = await sandbox.call('GET', `/v1/connections/${provider}/organizations/${id}`);
        expect(read.status).toBe(200);
        expectKept(read.body, body);
        expect(read.body.etag).toBe(created.body.organization.etag);
      }),
      { numRuns: runs },
    );
    expect(statuses.get(201)).toBeGreaterThan(runs / 4);
  }, 300_000);

  test('a field the upstream cannot store is refused before anything is sent', async () => {
    const { body: connection } = await sandbox.call('GET', `/v1/connections/${provider}`);
    const { fields: storable } = connection.capabilities.find(
      (each: { operation: string }) => each.operation === 'createOrganization',
    );
    await sandbox.clearLedger(provider);
    for (const name of Object.keys(fields).filter((each) => !storable.includes(each))) {
      const [value] = fc.sample(fields[name] ?? fc.constant(''), { numRuns: 1, seed: 1 });
      const answer = await sandbox.call('POST', `/v1/connections/${provider}/organizations`, {
        body: { displayName: 'Acme', [name]: value },
        headers: idempotencyKey(),
      });
      expect({ name, status: answer.status, code: answer.body.code, pointer: answer.body.errors?.[0].pointer }).toEqual(
        {
          name,
          status: 422,
          code: 'unsupported-field',
          pointer: `/${name}`,
        },
      );
    }
    expect(await sandbox.ledger(provider)).toEqual([]);
  });
});
