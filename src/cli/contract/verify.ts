import type { Command } from 'commander';

export interface VerifyOptions {
  readonly config?: string;
  readonly writes?: true;
  readonly json?: true;
}

/** Adds `contract verify`. */
export function addVerifyCommand(contract: Command): void {
  contract
    .command('verify')
    .description('Probe the live upstream of a connection, and say where it deviates from its document.')
    .argument('<connection>', 'its id in the configuration')
    .option('--config <file>', 'the configuration file (ORGWAY_CONFIG)', process.env.ORGWAY_CONFIG)
    .option('--writes', 'also go through the whole life of a throw-away organization, and remove it')
    .option('--json', 'say the result as one JSON line')
    .addHelpText(
      'after',
      [
        '',
        'Without --writes it only reads. Interrupted, it still removes what it made; interrupted twice, it stops at once.',
        'No values of the upstream are shown, only where they are and of which type.',
        '',
        'Exit status 0: conforms. 1: deviates, could not be asked, or something could not be removed. 78: the configuration is wrong.',
        '',
        'Examples:',
        '  orgway contract verify my-connection --config orgway.yaml',
        '  orgway contract verify my-sandbox --writes --json | jq .deviations',
      ].join('\n'),
    )
    .action(async (id: string, options: VerifyOptions, command: Command) => {
      const { runVerify } = await import('./run-verify.ts');
      await runVerify(id, options, command);
    });
}
