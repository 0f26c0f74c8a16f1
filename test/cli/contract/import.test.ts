import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { addImportCommand } from '../../../src/cli/contract/import.ts';
import { zitadelDescription } from '../../contract/import/proto-description.ts';
import { softwareOneDescription } from '../../contract/import/softwareone-description.ts';
import { runOrgway } from '../../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'orgway-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const vendor = file('softwareone.json', JSON.stringify(softwareOneDescription()));
const zitadel = file('zitadel.json', JSON.stringify(zitadelDescription()));

test('the document goes to a file and what is said of it to standard output', async () => {
  const output = join(folder, 'zitadel.yaml');
  const { status, stdout, stderr } = await runOrgway(['contract', 'import', 'zitadel', zitadel, '--output', output]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    /^Services 1\.0: 11 of 11 operations in use found, \d{3} others left out\.\n34 schemas compile\.\n/,
  );
  expect(stdout).toMatch(/^Against the curated document, in what is used: \d+ breaking/m);
  expect(Object.keys(parse(readFileSync(output, 'utf8')).paths)).toContain('/management/v1/orgs/me/_deactivate');
});

test('without a file the document goes to standard output, and what is said of it does not', async () => {
  const { status, stdout, stderr } = await runOrgway(['contract', 'import', 'softwareone', vendor]);
  // The users are at other paths in that document.
  expect(status).toBe(1);
  expect(parse(stdout).openapi).toBe('3.1.0');
  expect(stderr).toMatch(/^Marketplace API 4\.0\.2162: 6 of 11 operations in use found, 4 others left out\.$/m);
  expect(stderr).toMatch(
    /^ {2}missing: ListAccountUsers \(GET \/public\/v1\/accounts\/accounts\/\{accountId\}\/users\)$/m,
  );
});

test('overlays are applied after those of the project, and the result is one line for programs', async () => {
  const overlay = (actions: object[]): string =>
    JSON.stringify({ overlay: '1.0.0', info: { title: 'mine', version: '1' }, actions });
  const one = file('one.json', overlay([{ target: '$.components.schemas.Account.properties', update: { fax: {} } }]));
  const two = file('two.json', overlay([{ target: '$.gone', remove: true }]));
  const words = ['contract', 'import', 'softwareone', vendor, '--overlay', one, '--overlay', two, '--json'];
  const { stdout } = await runOrgway(words);
  const { document, unmatched, missing, differences } = JSON.parse(stdout);
  expect(document.components.schemas.Account).toMatchObject({ additionalProperties: true, properties: { fax: {} } });
  expect(unmatched).toEqual([{ overlay: 'mine', target: '$.gone' }]);
  expect(missing).toHaveLength(5);
  expect(differences.length).toBeGreaterThan(6);
});

/** What the command says of wrong usage, and with which status it would end. */
async function refusal(words: readonly string[]): Promise<{ readonly status: number; readonly said: string }> {
  const said: string[] = [];
  const contract = new Command('contract').exitOverride().configureOutput({ writeErr: (text) => said.push(text) });
  addImportCommand(contract);
  const error = await contract.parseAsync(['import', ...words], { from: 'user' }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CommanderError)) throw new Error('this was not refused', { cause: error });
  return { status: error.exitCode, said: said.join('') };
}

test.each([
  ['another provider', ['okta', vendor], /^error: there is no provider 'okta'; there are softwareone, /],
  ['a file that is not there', ['stytch', 'gone.yaml'], /^error: gone\.yaml cannot be read: ENOENT/],
  ['a file of another kind', ['stytch', file('2.yaml', 'swagger: "2.0"')], /2\.yaml: this is a Swagger 2\.0 document/],
  ['a broken file', ['stytch', file('bad.yaml', 'openapi: 3.0.3\npaths: [')], /bad\.yaml:2: this is not YAML/],
  ['a wrong overlay', ['stytch', vendor, '--overlay', vendor], /softwareone\.json: this is no OpenAPI Overlay/],
  ["another provider's file", ['stytch', vendor], /has none of the operations in use/],
])('%s is wrong usage', async (_, words, message) => {
  const { status, said } = await refusal(words);
  expect(status).toBe(2);
  expect(said).toMatch(message);
});
