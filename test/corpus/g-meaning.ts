import { showcase } from '../support/sandbox.ts';
import { authorized, create, disconnect, freshKey, get, host, json, organization, write, written } from './requests.ts';
import type { BadInput } from './runner.ts';

const refused = { status: 422, code: 'validation-failed' } as const;
const query = { status: 400, code: 'invalid-request' } as const;
const absent = { status: 404, code: 'not-found' } as const;

const named = (displayName: unknown): string => create(JSON.stringify({ displayName }));
const withField = (field: object): string => create(JSON.stringify({ displayName: 'Acme', ...field }));
const withExternalId = (externalId: string): string =>
  write(
    'PUT',
    `/v1/connections/stytch/organizations/${showcase.stytch?.organization}/external-id`,
    JSON.stringify({ externalId }),
    json,
  );
/** A disconnect whose query is all that may be wrong with it. */
const disconnecting = (parameters: string): string =>
  written(`DELETE ${disconnect.split('?')[0]}${parameters} HTTP/1.1`, [host, authorized, freshKey()]);

/**
 * Group G of the reference. Its flag `deleteExternalAccount` is the query parameter `deleteUpstreamAccount` here, and its `confirm`
 * the parameter `acknowledge`, so that G02 to G06 and G07 to G09 are refused as queries are.
 */
export const meaning: readonly BadInput[] = [
  { name: 'G01 unknown property', bytes: withField({ color: 'red' }), ...refused, pointer: '/color' },
  {
    name: 'G02 misspelt flag',
    bytes: disconnecting('?acknowledge=irreversible&delteUpstreamAccount=true'),
    ...query,
    pointer: 'query/delteUpstreamAccount',
  },
  ...[
    ['G03 flag "false"', '%22false%22'],
    ['G04 flag null', 'null'],
    ['G05 flag 0', '0'],
    ['G06 flag "true"', '%22true%22'],
  ].map(
    ([name = '', value]): BadInput => ({
      name,
      bytes: disconnecting(`?acknowledge=irreversible&deleteUpstreamAccount=${value}`),
      ...query,
      pointer: 'query/deleteUpstreamAccount',
    }),
  ),
  {
    name: 'G07 acknowledgement missing on a destructive call',
    bytes: disconnecting(''),
    status: 409,
    code: 'acknowledgement-required',
  },
  {
    name: 'G08 another acknowledgement',
    bytes: disconnecting(`?acknowledge=${showcase.userhub?.externalAccount}`),
    ...query,
    pointer: 'query/acknowledge',
  },
  {
    name: 'G09 acknowledgement with a trailing space',
    bytes: disconnecting('?acknowledge=irreversible%20'),
    ...query,
    pointer: 'query/acknowledge',
  },
  { name: 'G10 empty name', bytes: named(''), ...refused, pointer: '/displayName' },
  { name: 'G11 name 1,025 chars', bytes: named('a'.repeat(1_025)), ...refused, pointer: '/displayName' },
  { name: 'G12 name of emoji only', bytes: named('🦊🦊'), status: 201, valid: 'it is a name like any other' },
  { name: 'G13 bad e-mail', bytes: withField({ email: 'acme' }), ...refused, pointer: '/email' },
  { name: 'G14 IDN e-mail', bytes: withField({ email: 'jörg@exämple.example' }), ...refused, pointer: '/email' },
  {
    name: 'G15 e-mail with CRLF',
    bytes: withField({ email: 'a@acme.example\r\nBcc: b@acme.example' }),
    ...refused,
    pointer: '/email',
  },
  {
    name: 'G16 logo URL javascript:',
    bytes: withField({ logoUrl: 'javascript:alert(1)' }),
    ...refused,
    pointer: '/logoUrl',
  },
  {
    name: 'G17 logo URL to 169.254.169.254',
    bytes: withField({ logoUrl: 'http://169.254.169.254/latest/meta-data' }),
    status: 201,
    valid: 'it is data, which nobody here fetches',
  },
  { name: 'G18 unknown provider', bytes: get('/v1/providers/nobody'), ...absent },
  {
    name: 'G19 operation not supported by the provider',
    bytes: write('POST', `/v1/connections/stytch/organizations/${showcase.stytch?.organization}/deactivate`, ''),
    status: 501,
    code: 'capability-not-supported',
  },
  {
    // Whose connection an organization belongs to only its upstream knows, and it is asked by its own kind of id only.
    name: 'G20 connection of another provider',
    bytes: get(`/v1/connections/stytch/organizations/${showcase.userhub?.organization}`),
    ...absent,
  },
  { name: 'G21 external id with /', bytes: withExternalId('a/b'), ...refused, pointer: '/externalId' },
  { name: 'G22 external id ..', bytes: withExternalId('..'), ...refused, pointer: '/externalId' },
  { name: 'G23 external id 256 chars', bytes: withExternalId('a'.repeat(256)), ...refused, pointer: '/externalId' },
  {
    name: 'G24 read-only field in update',
    bytes: write('PATCH', organization, '{"state":"inactive"}', 'Content-Type: application/merge-patch+json'),
    ...refused,
    pointer: '/state',
  },
];
