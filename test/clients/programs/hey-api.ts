// A program as a user of @hey-api/openapi-ts would write it. Copied beside the folder of the generated client, compiled
// there and run as `node main.js <step> <input>`; it prints what the step answered as one line of JSON.
import { randomUUID } from 'node:crypto';
import { argv } from 'node:process';
import { client } from './client/client.gen.js';
import type { MemberCreate, OrganizationCreate, OrganizationList, OrganizationPatch, Problem } from './client/index.js';
import * as orgway from './client/sdk.gen.js';

interface Input {
  readonly url: string;
  readonly organizations: Readonly<Record<'userhub' | 'softwareone' | 'stytch' | 'zitadel', string>>;
  readonly externalAccount: string;
}
const { url, organizations, externalAccount } = JSON.parse(argv[3] ?? '') as Input;

client.setConfig({ baseUrl: url, auth: 'orgway_sandbox' });
const newKey = () => ({ 'Idempotency-Key': randomUUID() });
const at = (connection: keyof Input['organizations']) => ({ connection, organization: organizations[connection] });

interface Answer<T> {
  readonly data: T | undefined;
  readonly error: Problem | undefined;
  readonly response?: Response;
}

/** The good answer; a program that does not expect a problem says which one it met. */
function good<T>({ data, error }: Answer<T>): T {
  if (data === undefined) throw new Error(`${error?.status} ${error?.code}: ${error?.detail}`);
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

function refused<T>({ error, response }: Answer<T>) {
  if (error === undefined) throw new Error('a problem was expected');
  return { status: response?.status, type: response?.headers.get('content-type'), advice: adviceFor(error), error };
}

async function seeds() {
  const { disconnectExternalAccount, deactivateOrganization, deleteExternalId } = orgway;
  return {
    userhub: good(
      await disconnectExternalAccount({
        path: { ...at('userhub'), externalAccount },
        query: { acknowledge: 'irreversible', deleteUpstreamAccount: true },
        headers: newKey(),
      }),
    ),
    softwareone: good(await deactivateOrganization({ path: at('softwareone') })),
    stytch: good(await deleteExternalId({ path: at('stytch') })),
    zitadel: good(await deactivateOrganization({ path: at('zitadel') })),
  };
}

async function life() {
  const create: OrganizationCreate = { displayName: 'Ünïted Gebäck', externalId: 'customer-4711' };
  const created = done(
    good(await orgway.createOrganization({ path: { connection: 'stytch' }, headers: newKey(), body: create })),
  );
  const path = { connection: 'stytch', organization: created.organization.id };
  const read = good(await orgway.getOrganization({ path, query: { include: 'raw' } }));
  const body: OrganizationPatch = { displayName: 'Neuer Name', logoUrl: null };
  const updated = good(await orgway.updateOrganization({ path, body }));
  const updatedAgain = good(await orgway.updateOrganization({ path, body }));
  const deleted = good(
    await orgway.deleteOrganization({ path, query: { acknowledge: 'irreversible' }, headers: newKey() }),
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
      const page: OrganizationList = good(await orgway.listOrganizations({ path: { connection }, query }));
      sheets.push(page.organizations.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    found[connection] = sheets;
  }
  return found;
}

async function members() {
  const path = at('stytch');
  const listed = good(await orgway.listMembers({ path }));
  const body: MemberCreate = { email: 'zoe@example.com', displayName: 'Zoë Müller' };
  const added = done(good(await orgway.addMember({ path, headers: newKey(), body })));
  const who = { ...path, member: added.member.id };
  const updated = good(await orgway.updateMember({ path: who, body: { roles: ['stytch_admin'] } }));
  const read = good(await orgway.getMember({ path: who }));
  const removed = good(await orgway.removeMember({ path: who, headers: newKey() }));
  const gone = refused(await orgway.getMember({ path: who }));
  return { listed, added, updated, read, removed, gone };
}

async function problems() {
  const missing = { connection: 'userhub', organization: 'org_000000000000000' };
  const account = { ...at('userhub'), externalAccount };
  return {
    unknown: refused(await orgway.getOrganization({ path: missing })),
    unsupported: refused(await orgway.deactivateOrganization({ path: at('stytch') })),
    unacknowledged: refused(await orgway.disconnectExternalAccount({ path: account, headers: newKey() })),
    rejected: refused(
      await orgway.updateOrganization({ path: at('zitadel'), body: { email: 'ap@example.com', website: null } }),
    ),
  };
}

// Every documented failure of every operation is a Problem, and no success is `unknown`.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Answered<Call> = Call extends (...given: never) => Promise<infer Result> ? Result : never;
type Failure<Result> = Result extends { readonly error: infer Error } ? Exclude<Error, undefined> : never;
type Success<Result> = Result extends { readonly data: infer Data } ? Exclude<Data, undefined> : never;
type Operations = typeof orgway;
type Untyped = {
  [Id in keyof Operations]: Same<Failure<Answered<Operations[Id]>>, Problem> extends false
    ? `${Id} fails otherwise`
    : unknown extends Success<Answered<Operations[Id]>>
      ? `${Id} answers unknown`
      : never;
}[keyof Operations];
export const everyAnswerIsTyped: [Untyped] extends [never] ? true : Untyped = true;

const steps = { seeds, life, pages, members, problems };
const step = steps[argv[2] as keyof typeof steps];
console.log(JSON.stringify(await step()));
