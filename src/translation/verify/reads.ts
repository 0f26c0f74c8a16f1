import type { Problem } from '../../problem/problem.ts';
import type { Organization, PageRequest, UnifiedOperationId } from '../unified.ts';
import { firstPages } from './pages.ts';
import type { Probe, ProbeCall, Step, StepName } from './probe.ts';
import { rehearsals } from './rehearsals.ts';
import { fillingOf, otherId, samplesOf, stateOf } from './sample.ts';
import { noMembers, noOrganizations, type Shown } from './shown.ts';

const mostSamples = 6;
/** Organizations that are asked for members until one has several. */
const mostStaffed = 10;
const mostTries = 5;

/** The steps that read everything there is to read, in an order in which each finds what it needs. */
export function readSteps(probe: Probe): readonly Step[] {
  const shown: Shown = {
    listedBy: undefined,
    organizations: [],
    samples: [],
    staffed: undefined,
    externalAccount: undefined,
  };
  const { operations } = probe.connection;
  const { filters = [] } = operations.listOrganizations.facts;
  return [
    listPages(probe, shown),
    ...filters.map((filter) => listFiltered(probe, shown, filter)),
    getSamples(probe, shown),
    getAbsent(probe, shown),
    listMembers(probe, shown),
    getMembers(probe, shown),
    getAbsentMember(probe, shown),
    listExternalAccounts(probe, shown),
    ...rehearsals(probe, shown),
  ].filter(({ unifiedOperation }) => probe.supports(unifiedOperation));
}

/** A step without the `run` that is given as a function of it. */
const step = (unifiedOperation: UnifiedOperationId, what: string, run: (self: StepName) => Promise<void>): Step => {
  const self = { unifiedOperation, what };
  return { ...self, run: () => run(self) };
};

const listPages = (probe: Probe, shown: Shown): Step =>
  step('listOrganizations', 'two pages', async (self) => {
    shown.organizations = await firstPages(probe, self, 'the account has no two organizations', async (page) => {
      const found = await probe.answer(self, 'listOrganizations', { page });
      return found && { items: found.organizations, next: found.nextPageToken };
    });
    shown.samples = samplesOf(shown.organizations, [stateOf, fillingOf], mostSamples);
    shown.listedBy = probe.findings.last();
  });

const listFiltered = (probe: Probe, shown: Shown, filter: string): Step =>
  step('listOrganizations', `by ${filter}`, async (self) => {
    const values = filterValues(shown.organizations, filter);
    if (values.length === 0) probe.skip(self, `no organization that is listed has ${filter}`);
    for (const value of [...values, ...(filter === 'externalId' ? [probe.marker] : [])]) {
      await probe.answer(self, 'listOrganizations', { query: { [filter]: value }, page: onePage });
    }
  });

const states = ['active', 'inactive', 'archived', 'deleting'];
const onePage: PageRequest = { size: 20, cursor: undefined };

/** A value that something is found by, and for states every one there is. */
function filterValues(organizations: readonly Organization[], filter: string): readonly string[] {
  if (filter === 'state') return states;
  const values = organizations.map((each) => (each as unknown as Readonly<Record<string, unknown>>)[filter]);
  return values.filter((value) => typeof value === 'string' && value !== '').slice(0, 1) as string[];
}

const getSamples = (probe: Probe, shown: Shown): Step =>
  step('getOrganization', 'one of each state', async (self) => {
    if (shown.samples.length === 0) return probe.skip(self, noOrganizations);
    const refusals: Problem[] = [];
    for (const { id: organization } of shown.samples) {
      const done = await probe.read('getOrganization', { path: { organization } });
      if ('problem' in done) refusals.push(done.problem);
    }
    const allUnknown = refusals.filter(({ code }) => code === 'not-found').length === shown.samples.length;
    if (allUnknown && shown.listedBy !== undefined) {
      // What nobody knows is nothing to go on with.
      probe.findings.listsUnknown(shown.listedBy);
      shown.organizations = [];
      shown.samples = [];
    } else for (const problem of refusals) probe.judge(self, problem);
  });

const getAbsent = (probe: Probe, shown: Shown): Step =>
  step('getOrganization', 'one that does not exist', async (self) => {
    const [known] = shown.organizations;
    if (known === undefined) return probe.skip(self, `${noOrganizations}, so the form of its ids does not show`);
    await absent(probe, self, () => ({ path: { organization: otherId(known.id) } }));
  });

const listMembers = (probe: Probe, shown: Shown): Step =>
  step('listMembers', 'two pages', async (self) => {
    const others = shown.organizations.filter((each) => !shown.samples.includes(each));
    for (const { id: organization } of [...shown.samples, ...others].slice(0, mostStaffed)) {
      const first = await probe.answer(self, 'listMembers', { path: { organization }, page: onePage });
      const members = first?.members ?? [];
      if (members.length > (shown.staffed?.members.length ?? 0)) shown.staffed = { organization, members };
      if (members.length > 1) break;
    }
    const { staffed } = shown;
    if (staffed === undefined) return probe.skip(self, shown.samples.length === 0 ? noOrganizations : noMembers);
    await firstPages(probe, self, 'no organization that was read has two members', async (page) => {
      const found = await probe.answer(self, 'listMembers', { path: { organization: staffed.organization }, page });
      return found && { items: found.members, next: found.nextPageToken };
    });
  });

const getMembers = (probe: Probe, shown: Shown): Step =>
  step('getMember', 'one of each state', async (self) => {
    const { staffed } = shown;
    if (staffed === undefined) return probe.skip(self, noMembers);
    const { organization, members } = staffed;
    const kinds = samplesOf(members, [stateOf, fillingOf], mostSamples);
    for (const { id: member } of kinds) await probe.answer(self, 'getMember', { path: { organization, member } });
  });

const getAbsentMember = (probe: Probe, shown: Shown): Step =>
  step('getMember', 'one that does not exist', async (self) => {
    const [known] = shown.staffed?.members ?? [];
    const { organization = '' } = shown.staffed ?? {};
    if (known === undefined) return probe.skip(self, `${noMembers}, so the form of their ids does not show`);
    await absent(probe, self, () => ({ path: { organization, member: otherId(known.id) } }));
  });

const listExternalAccounts = (probe: Probe, shown: Shown): Step =>
  step('listExternalAccounts', 'of one organization of each state', async (self) => {
    if (shown.samples.length === 0) probe.skip(self, noOrganizations);
    for (const { id: organization } of shown.samples) {
      const found = await probe.answer(self, 'listExternalAccounts', { path: { organization }, page: onePage });
      const [account] = found?.externalAccounts ?? [];
      if (account !== undefined) shown.externalAccount ??= { organization, account };
    }
  });

/** Asks for what does not exist, again where it happens to. */
async function absent(probe: Probe, self: StepName, call: () => ProbeCall): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const done = await probe.read(self.unifiedOperation, call());
    if ('answer' in done) continue;
    if (done.problem.code !== 'not-found') probe.judge(self, done.problem);
    return;
  }
  probe.skip(self, 'every id that was tried exists');
}
