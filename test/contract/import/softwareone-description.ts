/**
 * An OpenAPI 3.0 document in the style of SoftwareOne's own, from the facts about it: paths that begin at `/v1` behind a server
 * with a base path, types that are closed and built on closed reference types, circular ones, and `nullable` without a type, so
 * that its schemas do not compile as they are. It has the older, account-scoped paths of users and more than is used.
 */
export function softwareOneDescription(): object {
  const accounts = '/v1/accounts/accounts';
  const account = `${accounts}/{id}`;
  return {
    openapi: '3.0.1',
    info: { title: 'Marketplace API', version: '4.0.2162' },
    servers: [{ url: 'https://api.platform.softwareone.com/public' }],
    paths: {
      [accounts]: { get: operation(page('Account')), post: operation(ref('Account'), '201', ref('AccountCreate')) },
      [account]: {
        parameters: [path('id')],
        get: operation(ref('Account')),
        put: operation(ref('Account'), '200', ref('AccountUpdate')),
      },
      ...Object.fromEntries(
        ['enable', 'disable', 'activate', 'deactivate'].map((verb) => [
          `${account}/${verb}`,
          { parameters: [path('id')], post: operation(ref('Account')) },
        ]),
      ),
      '/v1/accounts/{accountId}/users': { parameters: [path('accountId')], get: operation(page('AccountUser')) },
      '/v1/accounts/buyers': { get: operation(page('Buyer')) },
    },
    components: {
      schemas,
      responses: { Problem: { description: 'A problem', ...json(ref('ProblemDetails')) } },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, unused: { type: 'http', scheme: 'basic' } },
    },
    security: [{ bearer: [] }],
  };
}

const text = { type: 'string' };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object): object => ({ content: { 'application/json': { schema }, 'text/json': { schema } } });
const path = (name: string): object => ({ name, in: 'path', required: true, schema: text });
const page = (of: string): object => ({
  type: 'object',
  properties: {
    $meta: { type: 'object', properties: { pagination: { type: 'object' } } },
    data: { type: 'array', items: ref(of) },
  },
});

function operation(schema: object, status = '200', body?: object): object {
  return {
    tags: ['Accounts'],
    ...(body === undefined ? {} : { requestBody: { ...json(body) } }),
    responses: {
      [status]: { description: 'Success', ...json(schema) },
      '400': { $ref: '#/components/responses/Problem' },
      '404': { $ref: '#/components/responses/Problem' },
    },
  };
}

/** Closed, and built on a closed type that has the members which references keep. */
const closedTwice = (base: string, properties: object): object => ({
  type: 'object',
  allOf: [ref(base)],
  properties,
  additionalProperties: false,
});
const reference = (required: readonly string[], properties: object): object => ({
  type: 'object',
  required,
  properties: { id: { ...text, readOnly: true }, name: text, icon: { ...text, nullable: true }, ...properties },
  additionalProperties: false,
});

const AccountStatus = { enum: ['Active', 'Enabled', 'Disabled'], type: 'string' };
const AccountType = { enum: ['Client', 'Vendor', 'Operations'], type: 'string' };
const accountBody = {
  name: text,
  type: ref('AccountType'),
  serviceLevel: text,
  address: ref('Address'),
  website: text,
};

const schemas = {
  AccountStatus,
  AccountType,
  AccountRef: reference(['name', 'status', 'type'], { type: ref('AccountType'), status: ref('AccountStatus') }),
  Account: closedTwice('AccountRef', {
    externalId: { ...text, maxLength: 250, nullable: true, example: 'CDG-1', 'x-softwareone-rql': true },
    address: { nullable: true, allOf: [ref('Address')] },
    website: { ...text, nullable: true },
    groups: { type: 'array', nullable: true, items: ref('UserGroup') },
    audit: { nullable: true, readOnly: true },
  }),
  AccountCreate: { type: 'object', required: ['name', 'type', 'serviceLevel'], properties: accountBody },
  AccountUpdate: closedTwice('AccountRef', accountBody),
  Address: {
    type: 'object',
    required: ['addressLine1', 'postCode', 'city', 'state', 'country'],
    properties: { addressLine1: text, postCode: text, city: text, state: text, country: { ...text, maxLength: 2 } },
  },
  UserGroupRef: reference(['name'], {}),
  UserGroup: closedTwice('UserGroupRef', { account: ref('Account'), users: { type: 'array', items: ref('User') } }),
  UserRef: reference([], {}),
  User: closedTwice('UserRef', { currentAccount: ref('Account'), groups: { type: 'array', items: ref('UserGroup') } }),
  AccountUserRef: reference([], {}),
  AccountUser: closedTwice('AccountUserRef', { user: ref('User'), account: ref('Account') }),
  Buyer: closedTwice('AccountRef', { account: ref('Account') }),
  ProblemDetails: {
    type: 'object',
    properties: {
      type: { ...text, nullable: true },
      status: { type: 'integer', format: 'int32', nullable: true },
      errors: { type: 'object', additionalProperties: { type: 'array', items: text } },
    },
    additionalProperties: {},
  },
};
