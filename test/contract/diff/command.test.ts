import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runOrgway } from '../../support/command-line.ts';

const curated = readFileSync('openapi/upstreams/zitadel.yaml', 'utf8');
let folder: string;
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orgway-diff-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The curated document without the operation that deactivates. */
const withoutDeactivate = (): string =>
  file(
    'gone.yaml',
    curated
      .replace('/management/v1/orgs/me/_deactivate:', '/gone:')
      .replace('operationId: DeactivateOrg\n', 'operationId: Gone\n'),
  );
const diff = (...words: string[]) => runOrgway(['contract', 'diff', 'zitadel', ...words]);

test('our own document breaks nothing, and nothing is said of it', async () => {
  const { status, stdout, stderr } = await diff(file('same.yaml', curated));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^[^\n]*: nothing that you use breaks\.\n$/);
});

test('what breaks ends with status 1 and names what breaks, also as JSON', async () => {
  const gone = withoutDeactivate();
  const { status, stdout } = await diff(gone);
  expect(status).toBe(1);
  expect(stdout).toContain('breaking: operation-removed. POST /management/v1/orgs/me/_deactivate is gone.\n');
  expect(stdout).toMatch(/^ {2}breaks {4}.*\bdeactivateOrganization\b/m);

  const asJson = await diff(gone, '--json');
  expect(asJson.status).toBe(1);
  expect(asJson.stdout.trimEnd()).not.toContain('\n');
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    provider: 'zitadel',
    breaks: true,
    counts: { breaking: 1, unused: 1 },
    changes: [
      { rule: 'operation-removed', used: true, places: [{ upstreamOperation: 'DeactivateOrg' }] },
      { used: false },
    ],
    accepted: [],
    stale: [],
    expired: [],
  });
});

test('what is accepted ends with status 0; the other formats point into the files', async () => {
  const gone = withoutDeactivate();
  const accepted = file(
    'accepted.yaml',
    '- { provider: zitadel, rule: operation-removed, operation: DeactivateOrg, reason: Ours is older., expires: 2999-01-01 }\n',
  );
  const { status, stdout } = await diff(gone, '--accepted', accepted, '--format', 'github', '--all');
  expect(status).toBe(0);
  expect(stdout).toContain('::notice file=');
  const sarif = await diff(gone, '--format', 'sarif', '--all');
  const [{ results }] = JSON.parse(sarif.stdout).runs;
  const line = readFileSync(gone, 'utf8').split('\n').indexOf('      operationId: Gone') + 1;
  expect(results.at(-1)).toMatchObject({
    ruleId: 'operation-added',
    locations: [{ physicalLocation: { artifactLocation: { uri: gone }, region: { startLine: line } } }],
  });
});

test.each([
  [
    'an unknown provider',
    ['nobody', 'x.yaml'],
    "there is no provider 'nobody'; there are softwareone, stytch, userhub, zitadel",
  ],
  ['a file that is not there', ['zitadel', 'none.yaml'], 'none.yaml cannot be read'],
])('%s is wrong usage', async (_, words, named) => {
  const { status, stdout, stderr } = await runOrgway(['contract', 'diff', ...words]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(named);
});

test('a document that is none and a wrong file of accepted changes are refused with their reasons', async () => {
  const swagger = await diff(file('swagger.yaml', 'swagger: "2.0"\n'));
  expect({ status: swagger.status, stdout: swagger.stdout }).toEqual({ status: 2, stdout: '' });
  expect(swagger.stderr).toContain('swagger.yaml: this is a Swagger 2.0 document');

  const accepted = file('wrong.yaml', '- provider: zitadel\n  rule: nothing\n');
  const wrong = await diff(file('same.yaml', curated), '--accepted', accepted);
  expect({ status: wrong.status, stdout: wrong.stdout }).toEqual({ status: 2, stdout: '' });
  expect(wrong.stderr).toContain(`${accepted}:2: "rule" must be the name of a rule`);
  expect(wrong.stderr).toContain(`${accepted}:1: lacks "reason"`);
});

test('the help names options, formats, the form of accepted changes and exit statuses', async () => {
  const { status, stdout } = await runOrgway(['contract', 'diff', '--help']);
  expect(status).toBe(0);
  for (const word of [
    '--format',
    '"text", "github", "sarif", "json"',
    '--json',
    '--all',
    '--accepted',
    'expires',
    'Exit status',
  ]) {
    expect(stdout).toContain(word);
  }
});
