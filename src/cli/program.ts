import { Command } from 'commander';
import { addAuditCommand } from './audit.ts';
import { harden } from './harden.ts';
import { addKeysCommand } from './keys.ts';
import { addOperationsCommand } from './operations.ts';
import { hangUps, onSignal } from './signals.ts';

/** Where a gateway keeps what is its own. */
export const dataFolder = (): string => process.env.ORGWAY_DATA ?? '.orgway';

/** The command line of Orgway. What serves is loaded when it is asked for: the other commands need nothing of it. */
export function program(): Command {
  const orgway = new Command('orgway')
    .description('One HTTP API for the whole life of a customer organization, whatever system it lives in.')
    .configureOutput({ outputError: (text, write) => write(text) })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

  orgway
    .command('serve')
    .description('Serve the unified API for the configured connections.')
    .option('--config <file>', 'the configuration file (ORGWAY_CONFIG)', process.env.ORGWAY_CONFIG)
    .option('--json', 'say the address as one JSON line')
    .addHelpText(
      'after',
      [
        '',
        'Environment: PORT, ORGWAY_CONFIG, ORGWAY_DATA (.orgway), ORGWAY_LOG (info).',
        'A file with a secret that changes is read again by itself.',
        'Signals: SIGHUP reads the configuration and its secrets again; a wrong one changes nothing. SIGTERM and SIGINT answer what',
        'is under way, for up to 25 seconds, and end; a second one ends at once.',
        'Exit status 69: the database cannot be used. 70: an error that nobody handled. 78: the configuration is wrong.',
      ].join('\n'),
    )
    .action(async ({ config, json }: { config?: string; json?: true }) => {
      harden();
      const hangingUp = hangUps();
      const { configFileOf, configFrom } = await import('./configuration.ts');
      const { reloading } = await import('./reload.ts');
      const { serve } = await import('./serve.ts');
      const { watchReferences } = await import('../config/watch.ts');
      const file = configFileOf(config);
      const first = await configFrom(file);
      const serving = await serve(first, dataFolder());
      const { request } = reloading(file, first, serving.reload, serving.log);
      hangingUp.heard(() => request('SIGHUP'));
      watchReferences(file, () => request('a file with a secret'), 1_000);
      onSignal(serving.stop);
      say(
        json
          ? JSON.stringify({ gateway: serving.url })
          : `Orgway serves ${serving.url}, documentation at ${serving.url}/docs`,
      );
    });

  orgway
    .command('sandbox')
    .description('Serve the unified API over stateful emulators of every provider, on this machine only.')
    .option('--json', 'say the addresses as one JSON line')
    .addHelpText(
      'after',
      '\nEnvironment: PORT (8080), SANDBOX_PORT (8081), ORGWAY_DATA (.orgway).\nThe key is orgway_sandbox.',
    )
    .action(async ({ json }: { json?: true }) => {
      harden();
      const { portFrom } = await import('./configuration.ts');
      const { seedCalls, serveSandbox } = await import('./sandbox.ts');
      const serving = await serveSandbox(portFrom('SANDBOX_PORT', 8081), dataFolder());
      onSignal(serving.stop);
      const { url: gateway, emulatorsUrl: sandbox } = serving;
      const calls = seedCalls(gateway);
      say(json ? JSON.stringify({ gateway, sandbox, try: calls }) : greeting(gateway, sandbox, calls));
    });

  addOperationsCommand(orgway);
  addAuditCommand(orgway);
  addKeysCommand(orgway, dataFolder);

  return orgway;
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const greeting = (gateway: string, sandbox: string, calls: readonly string[]): string =>
  [
    `Orgway serves ${gateway}, documentation at ${gateway}/docs`,
    `Emulators of the upstreams serve ${sandbox}/{provider}; what they received: ${sandbox}/_sandbox/{provider}/requests`,
    '',
    'Try one call on each upstream:',
    ...calls.flatMap((call) => ['', call]),
    '',
    'Stop with Ctrl-C.',
  ].join('\n');
