import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { emulators } from '../../src/generated/emulators.ts';
import { queueSchema } from '../../src/operations/job-queue.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { openDatabase, schemaName } from '../../src/storage/database.ts';
import { freshDatabase } from '../support/database.ts';
import { type Answer, type Call, idempotencyKey } from '../support/gateway.ts';
import { dumped, hits, spellings } from '../support/planted.ts';
import { type RunningSandbox, startSandbox } from '../support/sandbox.ts';

// Whatever callers and upstreams say of an organization and its people passes through, or is sealed; nothing of it is to be read
// in the database or in the logs.

/** A word that stands nowhere else. */
const secret = (): string => randomBytes(12).toString('hex');
const planted = {
  displayName: `Größe & Söhne ${secret()}`,
  email: `office-${secret()}@geheim.example`,
  phoneNumber: `+49${randomBytes(4).readUInt32BE()}`,
  address: `Königsallee ${secret()}`,
  externalId: `customer-${secret()}`,
  slug: `slug-${secret()}`,
  logoUrl: `https://geheim.example/${secret()}?a=b`,
  metadataKey: `${secret()}@geheim.example`,
  metadataValue: `token ${secret()}`,
  memberEmail: `member-${secret()}@geheim.example`,
  memberName: `Jürgen Groß-${secret()}`,
  organizationId: `${secret()}@geheim.example`,
  idempotencyKey: `key-${secret()}`,
  sessionToken: `session-${secret()}`,
  sessionJwt: `eyJhbGciOiJSUzI1NiJ9.${secret()}.c2ln`,
  apiKey: `api-key-${secret()}`,
  wrongApiKey: `wrong-key-${secret()}`,
  upstreamText: `Your mail ${secret()}@geheim.example is unknown`,
  query: `query-${secret()}@geheim.example`,
} as const;

const robotics = 'organization-test-11111111-0000-4000-8000-111111111111';
const acme = 'org_28seyVGVL1got6';

/** Waits until nothing is unsettled. */
async function settled(sandbox: RunningSandbox): Promise<void> {
  while ((await sandbox.call('GET', '/v1/operations?state=unsettled')).body.operations.length > 0) await wait(20);
}

/** All kinds of calls, with every planted value in every place that takes it. */
async function perform(sandbox: RunningSandbox): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const make = async (method: string, path: string, call: Call = {}): Promise<Answer> => {
    const headers = { ...idempotencyKey(), ...call.headers };
    const answer = await sandbox.call(method, `/v1/connections/${path}`, { apiKey: planted.apiKey, ...call, headers });
    answers.push(answer);
    return answer;
  };
  const { displayName, email, phoneNumber, externalId, slug, logoUrl, metadataKey, metadataValue } = planted;
  const address = { lines: [planted.address], city: planted.address };
  const metadata = { [metadataKey]: metadataValue, plain: { deep: [metadataValue, email] } };
  const bodies: Readonly<Record<string, object>> = {
    userhub: { displayName, email, phoneNumber, externalId, address, logoUrl },
    stytch: { displayName, externalId, slug, logoUrl, metadata },
    zitadel: { displayName, externalId },
    softwareone: { displayName, externalId, address },
  };
  const text = JSON.stringify({
    message: planted.upstreamText,
    error_message: planted.upstreamText,
    detail: planted.upstreamText,
  });
  const key = { 'idempotency-key': planted.idempotencyKey };
  for (const [provider, body] of Object.entries(bodies)) {
    const organizations = `${provider}/organizations`;
    // Made, repeated, made again in vain, reused for another call, refused for what is in it.
    const made = await make('POST', organizations, { body });
    if (made.status !== 201) throw new Error(made.text);
    const id = encodeURIComponent(made.body.organization.id);
    await make('POST', organizations, {
      body,
      headers: { 'idempotency-key': `${planted.idempotencyKey}-${provider}` },
    });
    await make('POST', organizations, { body: { displayName: email }, headers: key });
    await make('POST', organizations, { body: { displayName }, headers: key });
    await make('POST', organizations, { body: { ...body, [email]: email } });
    await make('POST', organizations, {
      text: JSON.stringify(body).slice(0, -1),
      headers: { 'content-type': 'application/json' },
    });
    await make('PATCH', `${organizations}/${id}`, { body: { displayName: `${displayName}!` } });
    await make('PATCH', `${organizations}/${id}?dryRun=true`, { body: { displayName: email } });
    await make('PUT', `${organizations}/${id}/external-id`, { body: { externalId: `${externalId}-2` } });
    await make('GET', `${organizations}?externalId=${encodeURIComponent(planted.query)}`);
    await make('PATCH', `${organizations}/${id}`, { body: { displayName }, apiKey: planted.wrongApiKey });
    await make('DELETE', `${organizations}/${encodeURIComponent(planted.organizationId)}?acknowledge=irreversible`);
    await make('DELETE', `${organizations}/${id}/members/${encodeURIComponent(planted.memberEmail)}`);
    // What the upstream says goes by its code alone, and what breaks its document is told of by its place.
    const answered = { body: text, contentType: 'application/json', headers: { 'x-request-id': email } };
    const bent: readonly Fault[] = [
      ...[400, 409, 500].map((status) => ({ status, ...answered })),
      { extraField: true, unknownEnum: true },
      { otherOrganization: true },
      { truncate: 20 },
    ];
    for (const [index, fault] of bent.entries()) {
      await sandbox.faults(provider, [fault]);
      await make('PATCH', `${organizations}/${id}`, { body: { displayName: `${displayName} ${index}` } });
      await sandbox.faults(provider, []);
      await settled(sandbox);
    }
    // Lost without a trace, and looked for.
    await sandbox.faults(provider, [{ method: 'POST', reset: 'after', times: 1 }]);
    await make('POST', organizations, {
      body: { ...body, displayName: `${displayName}?`, externalId: `${externalId}-3`, slug: undefined },
    });
    await sandbox.faults(provider, []);
  }
  const acting = { 'orgway-acting-session': planted.sessionToken };
  const person = { email: planted.memberEmail, displayName: planted.memberName };
  await make('POST', `stytch/organizations/${robotics}/members`, { body: person });
  await make('POST', `stytch/organizations/${robotics}/members`, { body: person, headers: acting });
  await make('PATCH', `stytch/organizations/${robotics}`, {
    body: { displayName },
    headers: { 'orgway-acting-session-jwt': planted.sessionJwt },
  });
  const names = { ...person, roles: ['UGR-2000-0001'] };
  await make('POST', 'softwareone/organizations/ACC-2000-0001/members', { body: names });
  await sandbox.faults('zitadel', [{ method: 'POST', path: 'metadata', status: 400, body: text, times: 1 }]);
  await make('POST', 'zitadel/organizations', { body: { displayName: `${displayName} in part`, externalId } });
  await half(sandbox, make);
  const { organization } = (await sandbox.state('stytch')).organizations[robotics];
  const drifting = {
    status_code: 200,
    request_id: email,
    organization: { ...organization, sso_active_connections: email },
  };
  await sandbox.faults('stytch', [
    { status: 200, body: JSON.stringify(drifting), contentType: 'application/json', times: 1 },
  ]);
  await make('GET', `stytch/organizations/${robotics}`);
  return answers;
}

/** Leaves an update whose fields are neither all as sent nor all otherwise, which a look gives its reason for. */
async function half(
  sandbox: RunningSandbox,
  make: (method: string, path: string, call: Call) => Promise<Answer>,
): Promise<void> {
  const { displayName, email, metadataKey, metadataValue } = planted;
  const fields: Readonly<Record<string, object>> = {
    [`stytch/organizations/${robotics}`]: { metadata: { [metadataKey]: metadataValue, other: email } },
    [`userhub/organizations/${acme}`]: { displayName, email },
  };
  for (const [path, body] of Object.entries(fields)) {
    const [provider = ''] = path.split('/');
    const changed = await sandbox.state(provider);
    await sandbox.faults(provider, [
      { method: provider === 'stytch' ? 'PUT' : 'PATCH', reset: 'before', latencyMs: 50 },
    ]);
    const made = make('PATCH', path, { body });
    if (provider === 'stytch') changed.organizations[robotics].organization.trusted_metadata.other = email;
    else changed.organizations.find(({ id }: { readonly id: string }) => id === acme).profile.displayName = displayName;
    await made;
    await sandbox.replace(provider, changed);
    await sandbox.faults(provider, []);
    await settled(sandbox);
  }
}

test("nothing of an organization, its people or anybody's keys is to be read in the database or in the logs", async () => {
  const url = await freshDatabase();
  const lines: Buffer[] = [];
  const sink = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(line);
      done();
    },
  });
  const log = pino({ level: 'trace' }, sink);
  const sandbox = await startSandbox({ database: url, log, apiKeys: { planted: planted.apiKey } });
  let answers: readonly Answer[];
  let records: Answer;
  try {
    answers = await perform(sandbox);
    records = await sandbox.call('GET', '/v1/operations?pageSize=200');
  } finally {
    await sandbox.stop();
  }
  const database = openDatabase(url);
  const dump = await dumped(database);
  await database.close();

  // The search finds what is there: in the answers to those who asked, and in every spelling.
  const told = Buffer.from(answers.map(({ text }) => text).join('\n'));
  expect(hits(planted, told)).toEqual(
    expect.arrayContaining(['displayName', 'email', 'address', 'metadataKey', 'memberEmail']),
  );
  for (const spelling of spellings(planted.email)) expect(hits(planted, spelling)).toContain('email');
  const within = Buffer.from(`Basic ${Buffer.from(`x:${planted.apiKey}:y`).toString('base64')}`);
  expect(hits(planted, within)).toEqual(['apiKey']);
  // All kinds of outcomes are on record, and the logs have told of something.
  const outcomes = new Set(records.body.operations.map(({ outcome }: { readonly outcome: string }) => outcome));
  expect(outcomes).toEqual(new Set(['applied', 'not_applied', 'partial', 'unknown']));
  for (const name of ['operations', 'steps', 'looks', 'audit_events']) {
    expect({ name, empty: dump[`${schemaName}.${name}`]?.length === 0 }).toEqual({ name, empty: false });
  }
  expect(Object.keys(dump)).toContain(`${queueSchema}.job`);
  expect(Buffer.concat(lines).includes('upstream drifts from its document')).toBe(true);

  const credentials = Object.fromEntries(
    emulators
      .flatMap(({ provider, credentials: of }) =>
        Object.entries(of).map(([name, value]) => [`${provider} ${name}`, value] as const),
      )
      // Some of the sandbox's are words like any other.
      .filter(([, value]) => value !== 'sandbox'),
  );
  const everything = { ...planted, ...credentials };
  const found = Object.entries({ ...dump, logs: Buffer.concat(lines), records: Buffer.from(records.text) }).map(
    ([place, haystack]) => [place, hits(everything, haystack)] as const,
  );
  expect(found.filter(([, names]) => names.length > 0)).toEqual([]);
});
