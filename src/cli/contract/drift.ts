import { type Command, Option } from 'commander';
import { severities } from '../../contract/drift/impact.ts';
import { type ApiOptions, apiOf, withApiOptions } from '../api-client.ts';
import { connectionIds, driftRecordsOf } from './drift-records.ts';
import { driftText } from './drift-text.ts';

interface DriftOptions extends ApiOptions {
  readonly connection?: string;
  readonly severity?: string;
  readonly json?: true;
}

/** Adds `contract drift`. */
export function addDriftCommand(contract: Command): void {
  withApiOptions(contract.command('drift'))
    .description('Show where upstreams were seen to differ from their documents, and what that means to unified calls.')
    .option('--connection <id>', 'only that of this connection')
    .addOption(new Option('--severity <severity>', 'only that of this severity').choices(severities))
    .option('--json', 'one JSON line for each kind of drift')
    .addHelpText(
      'after',
      [
        '',
        'No values are shown: they are not kept. breaking: unified calls fail by it. risky: used, but done without. harmless: not used.',
        '',
        'Exit status 0: nothing that breaks unified calls. 1: something does.',
        '',
        'Examples:',
        '  orgway contract drift --severity breaking',
        '  orgway contract drift --connection my-connection --json | jq .pointer',
      ].join('\n'),
    )
    .action(async ({ connection, severity, json, ...options }: DriftOptions, command: Command) => {
      const api = apiOf(options, command);
      const connections = connection === undefined ? await connectionIds(api) : [connection];
      const found = await Promise.all(connections.map((id) => driftRecordsOf(api, id, severity)));
      const records = found.flat();
      process.stdout.write(json ? records.map((each) => `${JSON.stringify(each)}\n`).join('') : driftText(records));
      if (records.some((each) => each.severity === 'breaking')) process.exitCode = 1;
    });
}
