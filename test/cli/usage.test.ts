import { expect, test } from 'vitest';
import { runOrgway } from '../support/command-line.ts';

test.each([['--help'], ['-h'], ['help']])('%s lists the commands', async (word) => {
  const { status, stdout, stderr } = await runOrgway([word]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage: orgway /);
  for (const command of ['serve', 'sandbox', 'check']) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
});

test('serve --help names its options, its environment and its exit status', async () => {
  const { status, stdout, stderr } = await runOrgway(['serve', '--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const word of ['--config', '--json', 'PORT', 'ORGWAY_CONFIG', 'ORGWAY_DATA', '78']) {
    expect(stdout).toContain(word);
  }
});

test('sandbox --help names its options, its environment and its key', async () => {
  const { status, stdout, stderr } = await runOrgway(['sandbox', '--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  for (const word of ['--json', 'PORT (8080)', 'SANDBOX_PORT (8081)', 'ORGWAY_DATA', 'orgway_sandbox']) {
    expect(stdout).toContain(word);
  }
});

test.each([
  ['an unknown command', ['serf'], "'serf'"],
  ['an unknown option', ['--port=1'], "'--port=1'"],
  ['an unknown option of serve', ['serve', '--port', '1'], "'--port'"],
  ['an unknown option of sandbox', ['sandbox', '--config', 'a'], "'--config'"],
  ['an option without its value', ['serve', '--config'], "'--config <file>'"],
  ['a word too many', ['sandbox', 'userhub'], 'userhub'],
])('%s is wrong usage and is named', async (_, words, named) => {
  const { status, stdout, stderr } = await runOrgway(words);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toContain(named);
});

test('no command at all is wrong usage and shows the help', async () => {
  const { status, stdout, stderr } = await runOrgway([]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^Usage: orgway /);
});
