import { setTimeout as wait } from 'node:timers/promises';
import type { Problem } from '../../problem/problem.ts';
import { mutate, type Patience } from './mutate.ts';
import type { Own } from './own.ts';
import { type Probe, reasonOf } from './probe.ts';

/** What a verification has left behind. */
export interface Uncleaned {
  /** Absent where its id is not known. */
  readonly organization?: string;
  readonly displayName: string;
  /** Why it is still there. */
  readonly reason: string;
  /** What to do by hand. */
  readonly advice: string;
  /** Whether the upstream knows no other way, so that nothing failed. */
  readonly expected: boolean;
}

const mostTries = 3;
const findAgainMs = 3_000;

/** Removes the throw-away organization as far as the connection can. Says what is left. */
export async function cleanUp(probe: Probe, own: Own, patience: Patience): Promise<readonly Uncleaned[]> {
  for (let tries = 0; own.state === 'maybe' && tries < mostTries; tries += 1) {
    // What was just made may take a moment to be found.
    if (tries > 0) await wait(findAgainMs * patience.quietFactor);
    await own.find();
  }
  const { id, name: displayName, state } = own;
  if (state === 'none' || state === 'gone') return [];
  if (id === undefined) {
    const reason = 'It was about to be made, and nothing shows what became of it.';
    const advice = `Look for an organization named ${displayName} at the upstream, and delete it there.`;
    return [{ displayName, reason, advice, expected: false }];
  }
  const left = probe.supports('deleteOrganization')
    ? await removed(probe, own, id, patience)
    : await disabled(probe, id, patience);
  if (left === undefined) own.removed();
  return left === undefined ? [] : [{ organization: id, displayName, ...left }];
}

type Left = Omit<Uncleaned, 'organization' | 'displayName'>;

/** Deletes it for good, or says what is left; tried again where it fails. */
async function removed(probe: Probe, own: Own, id: string, patience: Patience): Promise<Left | undefined> {
  const soft = probe.connection.operations.deleteOrganization.facts.reversible === true;
  const final = soft && probe.supports('purgeOrganization');
  const steps = final ? (['deleteOrganization', 'purgeOrganization'] as const) : (['deleteOrganization'] as const);
  let problem: Problem | undefined;
  for (let tries = 0; tries < mostTries; tries += 1) {
    problem = undefined;
    for (const step of steps) {
      if (problem !== undefined) continue;
      const { ended } = await mutate(probe, step, { path: { organization: id } }, patience);
      if ('problem' in ended) problem = ended.problem;
    }
    if (problem?.code === 'not-found') return undefined;
    if (problem === undefined) return soft && !final ? softly : undefined;
  }
  return {
    reason: `It could not be deleted: ${problem === undefined ? '' : reasonOf(problem)}.`,
    advice: `Delete organization ${id} (${own.name}) at the upstream.`,
    expected: false,
  };
}

const softly: Left = {
  reason: 'The upstream keeps what was deleted for a time, and offers no way to make that final.',
  advice: 'Nothing; it goes by itself.',
  expected: true,
};

/** Puts what can never be deleted out of use. */
async function disabled(probe: Probe, id: string, patience: Patience): Promise<Left> {
  const { deleteOrganization, deactivateOrganization } = probe.connection.operations;
  const reason = deleteOrganization.unsupported ?? '';
  const advice = 'Nothing; it is out of use.';
  if (deactivateOrganization.unsupported !== undefined)
    return { reason, advice: `Nothing; ${deactivateOrganization.unsupported}`, expected: true };
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { ended } = await mutate(probe, 'deactivateOrganization', { path: { organization: id } }, patience);
    if ('answer' in ended) return { reason, advice, expected: true };
  }
  return { reason, advice: `Deactivate organization ${id} at the upstream.`, expected: false };
}
