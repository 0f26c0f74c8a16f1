import { type Command, Option } from 'commander';
import type { OpenAPIV3_1 } from 'openapi-types';
import { type AcceptedEntry, AcceptedRefused, readAccepted } from '../../contract/diff/accepted.ts';
import { diffDocuments } from '../../contract/diff/diff-documents.ts';
import { type Judgement, judge } from '../../contract/diff/judge.ts';
import { readNewer } from '../../contract/diff/read-newer.ts';
import { registry } from '../../generated/registry.ts';
import { dependenceOf } from '../../translation/dependence.ts';
import { diffGithub } from './diff-github.ts';
import { diffSarif } from './diff-sarif.ts';
import { diffText } from './diff-text.ts';
import { orRefused, refused, registeredAs, textOf } from './given-file.ts';
import { operationLines } from './operation-line.ts';

const formats = ['text', 'github', 'sarif', 'json'] as const;

interface DiffOptions {
  readonly format: (typeof formats)[number];
  readonly json?: true;
  readonly all?: true;
  readonly accepted?: string;
}

const example = registry[0]?.id;

/** Adds `contract diff`. */
export function addDiffCommand(contract: Command): void {
  contract
    .command('diff')
    .description(
      'Compare a newer document of an upstream with ours: what breaks of what is used, and what does not matter.',
    )
    .argument('<provider>', registry.map(({ id }) => id).join(', '))
    .argument('<new-document>', 'OpenAPI 3.0 or 3.1 in YAML or JSON; - is standard input')
    .addOption(new Option('--format <format>', 'how to say it').choices(formats).default('text'))
    .option('--json', 'the same as --format json')
    .option('--all', 'show harmless changes and those of what is not used, too')
    .option('--accepted <file>', 'a YAML list of changes that do not break for a while')
    .addHelpText(
      'after',
      [
        '',
        'An accepted change has provider, rule, operation, pointer (for one place only), reason and expires (its last day).',
        'A change is accepted when each of its places is.',
        '',
        'Exit status 0: nothing that is used breaks. 1: something does. 2: a file cannot be read or is wrong.',
        '',
        'Examples:',
        `  orgway contract diff ${example} vendor.yaml`,
        `  orgway contract diff ${example} vendor.yaml --accepted accepted.yaml --format github`,
      ].join('\n'),
    )
    .action(async (provider: string, file: string, options: DiffOptions, command: Command) => {
      const { provider: ours, document, trace } = await registeredAs(provider, command);
      const entries = options.accepted === undefined ? [] : acceptedIn(options.accepted, command);
      const text = textOf(file, command);
      const old = document as OpenAPIV3_1.Document;
      const now = orRefused(file, command, () => readNewer(old, text));
      const today = new Date().toISOString().slice(0, 10);
      const judgement = judge(diffDocuments(trace, old, now, dependenceOf(ours)), entries, today);
      const name = file === '-' ? 'standard input' : file;
      process.stdout.write(said(judgement, { ...options, document: name }, operationLines(old, text)));
      if (judgement.breaks) process.exitCode = 1;
    });
}

function acceptedIn(file: string, command: Command): readonly AcceptedEntry[] {
  const text = textOf(file, command);
  try {
    return readAccepted(
      text,
      registry.map(({ id }) => id),
    );
  } catch (error) {
    if (!(error instanceof AcceptedRefused)) throw error;
    return refused(
      file,
      error.faults.map(({ line, message }) => ({ line, detail: message })),
      command,
    );
  }
}

function said(
  judgement: Judgement,
  { format, json, all: everything, accepted, document }: DiffOptions & { readonly document: string },
  lineOf: ReturnType<typeof operationLines>,
): string {
  const all = everything === true;
  if (json || format === 'json') return `${JSON.stringify(judgement)}\n`;
  if (format === 'sarif') return `${JSON.stringify(diffSarif(judgement, document, lineOf, all), undefined, 2)}\n`;
  if (format === 'text') return diffText(judgement, all);
  const files = accepted === undefined ? { document } : { document, accepted };
  return diffGithub(judgement, files, lineOf, all);
}
