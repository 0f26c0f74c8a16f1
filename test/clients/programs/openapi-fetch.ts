// A program as a user of openapi-typescript and openapi-fetch would write it. Copied beside the generated schema.ts,
// compiled there and run as `node main.js <step> <input>`; it prints what the step answered as one line of JSON.
import { randomUUID } from 'node:crypto';
import { argv } from 'node:process';
import createClient from 'openapi-fetch';
import type { components, operations, paths } from './schema.js';

type Schemas = components['schemas'];
type Problem = Schemas['Problem'];

interface Input {
  readonly url: string;
  readonly organizations: Readonly<Record<'userhub' | 'softwareone' | 'stytch' | 'zitadel', string>>;
  readonly externalAccount: string;
}
const { url, organizations, externalAccount } = JSON.parse(argv[3] ?? '') as Input;

const client = createClient<paths>({ baseUrl: url, headers: { authorization: 'Bearer orgway_sandbox' } });
const newKey = () => ({ 'Idempotency-Key': randomUUID() });
const at = (connection: keyof Input['organizations']) => ({ connection, organization: organizations[connection] });

type Answer<T> = { readonly data: T; readonly error?: never } | { readonly data?: never; readonly error: Problem };

/** The good answer; a program that does not expect a problem says which one it met. */
function good<T>({ data, error }: Answer<T>): T {
  if (error !== undefined) throw new Error(`${error.status} ${error.code}: ${error.detail}`);
  return data;
}

/** What was done: creations document what a dry run answers under a status of its own, so their type offers it as well. */
function done<T extends object>(answer: T): Exclude<T, { readonly dryRun: boolean }> {
  if ('dryRun' in answer) throw new Error('nothing was done');
  return answer as Exclude<T, { readonly dryRun: boolean }>;
}

/** What a caller does about a problem: `code` is open, so that there is always a default. */
function adviceFor(problem: Problem): string {
  switch (problem.code) {
    case 'not-found':
      return 'look it up again';
    case 'capability-not-supported':
      return 'do without';
    case 'acknowledgement-required':
      return 'ask somebody';
    default:
      return problem.retryable ? 'try again later' : 'give up';
  }
}

function refused<T>({ error, response }: Answer<T> & { readonly response: Response }) {
  if (error === undefined) throw new Error('a problem was expected');
  return { status: response.status, type: response.headers.get('content-type'), advice: adviceFor(error), error };
}

async function seeds() {
  const account = { ...at('userhub'), externalAccount };
  const query = { acknowledge: 'irreversible', deleteUpstreamAccount: true } as const;
  return {
    userhub: good(
      await client.DELETE(
        '/v1/connections/{connection}/organizations/{organization}/external-accounts/{externalAccount}',
        { params: { path: account, query, header: newKey() } },
      ),
    ),
    softwareone: good(
      await client.POST('/v1/connections/{connection}/organizations/{organization}/deactivate', {
        params: { path: at('softwareone') },
      }),
    ),
    stytch: good(
      await client.DELETE('/v1/connections/{connection}/organizations/{organization}/external-id', {
        params: { path: at('stytch') },
      }),
    ),
    zitadel: good(
      await client.POST('/v1/connections/{connection}/organizations/{organization}/deactivate', {
        params: { path: at('zitadel') },
      }),
    ),
  };
}

const one = '/v1/connections/{connection}/organizations/{organization}';

async function life() {
  const body: Schemas['OrganizationCreate'] = { displayName: 'Ünïted Gebäck', externalId: 'customer-4711' };
  const created = done(
    good(
      await client.POST('/v1/connections/{connection}/organizations', {
        params: { path: { connection: 'stytch' }, header: newKey() },
        body,
      }),
    ),
  );
  const path = { connection: 'stytch', organization: created.organization.id };
  const read = good(await client.GET(one, { params: { path, query: { include: 'raw' } } }));
  const patch: Schemas['OrganizationPatch'] = { displayName: 'Neuer Name', logoUrl: null };
  const updated = good(await client.PATCH(one, { params: { path }, body: patch }));
  const updatedAgain = good(await client.PATCH(one, { params: { path }, body: patch }));
  const deleted = good(
    await client.DELETE(one, { params: { path, query: { acknowledge: 'irreversible' }, header: newKey() } }),
  );
  return { created, read, updated, updatedAgain, deleted };
}

async function pages() {
  const found: Record<string, string[][]> = {};
  for (const connection of Object.keys(organizations)) {
    const sheets: string[][] = [];
    let pageToken: string | undefined;
    do {
      const query = { pageSize: 4, ...(pageToken === undefined ? {} : { pageToken }) };
      const page = good(
        await client.GET('/v1/connections/{connection}/organizations', { params: { path: { connection }, query } }),
      );
      sheets.push(page.organizations.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    found[connection] = sheets;
  }
  return found;
}

async function members() {
  const path = at('stytch');
  const collection = `${one}/members` as const;
  const listed = good(await client.GET(collection, { params: { path } }));
  const body: Schemas['MemberCreate'] = { email: 'zoe@example.com', displayName: 'Zoë Müller' };
  const added = done(good(await client.POST(collection, { params: { path, header: newKey() }, body })));
  const who = { ...path, member: added.member.id };
  const member = `${collection}/{member}` as const;
  const updated = good(await client.PATCH(member, { params: { path: who }, body: { roles: ['stytch_admin'] } }));
  const read = good(await client.GET(member, { params: { path: who } }));
  const removed = good(await client.DELETE(member, { params: { path: who, header: newKey() } }));
  const gone = refused(await client.GET(member, { params: { path: who } }));
  return { listed, added, updated, read, removed, gone };
}

async function problems() {
  const missing = { connection: 'userhub', organization: 'org_000000000000000' };
  return {
    unknown: refused(await client.GET(one, { params: { path: missing } })),
    unsupported: refused(await client.POST(`${one}/deactivate`, { params: { path: at('stytch') } })),
    unacknowledged: refused(
      await client.DELETE(`${one}/external-accounts/{externalAccount}`, {
        params: { path: { ...at('userhub'), externalAccount }, header: newKey() },
      }),
    ),
    rejected: refused(
      await client.PATCH(one, { params: { path: at('zitadel') }, body: { email: 'ap@example.com', website: null } }),
    ),
  };
}

// Every documented failure of every operation is a Problem, and no success is `unknown`.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Success = 200 | 201;
type Answers<Id extends keyof operations> = operations[Id]['responses'];
type Body<Answered> = Answered extends { readonly content: infer Content } ? Content[keyof Content] : undefined;
type Failure<Id extends keyof operations> = Body<Answers<Id>[Exclude<keyof Answers<Id>, Success>]>;
type Result<Id extends keyof operations> = Body<Answers<Id>[Extract<keyof Answers<Id>, Success>]>;
type Untyped = {
  [Id in keyof operations]: Same<Failure<Id>, Problem> extends false
    ? `${Id} fails otherwise`
    : unknown extends Result<Id>
      ? `${Id} answers unknown`
      : never;
}[keyof operations];
export const everyAnswerIsTyped: [Untyped] extends [never] ? true : Untyped = true;

const steps = { seeds, life, pages, members, problems };
const step = steps[argv[2] as keyof typeof steps];
console.log(JSON.stringify(await step()));
