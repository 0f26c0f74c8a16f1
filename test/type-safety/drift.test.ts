import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { typesOf } from '../../src/generate/types.ts';
import { type Complaint, complaintsOf, root } from './compile.ts';
import {
  addMember,
  addStatus,
  type Document,
  drop,
  rename,
  renameOperation,
  renameParameter,
} from './document-edits.ts';
import { linesWith, type ProviderId, providerSource } from './variants.ts';

/** An upstream that changed: what its document says now, and a part of the line of the provider that is wrong since. */
interface Drift {
  readonly title: string;
  readonly provider: ProviderId;
  readonly edit: (document: Document) => void;
  /** Undefined where the provider is as right as before. */
  readonly breaks: string | undefined;
}

const organizationState = ['Organization', 'properties', 'state', 'x-extensible-enum'];
const orgState = ['Org', 'properties', 'state', 'x-extensible-enum'];

const drifts: readonly Drift[] = [
  {
    title: 'an enumeration gains a member',
    provider: 'userhub',
    edit: (document) => addMember(document, organizationState, 'SUSPENDED'),
    breaks: 'stateOf(from.state)',
  },
  {
    title: 'an enumeration gains a member',
    provider: 'zitadel',
    edit: (document) => addMember(document, orgState, 'ORG_STATE_LOCKED'),
    breaks: 'orgState(from.state',
  },
  {
    title: 'an enumeration loses a member',
    provider: 'userhub',
    edit: (document) => drop(document, organizationState, 'ARCHIVED'),
    breaks: 'stateOf(from.state)',
  },
  {
    title: 'an enumeration loses a member',
    provider: 'zitadel',
    edit: (document) => drop(document, orgState, 'ORG_STATE_REMOVED'),
    breaks: 'orgState(from.state',
  },
  {
    title: 'a required field becomes optional',
    provider: 'userhub',
    edit: (document) => drop(document, ['Member', 'required'], 'role'),
    breaks: 'roles: [from.role.id]',
  },
  {
    title: 'a required field becomes optional',
    provider: 'zitadel',
    edit: (document) => drop(document, ['Org', 'required'], 'id'),
    breaks: 'id: from.id',
  },
  {
    title: 'a body field is renamed',
    provider: 'userhub',
    edit: (document) => rename(document, ['DisconnectOrganizationRequest'], 'deleteExternalAccount', 'deleteAccount'),
    breaks: 'api.DisconnectOrganization(',
  },
  {
    title: 'a body field is renamed',
    provider: 'zitadel',
    edit: (document) => rename(document, ['AddOrgRequest'], 'name', 'displayName'),
    breaks: 'api.AddOrg(',
  },
  {
    title: 'an operation is renamed',
    provider: 'userhub',
    edit: (document) => renameOperation(document, 'PurgeOrganization', 'DestroyOrganization'),
    breaks: "['PurgeOrganization', 'GetOrganization']",
  },
  {
    title: 'an operation is renamed',
    provider: 'zitadel',
    edit: (document) => renameOperation(document, 'RemoveOrg', 'DeleteOrg'),
    breaks: "'RemoveOrg',",
  },
  {
    title: 'a path parameter is renamed',
    provider: 'userhub',
    edit: (document) => renameParameter(document, 'organizationId', 'orgId'),
    breaks: "getOrganization: call('GetOrganization', organizationAt",
  },
  {
    title: 'a path parameter is renamed',
    provider: 'zitadel',
    edit: (document) => renameParameter(document, 'id', 'orgId'),
    breaks: 'api.GetOrgByID({ path: { id } });',
  },
  {
    title: 'a new error status is documented',
    provider: 'userhub',
    edit: (document) => addStatus(document, 'GetOrganization', '412'),
    breaks: '  errors: {',
  },
  {
    title: 'a new error status is documented',
    provider: 'zitadel',
    edit: (document) => addStatus(document, 'ListUsers', '412'),
    breaks: '  errors: {',
  },
  {
    title: 'an optional field that nobody reads is removed',
    provider: 'userhub',
    edit: (document) => rename(document, ['Organization'], 'phoneNumberVerified', undefined),
    breaks: undefined,
  },
  {
    title: 'an optional field that nobody reads is removed',
    provider: 'zitadel',
    edit: (document) => rename(document, ['Org'], 'primaryDomain', undefined),
    breaks: undefined,
  },
  { title: 'nothing changes', provider: 'userhub', edit: () => {}, breaks: undefined },
  { title: 'nothing changes', provider: 'zitadel', edit: () => {}, breaks: undefined },
];

const documentOf = (provider: ProviderId): Document =>
  parse(readFileSync(join(root, 'openapi', 'upstreams', `${provider}.yaml`), 'utf8'), { merge: true });
const named = (drift: Drift): string => `${drift.provider}.drift-${drifts.indexOf(drift)}`;

/** The provider beside types generated from its changed document, both in memory. */
async function drifted(drift: Drift): Promise<readonly (readonly [path: string, text: string])[]> {
  const document = documentOf(drift.provider);
  drift.edit(document);
  const own = `'../generated/types/${drift.provider}.ts'`;
  const source = providerSource(drift.provider);
  expect(source.split(own)).toHaveLength(2);
  return [
    [`src/generated/types/${named(drift)}.ts`, await typesOf(document)],
    [`src/providers/${named(drift)}.ts`, source.replace(own, `'../generated/types/${named(drift)}.ts'`)],
  ];
}

let complaints: ReadonlyMap<string, readonly Complaint[]>;
beforeAll(async () => {
  complaints = complaintsOf(new Map((await Promise.all(drifts.map(drifted))).flat()));
}, 240_000);

const said = (drift: Drift): readonly Complaint[] => complaints.get(`src/providers/${named(drift)}.ts`) ?? [];
const breaking = drifts.filter(({ breaks }) => breaks !== undefined);
const harmless = drifts.filter(({ breaks }) => breaks === undefined);

describe('a change of the document that breaks the provider', () => {
  test.each(breaking)('$provider: $title', (drift) => {
    const lines = linesWith(providerSource(drift.provider), drift.breaks ?? '');
    expect(lines).toHaveLength(1);
    expect(
      said(drift).map(({ line }) => line),
      JSON.stringify(said(drift)),
    ).toContain(lines[0]);
  });
});

describe('a change of the document that does not concern the provider', () => {
  test.each(harmless)('$provider: $title', (drift) => {
    expect(said(drift)).toEqual([]);
  });
});
