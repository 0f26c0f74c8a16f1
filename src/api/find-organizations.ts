import type { components } from '../generated/types/orgway.ts';
import { Problem } from '../problem/problem.ts';
import { problemBody } from '../problem/problem-body.ts';
import type { GatewayConnection } from './gateway.ts';
import type { Received } from './handler.ts';
import { asProblem } from './problem-response.ts';

type Schemas = components['schemas'];
type Finding = {
  readonly organizations: readonly Schemas['Organization'][];
  readonly finding: Schemas['ConnectionFinding'];
};

/** Looks an external ID up at every connection of the caller's at once; what fails at one is reported beside what the others found. */
export async function findOrganizations(
  externalId: string,
  { granted, instance, requestId, signal }: Received,
): Promise<Schemas['OrganizationFindings']> {
  const found = await Promise.all(
    granted.connections.map((connection) => findAt(connection, externalId, instance, requestId, signal)),
  );
  return {
    organizations: found.flatMap(({ organizations }) => organizations),
    complete: found.every(({ finding }) => finding.result === 'answered'),
    connections: found.map(({ finding }) => finding),
  };
}

async function findAt(
  connection: GatewayConnection,
  externalId: string,
  instance: string,
  requestId: string,
  signal: AbortSignal,
): Promise<Finding> {
  const { id, operations, facts } = connection;
  const unsupported = { organizations: [], finding: { connection: id, result: 'unsupported' } } as const;
  try {
    operations.listOrganizations.demandSupport();
    if (facts.listOrganizations.filters?.includes('externalId') !== true) return unsupported;
    const organizations = await allPages(connection, externalId, signal);
    return { organizations, finding: { connection: id, result: 'answered' } };
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code === 'capability-not-supported') return unsupported;
    return {
      organizations: [],
      finding: {
        connection: id,
        result: 'failed',
        problem: problemBody(problem, instance, requestId) as Schemas['Problem'],
      },
    };
  }
}

const pageLimit = 10;

/** External IDs need not be unique everywhere, so more than one page can match; a thousand is a wrong question. */
async function allPages(
  connection: GatewayConnection,
  externalId: string,
  signal: AbortSignal,
): Promise<Schemas['Organization'][]> {
  const organizations: Schemas['Organization'][] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pageLimit; page += 1) {
    const answer = (await connection.operations.listOrganizations.read(
      {
        path: {},
        query: { externalId },
        body: undefined,
        page: { size: connection.maxPageSize, cursor },
        includeRaw: false,
        actingSession: { token: undefined, jwt: undefined },
      },
      signal,
    )) as Schemas['OrganizationList'];
    organizations.push(...answer.organizations);
    cursor = answer.nextPageToken;
    if (cursor === undefined) return organizations;
  }
  throw new Problem('upstream-error', {
    detail: 'More organizations carry this external ID than can be answered at once.',
  });
}
