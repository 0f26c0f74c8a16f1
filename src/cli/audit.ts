import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import type { Verdict } from '../operations/audit/chain-check.ts';
import { headIn, type SignedHead } from '../operations/audit/head.ts';
import { verifyExport } from '../operations/audit/verify.ts';
import { type ApiOptions, apiOf, withApiOptions } from './api-client.ts';
import { withProgress } from './progress.ts';

interface VerifyOptions {
  readonly publicKey: string;
  readonly head?: string;
  readonly json?: true;
}
interface ExportOptions extends ApiOptions {
  readonly format: string;
  readonly from?: string;
  readonly to?: string;
}
interface HeadOptions extends ApiOptions {
  readonly publicKey?: true;
  readonly json?: true;
}

/** Adds `audit verify`, `audit export` and `audit head`. */
export function addAuditCommand(program: Command): void {
  const audit = program.command('audit').description('Export the audit trail, and check exports of it.');

  audit
    .command('verify')
    .description('Check an export, offline: that nothing was altered, removed, put in or cut off.')
    .argument('<export>', 'the file, JSON lines or CSV; - is standard input')
    .requiredOption('--public-key <file>', "the gateway's public key in PEM")
    .option('--head <file>', 'a signed head saved earlier, which the export must reach and agree with')
    .option('--json', 'say the result as one JSON line')
    .addHelpText(
      'after',
      [
        '',
        'Exit status 0: everything is as it was written. 1: the first bad record is named.',
        '',
        'Examples:',
        '  orgway audit head --public-key > audit.pem    once, from a gateway you trust',
        '  orgway audit head > head.json                 now and then, to be kept elsewhere',
        '  orgway audit export > audit.jsonl',
        '  orgway audit verify audit.jsonl --public-key audit.pem --head head.json',
      ].join('\n'),
    )
    .action(verify);

  withApiOptions(audit.command('export'))
    .description('Write the events of a time to standard output, with a signed head over them.')
    .addOption(new Option('--format <format>', 'the form').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--from <time>', 'only events at this time or later, such as 2026-11-01T00:00:00Z')
    .option('--to <time>', 'only events before this time')
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  orgway audit export > audit.jsonl',
        '  orgway audit export --format csv --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z > november.csv',
      ].join('\n'),
    )
    .action(async ({ format, from, to, ...options }: ExportOptions, command: Command) => {
      const query = { format, fromTime: from, toTime: to };
      const chunks = await apiOf(options, command).download('/v1/audit-events/export', query);
      await pipeline(withProgress(chunks, process.stderr), process.stdout, { end: false });
    });

  withApiOptions(audit.command('head'))
    .description('Say the signed head of the whole trail, to be kept where nobody who runs the gateway can change it.')
    .option('--public-key', 'say only the public key, in PEM')
    .option('--json', 'say it as one JSON line')
    .action(async ({ publicKey, json, ...options }: HeadOptions, command: Command) => {
      const head = (await apiOf(options, command).call('GET', '/v1/audit-events/head')) as {
        readonly publicKey: string;
      };
      process.stdout.write(publicKey ? head.publicKey : `${JSON.stringify(head, null, json ? 0 : 2)}\n`);
    });
}

async function verify(file: string, { publicKey, head, json }: VerifyOptions, command: Command): Promise<void> {
  const key = textOf(publicKey, command);
  const saved = head === undefined ? undefined : savedHead(head, command);
  const chunks = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1024 * 1024 });
  const verdict = await verifyExport(chunks, key, saved).catch((error: Error) =>
    command.error(`error: ${error.message}`),
  );
  process.stdout.write(`${json ? JSON.stringify(verdict) : sentence(verdict)}\n`);
  if (!verdict.ok) process.exitCode = 1;
}

function savedHead(file: string, command: Command): SignedHead {
  return headIn(textOf(file, command)) ?? command.error(`error: ${file} holds no signed head`);
}

function textOf(file: string, command: Command): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return command.error(`error: the file ${file} cannot be read`);
  }
}

function sentence(verdict: Verdict): string {
  if (!verdict.ok) {
    const { line, seq, reason } = verdict;
    return `bad: line ${line}${seq === undefined ? '' : `, record ${seq}`}: ${reason}`;
  }
  const { records, from, to } = verdict;
  return records === 0 ? 'good: no records' : `good: ${records} records, ${from} to ${to}, are as they were written`;
}
