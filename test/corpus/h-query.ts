import { exchange } from './raw-exchange.ts';
import { get, host, organizations, written } from './requests.ts';
import type { BadInput, CorpusStage } from './runner.ts';
import { otherKey } from './stage.ts';

const refused = { status: 400, code: 'invalid-request' } as const;
const sized = (pageSize: string): Pick<BadInput, 'bytes' | 'status' | 'code' | 'pointer'> => ({
  bytes: get(`${organizations}?pageSize=${pageSize}`),
  ...refused,
  pointer: 'query/pageSize',
});

const firstPage = `${organizations}?pageSize=1`;

/** The token that leads on from the first page, as another principal was given it. */
async function tokenOfAnother({ port }: CorpusStage): Promise<string> {
  const { answers } = await exchange(
    port,
    written(`GET ${firstPage} HTTP/1.1`, [host, `Authorization: Bearer ${otherKey}`]),
  );
  return answers[0]?.body.nextPageToken;
}

/** The same token but for one bit of the byte in its middle. */
function flipped(token: string): string {
  const bytes = Buffer.from(token, 'base64url');
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

/** Group H of the reference. Its `invalid-query` is `invalid-request` here, its `limit` is `pageSize`, and a page has at most 200. */
export const queries: readonly BadInput[] = [
  { name: 'H01 unknown name', bytes: get(`${organizations}?limit=3`), ...refused, pointer: 'query/limit' },
  {
    name: 'H02 repeated name',
    bytes: get(`${organizations}?state=active&state=active`),
    ...refused,
    pointer: 'query/state',
  },
  { name: 'H03 pageSize=1e3', ...sized('1e3') },
  { name: 'H04 pageSize=0x10', ...sized('0x10') },
  { name: 'H05 pageSize= 10', ...sized('%2010') },
  { name: 'H06 pageSize=0', ...sized('0') },
  { name: 'H07 pageSize=-1', ...sized('-1') },
  { name: 'H08 pageSize=201', ...sized('201') },
  { name: 'H09 a[b]=1', bytes: get(`${organizations}?a[b]=1`), ...refused, pointer: 'query/a[b]' },
  {
    name: 'H10 __proto__[x]=1',
    bytes: get(`${organizations}?__proto__[x]=1`),
    ...refused,
    pointer: 'query/__proto__[x]',
  },
  { name: 'H11 1,000 parameters', bytes: get(`${organizations}?${Array(1_000).fill('a=').join('&')}`), ...refused },
  {
    name: 'H12 cursor of another principal',
    bytes: async (stage) => get(`${firstPage}&pageToken=${await tokenOfAnother(stage)}`),
    status: 400,
    code: 'invalid-page-token',
  },
  {
    name: 'H13 cursor with a flipped bit',
    bytes: async (stage) => get(`${firstPage}&pageToken=${flipped(await tokenOfAnother(stage))}`),
    status: 400,
    code: 'invalid-page-token',
  },
  {
    // The target as a whole is too long before anybody looks into the query.
    name: 'H14 cursor 10 kB',
    bytes: get(`${firstPage}&pageToken=${'a'.repeat(10_000)}`),
    status: 414,
    code: 'uri-too-long',
  },
];
