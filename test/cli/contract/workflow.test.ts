import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { addContractCommand } from '../../../src/cli/contract/contract.ts';
import { program } from '../../../src/cli/program.ts';

// The steps of the reusable workflow and the commands of its guide, run as they stand.

const root = join(import.meta.dirname, '..', '..', '..');
const guide = readFileSync(join(root, 'docs', 'break-the-build.md'), 'utf8');
const workflow = parse(readFileSync(join(root, '.github', 'workflows', 'upstream-contract.yml'), 'utf8'));
const blocks = (language: string): string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
const steps: readonly Step[] = workflow.jobs.diff.steps;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orgway-workflow-'));
  symlinkSync(root, join(folder, '.orgway-source'));
  const good = readFileSync(join(root, 'openapi', 'upstreams', 'zitadel.yaml'), 'utf8');
  const document = parse(good);
  document.components.schemas.Metadata.properties.value = { type: 'integer' };
  writeFileSync(join(folder, 'same.yaml'), good);
  writeFileSync(join(folder, 'vendor.yaml'), stringify(document));
  const [accepted = ''] = blocks('yaml').filter((text) => text.startsWith('- provider'));
  writeFileSync(join(folder, 'accepted.yaml'), accepted);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function bash(script: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const path = `${dirname(process.execPath)}:${process.env.PATH}`;
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['-e', '-o', 'pipefail', '-c', script],
      { cwd: folder, env: { PATH: path, ...env } },
      (error, stdout, stderr) => resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

function runStep(name: string, inputs: Readonly<Record<string, string>>): Promise<Ran> {
  const step = steps.find((each) => each.name === name);
  const env = Object.entries(step?.env ?? {}).map(([key, value]) => {
    const [, input = ''] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value) ?? [];
    return [key, inputs[input] ?? ''];
  });
  const summary = { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
  return bash(step?.run ?? 'false', { ...Object.fromEntries(env), ...summary });
}

test('every input of the workflow is used, and every input that is used is declared', () => {
  const declared = Object.keys(workflow.on.workflow_call.inputs);
  const text = readFileSync(join(root, '.github', 'workflows', 'upstream-contract.yml'), 'utf8');
  const used = new Set([...text.matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual(declared.sort());
  // What callers write never becomes a part of a script.
  expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
});

test('the guide calls it with inputs that it has', () => {
  const [called = ''] = blocks('yaml').filter((text) => text.startsWith('name:'));
  const { jobs } = parse(called);
  const given = Object.keys(jobs.zitadel.with);
  const inputs: Readonly<Record<string, { readonly required?: boolean }>> = workflow.on.workflow_call.inputs;
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(given));
  for (const [name, { required }] of Object.entries(inputs)) if (required) expect(given).toContain(name);
});

test('a document that breaks a unified operation breaks the build, and the summary says why', async () => {
  const inputs = { provider: 'zitadel', document: 'vendor.yaml', accepted: '' };
  expect(await runStep('Fetch the document', inputs)).toMatchObject({ status: 0 });
  const compared = await runStep('Compare', inputs);
  expect(compared.status).toBe(1);
  expect(compared.stdout).toMatch(/^::error file=upstream-document,line=\d+,.*getOrganization/m);
  expect(await runStep('Summarize', inputs)).toMatchObject({ status: 0 });
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('organization/externalId');
});

test('a document without such a change does not', async () => {
  const inputs = { provider: 'zitadel', document: 'same.yaml', accepted: '' };
  expect(await runStep('Fetch the document', inputs)).toMatchObject({ status: 0 });
  expect(await runStep('Compare', inputs)).toMatchObject({ status: 0 });
});

test('a document that cannot be fetched stops the run', async () => {
  const inputs = { provider: 'zitadel', document: 'nowhere.yaml', accepted: '' };
  expect((await runStep('Fetch the document', inputs)).status).toBe(1);
});

test("the guide's commands are commands", async () => {
  const orgway = `npx() { shift; '${process.execPath}' '${join(root, 'src', 'main.ts')}' "$@"; }`;
  const [diff = '', takeOver = '', verify = '', drift = ''] = blocks('sh');
  expect(await bash(`${orgway}; ${diff}`)).toMatchObject({ status: 1, stdout: expect.stringContaining('breaks') });
  const accepted = await bash(`${orgway}; ${diff.trim()} --accepted accepted.yaml`);
  expect(accepted.stdout).toContain('the vendor has promised');
  const target = 'openapi/upstreams/zitadel.new.yaml';
  await bash(`${orgway}; mkdir -p openapi/upstreams; ${takeOver}`);
  expect(parse(readFileSync(join(folder, target), 'utf8')).paths).toHaveProperty('/management/v1/orgs');
  // These ask a gateway or an upstream; here it is enough that they are understood.
  for (const line of [verify, ...drift.trim().split('\n')]) {
    const [, ...words] = line.trim().replace('npx ', '').split(' ');
    expect(understood(words), line).toBe(true);
  }
});

const orgway = () => {
  const whole = program();
  addContractCommand(whole);
  return whole;
};

/** Whether the command line has such a command, with such options. */
function understood(words: readonly string[]): boolean {
  let command = orgway();
  const left = [...words];
  for (let next = command; next !== undefined; ) {
    command = next;
    next = command.commands.find((each) => each.name() === left[0]) as typeof command;
    if (next !== undefined) left.shift();
  }
  const { operands, unknown } = command.parseOptions(left);
  return command.commands.length === 0 && unknown.length === 0 && operands.length <= command.registeredArguments.length;
}
