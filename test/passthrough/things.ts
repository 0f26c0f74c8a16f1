import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenAPIV3_1 } from 'openapi-types';
import { type Contract, composeContract, type Validators } from '../../src/contract/contract.ts';
import { operationsOf } from '../../src/contract/document.ts';

const json = (schema: object) => ({ 'application/json': { schema } });
const thing = { type: 'object', additionalProperties: false, properties: { name: { type: 'string' } } };
const text = { type: 'string', minLength: 1 };
const query = (name: string, schema: object, more: object = {}) => ({ name, in: 'query', schema, ...more });
const id = { name: 'id', in: 'path', required: true, schema: text };

/** A document with a body of every kind, and with paths that could be taken for each other. */
const document = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  paths: {
    '/things': {
      get: {
        operationId: 'ListThings',
        parameters: [
          query('limit', { type: 'integer', maximum: 100 }),
          query('all', { type: 'boolean' }),
          query('tag', { type: 'array', items: { type: 'string' } }),
          query('rql', text, { 'x-raw-query': true }),
          { name: 'X-Thing-Scope', in: 'header', schema: { type: 'string', pattern: '^[a-z]+$' } },
          { name: 'Authorization', in: 'header', schema: text },
          { name: 'Cookie', in: 'header', schema: text },
        ],
        responses: { 200: { description: '', headers: { 'X-Thing-Count': {}, 'Set-Cookie': {} } } },
      },
      post: { operationId: 'CreateThing', requestBody: { required: true, content: json(thing) }, responses: {} },
    },
    '/things/_search': {
      post: { operationId: 'SearchThings', 'x-effect': 'read', requestBody: { content: json({}) }, responses: {} },
    },
    '/things/{id}': {
      parameters: [id],
      get: {
        operationId: 'GetThing',
        parameters: [{ name: 'X-Thing-Session', in: 'header', schema: text }],
        responses: {},
      },
      put: { operationId: 'PutThing', requestBody: { content: json({}) }, responses: {} },
      delete: { operationId: 'DeleteThing', responses: {} },
    },
    '/things/{id}:purge': { parameters: [id], post: { operationId: 'PurgeThing', responses: {} } },
    '/files/{id}': {
      parameters: [id],
      get: { operationId: 'GetFile', responses: {} },
      put: {
        operationId: 'PutFile',
        requestBody: { content: { 'application/octet-stream': {}, 'image/*': {} } },
        responses: {},
      },
    },
    '/forms': {
      post: {
        operationId: 'SendForm',
        requestBody: {
          required: true,
          content: { ...json(thing), 'application/x-www-form-urlencoded': {}, 'multipart/form-data': {} },
        },
        responses: {},
      },
    },
  },
} as unknown as OpenAPIV3_1.Document;

/** Requests as the generator describes them to the compiler. */
function validatorsOf(): Validators {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  const found = [...operationsOf(document).values()].map(({ id, parameters, body }) => {
    const channels = ['path', 'query', 'header'].map((channel) => {
      const each = parameters.filter((one) => one.in === channel);
      const properties = Object.fromEntries(each.map(({ name, schema }) => [name, schema]));
      return [channel, { type: 'object', additionalProperties: false, properties }];
    });
    const properties = { ...Object.fromEntries(channels), ...(body === undefined ? {} : { body: body.schema }) };
    const required = body?.required === true ? ['body'] : [];
    return [`${id}_request`, ajv.compile({ type: 'object', additionalProperties: false, properties, required })];
  });
  return Object.fromEntries(found);
}

export const things: Contract = composeContract(document, validatorsOf());
