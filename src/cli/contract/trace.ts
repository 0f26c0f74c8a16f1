import type { Command } from 'commander';
import type { ProviderTrace } from '../../contract/trace.ts';
import { traceText } from '../../contract/trace-text.ts';
import { registry } from '../../generated/registry.ts';
import { registeredAs } from './given-file.ts';

interface TraceOptions {
  readonly operation?: string;
  readonly json?: true;
}

/** Adds `contract trace`. */
export function addTraceCommand(contract: Command): void {
  contract
    .command('trace')
    .description('Show which upstream operations and fields each unified operation uses, and what becomes of them.')
    .argument('[provider]', `${registry.map(({ id }) => id).join(', ')}; all of them unless given`)
    .option('--operation <id>', 'one unified operation only')
    .option('--json', 'one JSON document: { "traces": [...] }')
    .addHelpText(
      'after',
      [
        '',
        'Derived by running the translations on made-up inputs and answers. Places are JSON pointers; * stands for every item.',
        '',
        'Examples:',
        '  orgway contract trace --operation deactivateOrganization',
        '  orgway contract trace --json',
      ].join('\n'),
    )
    .action(async (provider: string | undefined, { operation, json }: TraceOptions, command: Command) => {
      const chosen =
        provider === undefined
          ? (await import('../../generated/providers.ts')).providers
          : [await registeredAs(provider, command)];
      const traces = chosen.map(({ trace }) => (operation === undefined ? trace : only(trace, operation)));
      if (operation !== undefined && traces.every(({ operations }) => operations.length === 0)) {
        const known = new Set(chosen.flatMap(({ trace }) => trace.operations.map((each) => each.unifiedOperation)));
        command.error(`error: nothing supports a unified operation ${operation}; there are ${[...known].join(', ')}`);
      }
      process.stdout.write(json ? `${JSON.stringify({ traces })}\n` : traces.map(traceText).join('\n'));
    });
}

/** What concerns one unified operation: what is left out is a matter of all of them. */
const only = ({ provider, operations }: ProviderTrace, operation: string): ProviderTrace => ({
  provider,
  operations: operations.filter(({ unifiedOperation }) => unifiedOperation === operation),
  enums: [],
  unread: [],
  unwritten: [],
});
