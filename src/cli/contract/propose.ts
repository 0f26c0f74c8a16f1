import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { type Proposal, propose, type Unresolved } from '../../contract/propose/proposal.ts';
import { registry } from '../../generated/registry.ts';
import { type ApiOptions, apiOf, withApiOptions } from '../api-client.ts';
import { type DriftRecord, driftRecordsOf } from './drift-records.ts';

interface ProposeOptions extends ApiOptions {
  readonly output?: string;
  readonly json?: true;
}

/** Adds `contract propose`. */
export function addProposeCommand(contract: Command): void {
  withApiOptions(contract.command('propose'))
    .description("Write an OpenAPI Overlay that would make the provider's document agree with the drift that was seen.")
    .argument('<connection>', 'whose drift')
    .option('--output <file>', 'write it there instead of to standard output')
    .option('--json', 'as JSON instead of YAML')
    .addHelpText(
      'after',
      [
        '',
        'It is never applied by itself: read it, ask the vendor, and keep what is right. What no change can be made of is listed',
        'under x-unresolved. Without any drift nothing is written.',
        '',
        'Example:',
        '  orgway contract propose my-connection --output overlay.yaml',
      ].join('\n'),
    )
    .action(async (connection: string, { output, json, ...options }: ProposeOptions, command: Command) => {
      const records = await driftRecordsOf(apiOf(options, command), connection);
      if (records.length === 0) {
        process.stderr.write(`nothing to propose: no drift is on record for ${connection}\n`);
        return;
      }
      const overlay = await overlayOf(connection, records);
      const text = json ? `${JSON.stringify(overlay, null, 2)}\n` : stringify(overlay, { lineWidth: 140 });
      if (output === undefined) process.stdout.write(text);
      else save(output, text, command);
    });
}

/** An OpenAPI Overlay 1.0; it has no actions where nothing can be proposed. */
interface ProposedOverlay {
  readonly overlay: '1.0.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly actions: readonly (Proposal['actions'][number] & {
    readonly 'x-source': string;
    readonly 'x-status': 'verified';
  })[];
  readonly 'x-unresolved'?: readonly Unresolved[];
}

async function overlayOf(connection: string, records: readonly DriftRecord[]): Promise<ProposedOverlay> {
  const id = records[0]?.provider;
  const registered = await registry.find((each) => each.id === id)?.load();
  if (registered === undefined)
    throw new Error(`this version of Orgway has no document of ${id}; use that of the gateway`);
  const { actions, unresolved } = propose(registered.document, records);
  const last =
    records
      .map(({ lastSeen }) => lastSeen)
      .sort()
      .at(-1) ?? '';
  return {
    overlay: '1.0.0',
    info: { title: `What ${registered.provider.title} was seen to do`, version: last.slice(0, 10) },
    actions: actions.map((each) => ({
      ...each,
      'x-source': `drift of connection ${connection}`,
      'x-status': 'verified',
    })),
    ...(unresolved.length === 0 ? {} : { 'x-unresolved': unresolved }),
  };
}

function save(file: string, text: string, command: Command): void {
  try {
    writeFileSync(file, text);
  } catch {
    command.error(`error: the file ${file} cannot be written`);
  }
}
