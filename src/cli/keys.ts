import type { Command } from 'commander';
import type { Grants } from '../operations/keys/grants.ts';
import type { KeyRecords, NewKey } from '../operations/keys/key-records.ts';
import { duration } from './duration.ts';
import { keyLine, keyTable, newKeyNote } from './keys-text.ts';

interface StoreOptions {
  readonly config?: string;
  readonly json?: true;
}
interface CreateOptions extends StoreOptions {
  readonly name: string;
  readonly permission: readonly string[];
  readonly connection?: readonly string[];
  readonly allConnections?: true;
  readonly expires?: number;
}
interface RotateOptions extends StoreOptions {
  readonly overlap: number;
  readonly expires?: number;
}

/** Adds `keys create`, `list`, `revoke` and `rotate`. They work on the gateway's database itself: the first key has to come from somewhere. */
export function addKeysCommand(program: Command, dataFolder: () => string): void {
  const keys = program
    .command('keys')
    .description('Make the API keys that callers of the gateway send, and take them out of use.');
  const subcommand = (text: string, ...examples: readonly string[]): Command =>
    keys
      .command(text)
      .option('--config <file>', 'the configuration file, for its database (ORGWAY_CONFIG)', process.env.ORGWAY_CONFIG)
      .option('--json', 'say it as JSON')
      .addHelpText(
        'after',
        ['', ...(examples.length === 0 ? [] : ['Examples:']), ...examples, '', database].join('\n'),
      );

  subcommand(
    'create',
    '  orgway keys create --name reports --permission organizations:read members:read --connection my-connection',
    '  orgway keys create --name back-office --permission organizations:write --all-connections --expires 90d',
    '  orgway keys create --name ops --permission admin --all-connections > ops.key',
  )
    .description('Make a key and write it to standard output, this once: only its SHA-256 is kept.')
    .requiredOption('--name <name>', 'whose key it is; nobody else ever gets this name')
    .requiredOption('--permission <permission...>', 'what it may be used for; admin stands for everything')
    .option('--connection <connection...>', 'the connections it may be used on')
    .option('--all-connections', 'it may be used on every connection, those of the future too')
    .option('--expires <time>', 'how long it is of use, such as 30d or 12h; until it is revoked unless given', duration)
    .action(async (options: CreateOptions, command: Command) => {
      const grants = await grantsOf(options, command);
      const expires = after(options.expires);
      await withKeys(options, dataFolder(), async (records) => {
        sayNew(await records.create(options.name, grants, expires), options);
      });
    });

  subcommand('list')
    .description('Show every key there ever was; never the key itself.')
    .action((options: StoreOptions) =>
      withKeys(options, dataFolder(), async (records) => {
        const [found, now] = [await records.list(), new Date()];
        say(options.json ? found.map((each) => keyLine(each, now)).join('') : keyTable(found, now));
      }),
    );

  subcommand('revoke', '  orgway keys revoke reports', '  orgway keys revoke 7Q0XB2K9TA')
    .description('Take a key out of use, or all of a name: within a second nobody gets in with them any more.')
    .argument('<key>', 'a name, or the id of one key')
    .action((key: string, options: StoreOptions) =>
      withKeys(options, dataFolder(), async (records) => {
        const [revoked, now] = [await records.revoke(key), new Date()];
        if (options.json) say(revoked.map((each) => keyLine(each, now)).join(''));
        else if (revoked.length === 0) say(`No key of ${key} was in use.\n`);
        else say(revoked.map(({ id, name }) => `Key ${id} of ${name} is revoked.\n`).join(''));
      }),
    );

  subcommand('rotate', '  orgway keys rotate reports --overlap 1h > reports.key')
    .description('Replace a key by a new one that may do the same, written to standard output this once.')
    .argument('<key>', 'a name, or the id of one key')
    .option('--overlap <time>', 'how long the old one stays of use beside it, such as 1h', duration, 0)
    .option(
      '--expires <time>',
      'how long the new one is of use; as long as the old one was meant to be unless given',
      duration,
    )
    .action((key: string, options: RotateOptions) =>
      withKeys(options, dataFolder(), async (records) => {
        sayNew(await records.rotate(key, options.overlap, after(options.expires)), options);
      }),
    );
}

const database = [
  'The database: that of the configuration file, or of DATABASE_URL, or the built-in one in ORGWAY_DATA (.orgway), whether',
  'a gateway is running on it or not.',
].join('\n');

const after = (milliseconds: number | undefined): Date | undefined =>
  milliseconds === undefined ? undefined : new Date(Date.now() + milliseconds);

/** What a new key is to be good for; ends the process with status 2 where that cannot be. */
async function grantsOf(
  { name, permission, connection, allConnections, config }: CreateOptions,
  command: Command,
): Promise<Grants> {
  const { permissions } = await import('../api/access/permission.ts');
  const { configFrom } = await import('./configuration.ts');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) {
    command.error(`error: the name '${name}' must be of lower-case letters, digits and hyphens`);
  }
  const unknown = permission.find((word) => !(permissions as readonly string[]).includes(word));
  if (unknown !== undefined) {
    command.error(`error: there is no permission '${unknown}'; there are ${permissions.join(', ')}`);
  }
  if (allConnections === true && connection === undefined) return { permissions: permission, connections: 'all' };
  if (allConnections === true || connection === undefined) {
    return command.error('error: name the connections with --connection, or say --all-connections');
  }
  if (config !== undefined) {
    const known = (await configFrom(config)).connections.map(({ id }) => id);
    const missing = connection.find((id) => !known.includes(id));
    if (missing !== undefined) {
      command.error(`error: the configuration has no connection '${missing}'; there are ${known.join(', ')}`);
    }
  }
  return { permissions: permission, connections: connection };
}

/** Opens the database of the gateway for some work on its keys. */
async function withKeys(
  { config }: StoreOptions,
  dataFolder: string,
  work: (records: KeyRecords) => Promise<void>,
): Promise<void> {
  const { createKeyRecords } = await import('../operations/keys/key-records.ts');
  const { configFrom } = await import('./configuration.ts');
  const { useDatabase } = await import('./use-database.ts');
  const { DATABASE_URL } = process.env;
  const outside = DATABASE_URL === undefined ? undefined : { url: DATABASE_URL };
  const given = config === undefined ? outside : (await configFrom(config)).database;
  const used = await useDatabase(given, dataFolder);
  try {
    await work(createKeyRecords(used.database.db, () => new Date()));
  } finally {
    await used.release();
  }
}

/** The key alone goes to standard output, so that it can go to where it is kept without being seen. */
function sayNew(key: NewKey, { json }: StoreOptions): void {
  if (json) {
    say(keyLine(key, new Date()));
    return;
  }
  say(`${key.text}\n`);
  process.stderr.write(newKeyNote(key));
}

const say = (text: string): void => {
  process.stdout.write(text);
};
