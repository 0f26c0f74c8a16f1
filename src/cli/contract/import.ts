import type { Command } from 'commander';
import { registry } from '../../generated/registry.ts';
import type { ImportOptions } from './run-import.ts';

/** Adds `contract import`. */
export function addImportCommand(contract: Command): void {
  contract
    .command('import')
    .description(
      "Cut the operations that a provider uses out of a vendor's OpenAPI file, and say what differs from ours.",
    )
    .argument('<provider>', registry.map(({ id }) => id).join(', '))
    .argument('<vendor-document>', 'OpenAPI 3.0 or 3.1 in YAML or JSON; - is standard input')
    .option(
      '--overlay <file>',
      'an OpenAPI Overlay 1.0 to apply after those in openapi/overlays; repeatable',
      gathered,
      [],
    )
    .option('--output <file>', 'where to write the document; otherwise it goes to standard output')
    .option('--json', 'say the result as one JSON line, with the document where there is no --output')
    .addHelpText(
      'after',
      [
        '',
        'The document has our operation ids and names of path parameters, only the components it needs, and can stand in for',
        'openapi/upstreams/<provider>.yaml.',
        '',
        'Exit status 0: every operation in use was found and compiles. 1: one is missing or does not compile.',
        '2: the file cannot be read, or is no OpenAPI 3.0 or 3.1 document.',
        '',
        'Examples:',
        '  orgway contract import <provider> vendor.yaml --output cut.yaml',
        '  orgway contract import <provider> vendor.json --overlay fixes.yaml --json | jq .missing',
      ].join('\n'),
    )
    .action(async (provider: string, file: string, options: ImportOptions, command: Command) => {
      // Loaded when asked for: parsers and AJV take half a second, which no other command has to spend.
      const { runImport } = await import('./run-import.ts');
      await runImport(provider, file, options, command);
    });
}

const gathered = (file: string, files: readonly string[]): readonly string[] => [...files, file];
