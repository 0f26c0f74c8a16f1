import { type Command, InvalidArgumentError, Option } from 'commander';
import type { components } from '../generated/types/orgway.ts';
import { type ApiClient, type ApiOptions, apiOf, withApiOptions } from './api-client.ts';
import { details, table } from './operation-text.ts';

type Operation = components['schemas']['Operation'];
type OperationList = components['schemas']['OperationList'];

interface OperationOptions extends ApiOptions {
  readonly json?: true;
}
interface ListOptions extends OperationOptions {
  readonly connection?: string;
  readonly organization?: string;
  readonly action?: string;
  readonly state?: string;
  readonly outcome?: string;
  readonly limit: number;
}

/** The largest page the API answers. */
const pageLimit = 200;

/** Adds `operations list`, `operations show` and `operations reconcile`. */
export function addOperationsCommand(program: Command): void {
  const operations = program.command('operations').description('See what became of mutations, and settle them.');

  withApiOptions(operations.command('list'))
    .description('List operations, newest first.')
    .option('--connection <id>', 'only those of this connection')
    .option('--organization <id>', 'only those on this organization')
    .option('--action <operationId>', 'only those of this unified operation, such as deleteOrganization')
    .addOption(new Option('--state <state>', 'only those this far').choices(['running', 'unsettled', 'settled']))
    .addOption(
      new Option('--outcome <outcome>', 'only those that ended so').choices([
        ...['applied', 'partial', 'not_applied', 'unknown'],
      ]),
    )
    .option('--limit <number>', 'how many at most', count, 50)
    .option('--json', 'one JSON line for each operation')
    .addHelpText(
      'after',
      '\nExamples:\n  orgway operations list --outcome unknown\n  orgway operations list --connection my-connection --json | wc -l',
    )
    .action(async ({ limit, json, url, ...filter }: ListOptions, command: Command) => {
      const found = await listed(apiOf({ url }, command), filter, limit);
      say(json ? found.map((each) => `${JSON.stringify(each)}\n`).join('') : table(found, process.stdout.columns));
    });

  withApiOptions(operations.command('show'))
    .description('Show one operation with all its evidence.')
    .argument('<operation>', 'its id (op_...)')
    .option('--json', 'as JSON')
    .action(async (id: string, { json, ...options }: OperationOptions, command: Command) => {
      const found = (await apiOf(options, command).call('GET', pathOf(id))) as Operation;
      say(json ? `${JSON.stringify(found)}\n` : details(found));
    });

  withApiOptions(operations.command('reconcile'))
    .description('Read the upstream now to tell what became of an operation, and finish it where that is safe.')
    .argument('<operation>', 'its id (op_...)')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExit status 1: its outcome is still unknown or partial.')
    .action(async (id: string, { json, ...options }: OperationOptions, command: Command) => {
      const found = (await apiOf(options, command).call('POST', `${pathOf(id)}/reconcile`)) as Operation;
      say(json ? `${JSON.stringify(found)}\n` : details(found));
      if (found.outcome !== 'applied' && found.outcome !== 'not_applied') process.exitCode = 1;
    });
}

const pathOf = (id: string): string => `/v1/operations/${encodeURIComponent(id)}`;

const say = (text: string): void => {
  process.stdout.write(text);
};

function count(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It must be a number from 1.');
  return Number(text);
}

async function listed(
  api: ApiClient,
  filter: Omit<ListOptions, 'limit' | 'json' | 'url'>,
  limit: number,
): Promise<Operation[]> {
  const found: Operation[] = [];
  // The size of a page is part of what its token is good for.
  const pageSize = String(Math.min(limit, pageLimit));
  let pageToken: string | undefined;
  do {
    const page = (await api.call('GET', '/v1/operations', { ...filter, pageSize, pageToken })) as OperationList;
    found.push(...page.operations);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && found.length < limit);
  return found.slice(0, limit);
}
