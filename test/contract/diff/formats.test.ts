import { expect, test } from 'vitest';
import { diffGithub } from '../../../src/cli/contract/diff-github.ts';
import { diffSarif } from '../../../src/cli/contract/diff-sarif.ts';
import { diffText } from '../../../src/cli/contract/diff-text.ts';
import type { AcceptedEntry } from '../../../src/contract/diff/accepted.ts';
import { diffDocuments } from '../../../src/contract/diff/diff-documents.ts';
import { judge } from '../../../src/contract/diff/judge.ts';
import { rules } from '../../../src/contract/diff/rules.ts';
import { callOf, dependence, fromCaller, small, traceOf } from './small.ts';

const object = (properties: object) => ({ type: 'object', properties });
const text = { type: 'string' };
const report = diffDocuments(
  traceOf({ updateOrganization: callOf({ reads: ['/name', '/state'], sends: [fromCaller('/body/note')] }) }),
  small({
    answer: object({ name: text, state: { ...text, 'x-extensible-enum': ['ON'] }, a: text, b: text }),
    body: object({ note: text }),
  }),
  small({
    answer: object({ state: { ...text, 'x-extensible-enum': ['ON', '50%, or so: OFF'] } }),
    body: object({ note: { type: ['string', 'null'] } }),
    document: { info: { title: 'Things', version: '2' } },
  }),
  dependence,
);
const entry: AcceptedEntry = {
  provider: 'example',
  rule: 'response-property-removed',
  operation: 'PutThing',
  pointer: '/name',
  reason: 'The name comes from elsewhere.',
  expires: '2027-01-31',
  line: 3,
};
const open = judge(report, [], '2026-11-22');
const accepted = judge(report, [entry], '2026-11-22');
const expired = judge(
  report,
  [entry, { ...entry, expires: '2099-01-01', operation: 'GetThing', line: 9 }],
  '2027-02-01',
);

test('the text says what broke, where, for whom and what to do, and counts the rest', () => {
  expect(
    diffText(open, false),
  ).toBe(`Things 1 → Things 2: 1 change breaks what you use; 1 change of what you use is a risk.

breaking: response-property-removed. "name" was there and is gone.
  at        PutThing 200 /name
  breaks    updateOrganization
  fields    organization/name
  do        Take it over into openapi/upstreams/example.yaml; "npm run generate" and "npm run check" then show what src/providers/example.ts has to read otherwise.

risky: response-open-enum-member-added. "50%, or so: OFF" is new among the values.
  at        PutThing 200 /state
  concerns  updateOrganization
  fields    organization/state
  do        Look whether it matters, and take it over into openapi/upstreams/example.yaml.

To accept the first of them for a while, put this into a file for --accepted:
- provider: example
  rule: response-property-removed
  operation: "PutThing"
  pointer: "/name"
  reason: why this is all right
  expires: the last day, as YYYY-MM-DD

1 change of what you use is harmless; --all shows them.
2 other changes do not concern any operation you use; --all shows them.
`);
});

test('everything is shown when it is asked for', () => {
  const all = diffText(open, true);
  expect(all.match(/^(?:unused, )?(?:breaking|risky|harmless): /gm)).toHaveLength(5);
  expect(all).toContain('2 other changes do not concern any operation you use.\n');
});

test('what is accepted, has expired or matches nothing is said', () => {
  expect(diffText(accepted, false)).toContain('nothing that you use breaks; 1 change of what you use is a risk.');
  expect(diffText(accepted, false)).toContain(
    'breaking, accepted until 2027-01-31: response-property-removed. "name" was there and is gone.\n',
  );
  expect(diffText(accepted, false)).toContain('  because   The name comes from elsewhere.\n');
  const said = diffText(expired, false);
  expect(said).toContain(
    'warning: what was accepted in line 3 (response-property-removed PutThing /name) expired on 2027-01-31',
  );
  expect(said).toContain(
    'warning: what is accepted in line 9 (response-property-removed GetThing /name) is no change any more',
  );
});

test('GitHub is told in workflow commands, with everything escaped that has a meaning in them', () => {
  const files = { document: 'vendor, new.yaml', accepted: 'accepted.yaml' };
  expect(diffGithub(expired, files, (operation) => (operation === 'PutThing' ? 12 : undefined), false)).toBe(
    [
      '::error file=vendor%2C new.yaml,line=12,title=response-property-removed::"name" was there and is gone. At PutThing 200 /name. Breaks updateOrganization. Fields: organization/name.',
      '::warning file=vendor%2C new.yaml,line=12,title=response-open-enum-member-added::"50%25, or so: OFF" is new among the values. At PutThing 200 /state. Concerns updateOrganization. Fields: organization/state.',
      '::warning file=accepted.yaml,line=3,title=accepted changes::what was accepted in line 3 (response-property-removed PutThing /name) expired on 2027-01-31: deal with the change, or give another date.',
      '::warning file=accepted.yaml,line=9,title=accepted changes::what is accepted in line 9 (response-property-removed GetThing /name) is no change any more: take it out of the file.',
      '',
    ].join('\n'),
  );
  expect(diffGithub(accepted, files, () => undefined, false)).toMatch(
    /^::notice file=vendor%2C new\.yaml,title=response-property-removed::/,
  );
  expect(diffGithub(open, files, () => undefined, true).match(/^::notice /gm)).toHaveLength(3);
});

test('SARIF has a rule for each result, a place for each place and the level of each change', () => {
  const sarif = diffSarif(accepted, 'a folder\\new.yaml', () => 12, true);
  expect(sarif).toMatchObject({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'orgway contract diff' } } }],
  });
  const { runs } = sarif as {
    readonly runs: readonly [
      {
        readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
        readonly results: readonly Readonly<Record<string, unknown>>[];
      },
    ];
  };
  const [{ tool, results }] = runs;
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(Object.keys(rules));
  for (const rule of tool.driver.rules) {
    expect(rule).toMatchObject({
      shortDescription: { text: expect.stringMatching(/\.$/) },
      defaultConfiguration: { level: expect.stringMatching(/^(?:error|warning|note)$/) },
    });
  }
  expect(results.map(({ level }) => level)).toEqual(['note', 'warning', 'note', 'note', 'note']);
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[Number(ruleIndex)]?.id).toBe(ruleId);
  expect(results[0]).toMatchObject({
    ruleId: 'response-property-removed',
    message: { text: expect.stringContaining('Breaks updateOrganization.') },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'a%20folder/new.yaml' }, region: { startLine: 12 } },
        logicalLocations: [{ fullyQualifiedName: 'PutThing 200 /name' }],
      },
    ],
    suppressions: [{ kind: 'external', justification: 'The name comes from elsewhere.' }],
    partialFingerprints: { 'change/v1': expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
  expect(
    (diffSarif(open, 'new.yaml', () => undefined, false) as typeof sarif & { runs: [{ results: unknown[] }] }).runs[0]
      .results,
  ).toHaveLength(2);
});

test('every rule is named by direction or subject and says in one sentence what it means', () => {
  for (const [name, { means }] of Object.entries(rules)) {
    expect(name).toMatch(/^(?:operation|server|request|response)(?:-[a-z]+)+$/);
    expect(means).toMatch(/^[A-Z][^.]*\.$/);
  }
});
