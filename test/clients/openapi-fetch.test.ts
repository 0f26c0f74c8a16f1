import { document } from './build.ts';
import { testClient } from './suite.ts';

const one = `'/v1/connections/{connection}/organizations/{organization}'`;
const all = `'/v1/connections/{connection}/organizations'`;
const at = `path: { connection: 'a', organization: 'b' }`;
const key = `header: { 'Idempotency-Key': '0123456789abcdef' }`;

testClient({
  name: 'openapi-fetch',
  command: ['openapi-typescript/bin/cli.js', document, '--output', 'schema.ts'],
  compilerOptions: {},
  types: 'schema.ts',
  preamble: `
    import createClient from 'openapi-fetch';
    import type { components, paths } from '../schema.js';
    export const client = createClient<paths>();
    export type Schemas = components['schemas'];
  `,
  mistakes: {
    'an unknown path': `client.GET('/v1/organisations');`,
    'a creation without idempotency key': `client.POST(${all}, { params: { path: { connection: 'a' } }, body: { displayName: 'A' } });`,
    'a creation without name': `client.POST(${all}, { params: { path: { connection: 'a' }, ${key} }, body: {} });`,
    'a creation with a field that there is not': `export const a: Schemas['OrganizationCreate'] = { displayName: 'A', name: 'A' };`,
    'a creation with a null name': `export const a: Schemas['OrganizationCreate'] = { displayName: null };`,
    'a deletion without idempotency key': `client.DELETE(${one}, { params: { ${at} } });`,
    'another acknowledgement': `client.DELETE(${one}, { params: { ${at}, ${key}, query: { acknowledge: 'yes' } } });`,
    'a state that nothing is filtered by': `client.GET(${all}, { params: { path: { connection: 'a' }, query: { state: 'gone' } } });`,
    'a page size in letters': `client.GET(${all}, { params: { path: { connection: 'a' }, query: { pageSize: '20' } } });`,
    'an answer used unseen': `export const a = (await client.GET(${one}, { params: { ${at} } })).data.displayName;`,
    'a name used although it may be null': `export const a = (from: Schemas['Organization']): string => from.displayName;`,
    'a member of a problem that there is not': `export const a = (from: Schemas['Problem']) => from.message;`,
  },
});
