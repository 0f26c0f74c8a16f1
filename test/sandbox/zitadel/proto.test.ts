/**
 * The vendor's own message descriptors judge every answer of the emulator: strict decoding (unknown or mistyped keys throw), and
 * encoding again must give the very same object, so that defaults are left out exactly as the vendor's codec does.
 *
 * `@zitadel/proto` 1.3.1 predates most of the organization service v2. Its messages for adding and listing organizations exist; for
 * UpdateOrganization, DeleteOrganization, DeactivateOrganization, ActivateOrganization, SetOrganizationMetadata,
 * ListOrganizationMetadata and DeleteOrganizationMetadata it has only the v2beta ones, which stand in here (same fields, by the facts).
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createRegistry,
  type DescEnum,
  type DescField,
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  toJson,
} from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import * as admin from '@zitadel/proto/zitadel/admin_pb';
import * as management from '@zitadel/proto/zitadel/management_pb';
import { ErrorDetailSchema } from '@zitadel/proto/zitadel/message_pb';
import { MetadataQuerySchema } from '@zitadel/proto/zitadel/metadata_pb';
import * as org from '@zitadel/proto/zitadel/org/v2/org_service_pb';
import { SearchQuerySchema as OrganizationQuerySchema } from '@zitadel/proto/zitadel/org/v2/query_pb';
import * as orgBeta from '@zitadel/proto/zitadel/org/v2beta/org_service_pb';
import { OrgQuerySchema } from '@zitadel/proto/zitadel/org_pb';
import { SearchQuerySchema as UserQuerySchema } from '@zitadel/proto/zitadel/user/v2/query_pb';
import * as user from '@zitadel/proto/zitadel/user/v2/user_service_pb';
import { SearchQuerySchema as UserQueryV1Schema } from '@zitadel/proto/zitadel/user_pb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../../src/sandbox/emulator.ts';
import { createSandbox } from '../../../src/sandbox/server.ts';
import zitadel from '../../../src/sandbox/zitadel/emulator.ts';

const showcase = zitadel.showcase.organization;
const inactiveId = '310000000000000004';
/** An organization that has neither metadata nor users. */
const bareId = 'custom-org-ID';
const registry = createRegistry(ErrorDetailSchema);

let server: Server;
let origin: string;
/** Routes that were seen to succeed. */
const driven = new Set<string>();

beforeAll(async () => {
  server = createSandbox([zitadel as Emulator]);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => put({}));

async function put(state: object): Promise<void> {
  await fetch(`${origin}/_sandbox/zitadel/state`, { method: 'PUT', body: JSON.stringify(state) });
}

/** Calls, and holds the answer against the schema, or against the error shape when it is an error. */
async function call(
  schema: DescMessage,
  method: string,
  path: string,
  body?: JsonValue,
  organization?: string,
): Promise<JsonObject> {
  const answer = await fetch(`${origin}/zitadel${path}`, {
    method,
    headers: {
      authorization: 'Bearer sandbox',
      ...(organization === undefined ? {} : { 'x-zitadel-orgid': organization }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json = (await answer.json()) as JsonObject;
  if (answer.ok) {
    roundTrip(schema, json);
    const [bare = ''] = path.split('?');
    const route = zitadel.routes.find((candidate) => candidate.method === method && candidate.pattern.test(bare));
    driven.add(`${route?.method} ${route?.pattern}`);
  } else {
    expectErrorShape(json);
  }
  return json;
}

function roundTrip(schema: DescMessage, json: JsonValue): void {
  expect(toJson(schema, fromJson(schema, json))).toStrictEqual(json);
}

/** google.rpc.Status is in no package at hand; its details are `Any`, which the vendor's ErrorDetail must fit. */
function expectErrorShape({ code, message, details, ...rest }: JsonObject): void {
  expect(rest).toEqual({});
  expect(code).toEqual(expect.any(Number));
  expect(message).toEqual(expect.any(String));
  for (const detail of details as JsonValue[]) {
    expect(toJson(AnySchema, fromJson(AnySchema, detail, { registry }), { registry })).toStrictEqual(detail);
  }
}

const value = (text: string) => Buffer.from(text).toString('base64');

describe('management v1', () => {
  const v1 = '/management/v1';

  it('organizations', async () => {
    for (const id of [undefined, showcase, inactiveId, bareId]) {
      expect(await call(management.GetMyOrgResponseSchema, 'GET', `${v1}/orgs/me`, undefined, id)).toHaveProperty(
        'org',
      );
    }
    const byDomain = `${v1}/global/orgs/_by_domain?domain=`;
    const found = await call(
      management.GetOrgByDomainGlobalResponseSchema,
      'GET',
      `${byDomain}nordwind-handels-gmbh.zitadel.sandbox.example`,
    );
    expect(found).toMatchObject({ org: { id: showcase } });
    expect(await call(management.GetOrgByDomainGlobalResponseSchema, 'GET', `${byDomain}none`)).toHaveProperty(
      'code',
      5,
    );
    expect(await call(management.GetOrgByDomainGlobalResponseSchema, 'GET', byDomain)).toHaveProperty('code', 3);

    const { id } = await call(management.AddOrgResponseSchema, 'POST', `${v1}/orgs`, { name: '新しい 🏢' });
    const added = String(id);
    expect(await call(management.AddOrgResponseSchema, 'POST', `${v1}/orgs`, { name: '新しい 🏢' })).toHaveProperty(
      'code',
      6,
    );
    expect(await call(management.AddOrgResponseSchema, 'POST', `${v1}/orgs`, { name: '' })).toHaveProperty('code', 3);
    await call(management.UpdateOrgResponseSchema, 'PUT', `${v1}/orgs/me`, { name: 'Renamed' }, added);
    expect(
      await call(management.UpdateOrgResponseSchema, 'PUT', `${v1}/orgs/me`, { name: 'Renamed' }, added),
    ).toHaveProperty('code', 9);
    for (const [schema, step] of [
      [management.DeactivateOrgResponseSchema, '_deactivate'],
      [management.ReactivateOrgResponseSchema, '_reactivate'],
    ] as const) {
      expect(await call(schema, 'POST', `${v1}/orgs/me/${step}`, {}, added)).toHaveProperty('details');
      expect(await call(schema, 'POST', `${v1}/orgs/me/${step}`, {}, added)).toHaveProperty('code', 9);
    }
    expect(await call(management.RemoveOrgResponseSchema, 'DELETE', `${v1}/orgs/me`, undefined, added)).toMatchObject({
      details: { resourceOwner: '300000000000000001' },
    });
    expect(await call(management.RemoveOrgResponseSchema, 'DELETE', `${v1}/orgs/me`, undefined, added)).toHaveProperty(
      'code',
      7,
    );
  });

  it('metadata, found empty and full', async () => {
    const path = `${v1}/metadata`;
    const search = (body: JsonValue, id: string) =>
      call(management.ListOrgMetadataResponseSchema, 'POST', `${path}/_search`, body, id);
    expect(await search({}, bareId)).not.toHaveProperty('result');
    expect(await search({}, showcase)).toMatchObject({ details: { totalResult: '2' } });
    expect(await search({ query: { offset: '7' } }, showcase)).not.toHaveProperty('result');
    for (const key of ['orgway_external_id', 'plan', 'missing']) {
      await call(management.GetOrgMetadataResponseSchema, 'GET', `${path}/${key}`, undefined, showcase);
    }
    await call(management.SetOrgMetadataResponseSchema, 'POST', `${path}/binary`, { value: '//79AAA=' }, bareId);
    await call(
      management.BulkSetOrgMetadataResponseSchema,
      'POST',
      `${path}/_bulk`,
      {
        metadata: [
          { key: 'a', value: value('ä') },
          { key: '🔑', value: value('b') },
        ],
      },
      bareId,
    );
    expect(await search({}, bareId)).toMatchObject({ details: { totalResult: '3' } });
    await call(management.RemoveOrgMetadataResponseSchema, 'DELETE', `${path}/a`, undefined, bareId);
    expect(
      await call(management.RemoveOrgMetadataResponseSchema, 'DELETE', `${path}/a`, undefined, bareId),
    ).toHaveProperty('code', 5);
    await call(
      management.BulkRemoveOrgMetadataResponseSchema,
      'DELETE',
      `${path}/_bulk`,
      { keys: ['🔑', 'binary'] },
      bareId,
    );
    expect(
      await call(management.BulkRemoveOrgMetadataResponseSchema, 'DELETE', `${path}/_bulk`, {}, bareId),
    ).toHaveProperty('code', 9);
    expect(await search({}, bareId)).not.toHaveProperty('result');
  });

  it('users, found empty and full', async () => {
    const list = (id: string, body: JsonValue = {}) =>
      call(management.ListUsersResponseSchema, 'POST', `${v1}/users/_search`, body, id);
    expect(await list(bareId)).not.toHaveProperty('result');
    await put(everyUserState());
    expect(await list(showcase)).toMatchObject({ details: { totalResult: '6' } });
    expect(await list(showcase, { query: { limit: 2000 } })).toHaveProperty('code', 3);
  });
});

describe('admin v1', () => {
  const v1 = '/admin/v1/orgs';

  it('organizations', async () => {
    for (const id of [showcase, inactiveId, bareId, 'missing']) {
      await call(admin.GetOrgByIDResponseSchema, 'GET', `${v1}/${id}`);
    }
    await call(admin.GetDefaultOrgResponseSchema, 'GET', `${v1}/default`);
    expect(await call(admin.IsOrgUniqueResponseSchema, 'GET', `${v1}/_is_unique?name=free`)).toEqual({
      isUnique: true,
    });
    expect(await call(admin.IsOrgUniqueResponseSchema, 'GET', `${v1}/_is_unique?name=ZITADEL`)).toEqual({});
    expect(await call(admin.IsOrgUniqueResponseSchema, 'GET', `${v1}/_is_unique`)).toHaveProperty('code', 3);
    expect(await call(admin.RemoveOrgResponseSchema, 'DELETE', `${v1}/${showcase}`)).toHaveProperty('details');
    expect(await call(admin.RemoveOrgResponseSchema, 'DELETE', `${v1}/${showcase}`)).toHaveProperty('code', 5);
    expect(await call(admin.RemoveOrgResponseSchema, 'DELETE', `${v1}/310000000000000001`)).toHaveProperty('code', 9);
  });

  it('lists, found empty and full', async () => {
    const list = (body: JsonValue) => call(admin.ListOrgsResponseSchema, 'POST', `${v1}/_search`, body);
    expect(await list({ queries: [{ idQuery: { id: 'missing' } }] })).not.toHaveProperty('result');
    expect(await list({})).toMatchObject({ details: { totalResult: '5' } });
    await put({ populate: 300 });
    expect((await list({ query: { limit: 1000 } })).result).toHaveLength(305);
  });
});

describe('organization service v2', () => {
  const v2 = '/v2/organizations';

  it('adds and lists (messages of v2)', async () => {
    await call(org.AddOrganizationResponseSchema, 'POST', v2, { name: 'Plain' });
    const human = {
      profile: { givenName: 'A', familyName: 'B' },
      email: { email: 'a@example.org', returnCode: {} },
      phone: { phone: '+4112345', returnCode: {} },
    };
    const full = { name: 'Full', admins: [{ human }] };
    expect((await call(org.AddOrganizationResponseSchema, 'POST', v2, full)).createdAdmins).toHaveLength(1);
    expect(await call(org.AddOrganizationResponseSchema, 'POST', v2, full)).toHaveProperty('code', 6);
    const list = (body: JsonValue) => call(org.ListOrganizationsResponseSchema, 'POST', `${v2}/_search`, body);
    expect(await list({ queries: [{ idQuery: { id: 'missing' } }] })).not.toHaveProperty('result');
    expect(await list({})).toMatchObject({ details: { totalResult: '7' } });
  });

  it('changes and removes (messages of v2beta)', async () => {
    await call(orgBeta.UpdateOrganizationResponseSchema, 'POST', `${v2}/${showcase}`, { name: 'Renamed' });
    await call(orgBeta.DeactivateOrganizationResponseSchema, 'POST', `${v2}/${showcase}/deactivate`, {});
    await call(orgBeta.ActivateOrganizationResponseSchema, 'POST', `${v2}/${showcase}/activate`, {});
    for (const id of [showcase, showcase, 'missing']) {
      expect(await call(orgBeta.DeleteOrganizationResponseSchema, 'DELETE', `${v2}/${id}`)).toHaveProperty(
        'deletionDate',
      );
    }
  });

  it('keeps metadata (messages of v2beta)', async () => {
    const path = `${v2}/${bareId}/metadata`;
    const list = () => call(orgBeta.ListOrganizationMetadataResponseSchema, 'POST', `${path}/search`, {});
    expect(await list()).toEqual({ pagination: { appliedLimit: '100' } });
    const metadata = [{ key: 'ключ', value: value('значение') }];
    await call(orgBeta.SetOrganizationMetadataResponseSchema, 'POST', path, { metadata });
    expect(await list()).toMatchObject({ pagination: { totalResult: '1' } });
    const keys = `?keys=${encodeURIComponent('ключ')}`;
    await call(orgBeta.DeleteOrganizationMetadataResponseSchema, 'DELETE', `${path}${keys}`);
  });
});

describe('user service v2', () => {
  it('lists, found empty and full', async () => {
    const list = (queries: JsonValue) => call(user.ListUsersResponseSchema, 'POST', '/v2/users', { queries });
    expect(await list([{ organizationIdQuery: { organizationId: bareId } }])).not.toHaveProperty('result');
    await put(everyUserState());
    expect(await list([])).toMatchObject({ details: { totalResult: '10' } });
    await put({ populate: 200 });
    expect((await list([])).result).toHaveLength(100);
  });

  it('reads each seeded user', async () => {
    const { users } = zitadel.seed();
    for (const id of [...Object.keys(users), 'missing']) {
      await call(user.GetUserByIDResponseSchema, 'GET', `/v2/users/${id}`);
    }
  });
});

/** The seeds with users in every state, among them one that v2 cannot show. */
function everyUserState(): object {
  const state = zitadel.seed();
  const states = ['ACTIVE', 'INACTIVE', 'DELETED', 'LOCKED', 'SUSPEND', 'INITIAL'] as const;
  for (const [index, account] of Object.values(state.users).entries()) {
    account.state = states[index % states.length] ?? 'ACTIVE';
  }
  return state;
}

describe('requests', () => {
  /** A value for each field of a query, under the names of JSON or of the proto file. */
  function sample(message: DescMessage, name: (field: DescField) => string, depth = 0): JsonObject {
    const fields = message.fields.filter((field) => field.oneof === undefined || field.oneof.fields[0] === field);
    return Object.fromEntries(fields.map((field) => [name(field), sampleValue(field, name, depth)]));
  }

  function sampleValue(field: DescField, name: (field: DescField) => string, depth: number): JsonValue {
    if (field.fieldKind === 'list') return [field.message === undefined ? 'x' : sample(field.message, name, depth + 1)];
    if (field.fieldKind === 'enum') return lastName(field.enum);
    return field.message === undefined ? 'x' : sample(field.message, name, depth + 1);
  }

  const lastName = (type: DescEnum) => type.values.at(-1)?.name ?? '';

  const searches = [
    [OrgQuerySchema, admin.ListOrgsResponseSchema, '/admin/v1/orgs/_search'],
    [OrganizationQuerySchema, org.ListOrganizationsResponseSchema, '/v2/organizations/_search'],
    [MetadataQuerySchema, management.ListOrgMetadataResponseSchema, '/management/v1/metadata/_search'],
    [UserQueryV1Schema, management.ListUsersResponseSchema, '/management/v1/users/_search'],
    [UserQuerySchema, user.ListUsersResponseSchema, '/v2/users'],
  ] as const;

  it.each(searches)('knows every alternative of $typeName, in either naming', async (query, answer, path) => {
    for (const name of [(field: DescField) => field.jsonName, (field: DescField) => field.name]) {
      for (const field of query.fields) {
        const queries = [{ [name(field)]: sampleValue(field, name, 0) }];
        // an alternative it does not know is dropped, and then misses in a query that must not be empty
        expect([queries, await call(answer, 'POST', path, { queries })]).not.toHaveProperty('1.code');
      }
    }
  });
});

it('has driven every route to success', () => {
  // The token endpoint speaks OAuth, not the messages of the APIs.
  const spoken = zitadel.routes.filter(({ pattern }) => !pattern.test('/oauth/v2/token'));
  expect([...driven].toSorted()).toEqual(spoken.map(({ method, pattern }) => `${method} ${pattern}`).toSorted());
});
