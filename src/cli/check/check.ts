import type { Command } from 'commander';

export interface CheckOptions {
  readonly config?: string;
  readonly live?: boolean;
  readonly json?: true;
}

/** Adds `check`. */
export function addCheckCommand(program: Command, dataFolder: () => string): void {
  program
    .command('check')
    .description('Find everything that is wrong or weak in a configuration, before it is served.')
    .option('--config <file>', 'the configuration file (ORGWAY_CONFIG)', process.env.ORGWAY_CONFIG)
    .option('--live', 'also ask the database and, with one cheap read each, the upstreams')
    .option('--json', 'say the findings as one JSON document')
    .addHelpText(
      'after',
      [
        '',
        'Reads the file with its references, looks at the files that hold secrets, and composes every connection with the upstream',
        'document of its provider. Without --live nothing is contacted, and nothing is ever changed or written.',
        '--live also asks whether the database is reachable and migrated, whether what it keeps is whole and can be opened with this',
        'secret key, and reads one organization through every connection: names, certificates, credentials and answers are told apart.',
        '',
        'Exit status 0: nothing is wrong (there may be warnings). 1: a provider is broken, or --live found a problem.',
        '2: wrong usage. 78: the configuration is wrong, so that serve would refuse it; it is not looked at any further then.',
        '',
        'Examples:',
        '  orgway check --config orgway.yaml',
        '  orgway check --live --json | jq \'.findings[] | select(.status != "ok")\'',
      ].join('\n'),
    )
    .action(async (options: CheckOptions) => {
      const { runCheck } = await import('./run-check.ts');
      await runCheck(options, dataFolder());
    });
}
