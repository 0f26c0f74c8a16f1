import { document } from './build.ts';
import { testClient } from './suite.ts';

const at = `path: { connection: 'a', organization: 'b' }`;
const key = `headers: { 'Idempotency-Key': '0123456789abcdef' }`;

testClient({
  name: 'hey-api',
  command: ['@hey-api/openapi-ts/bin/run.js', '--input', document, '--output', 'client'],
  // Its bundled fetch client uses names of the DOM and sets optional properties to undefined.
  compilerOptions: { lib: ['es2024', 'dom', 'dom.iterable'], exactOptionalPropertyTypes: false },
  types: 'client/types.gen.ts',
  preamble: `
    import type * as schemas from '../client/index.js';
    import * as orgway from '../client/sdk.gen.js';
    export type Problem = schemas.Problem;
    export const { getOrganization } = orgway;
  `,
  mistakes: {
    'an unknown operation': `orgway.listOrganisations();`,
    'a creation without idempotency key': `orgway.createOrganization({ path: { connection: 'a' }, body: { displayName: 'A' } });`,
    'a creation without name': `orgway.createOrganization({ path: { connection: 'a' }, ${key}, body: {} });`,
    'a creation with a field that there is not': `export const a: schemas.OrganizationCreate = { displayName: 'A', name: 'A' };`,
    'a creation with a null name': `export const a: schemas.OrganizationCreate = { displayName: null };`,
    'a deletion without idempotency key': `orgway.deleteOrganization({ ${at} });`,
    'another acknowledgement': `orgway.deleteOrganization({ ${at}, ${key}, query: { acknowledge: 'yes' } });`,
    'a state that nothing is filtered by': `orgway.listOrganizations({ path: { connection: 'a' }, query: { state: 'gone' } });`,
    'a page size in letters': `orgway.listOrganizations({ path: { connection: 'a' }, query: { pageSize: '20' } });`,
    'an answer used unseen': `export const a = (await getOrganization({ ${at} })).data.displayName;`,
    'a name used although it may be null': `export const a = (from: schemas.Organization): string => from.displayName;`,
    'a member of a problem that there is not': `export const a = (from: Problem) => from.message;`,
  },
});
