import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { type Action, gone, type Standing, type Upstream, upstreams } from './model/organizations.ts';
import { type Made, Play, type Subject } from './model/play.ts';
import { type Mishap, startWorld, type World } from './model/world.ts';

// Random sequences of calls, faults, crashes and restarts. After each of them the journal, the emulators and a model that knows
// only what was answered must agree. A failure prints the seed and the path to run it again with.

const runs = 40;
const seed = 20_261_122;

let world: World;
let initial: ReadonlyMap<string, Standing>;
beforeAll(async () => {
  world = await startWorld();
  const held = await Promise.all(upstreams.map(({ provider }) => world.organizations(provider)));
  initial = new Map(held.flat().map(({ id, state, externalId }) => [id, { state, externalId }]));
});
afterAll(() => world.stop());

type Step = fc.AsyncCommand<object, Play>;
const step = (name: string, run: (play: Play) => Promise<void>): Step => ({
  check: () => true,
  run: (_model, play) => run(play),
  toString: () => name,
});

/** Where one provider's creations write for a second time. */
const second = '/metadata/';
const mishap: fc.Arbitrary<Mishap | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Mishap>(
      { reset: 'before' },
      { reset: 'after' },
      { status: 500 },
      { status: 429 },
      { truncate: 9 },
      { reset: 'before', path: second },
      { reset: 'after', path: second },
      { status: 403, path: second },
    ),
  },
);
const crashes = fc.integer({ min: 1, max: 25 }).map((number) => number === 25);
const anyNumber = fc.nat({ max: 1_000 });
const anyOf = <T>(list: readonly T[], number: number): T | undefined => list[number % Math.max(1, list.length)];

const methods: Readonly<Record<Action, readonly [string, string]>> = {
  activateOrganization: ['POST', '/activate'],
  deactivateOrganization: ['POST', '/deactivate'],
  setExternalId: ['PUT', '/external-id'],
  deleteExternalId: ['DELETE', '/external-id'],
  deleteOrganization: ['DELETE', '?acknowledge=irreversible'],
};
const organizationsOf = ({ provider }: Upstream): string => `/v1/connections/${provider}/organizations`;
let number = 0;

/** A call that was not made before. */
function fresh(play: Play, subject: Subject, call: Pick<Made, 'action' | 'method' | 'path'>, externalId: string): Made {
  const { action } = call;
  const bodies: Partial<Record<Made['action'], object>> = {
    createOrganization: { displayName: subject.name, externalId },
    setExternalId: { externalId },
  };
  const started = { executions: 0, operation: undefined, told: undefined, pending: undefined };
  const made = { ...call, key: `key-of-call-number-${number}`, subject, externalId, body: bodies[action], ...started };
  play.made.push(made);
  return made;
}

const acting = fc.tuple(anyNumber, anyNumber, mishap, crashes).map(([which, what, fault, crash]) =>
  step(`act(${which}, ${what}, ${JSON.stringify(fault)}, ${crash})`, async (play) => {
    const subject = anyOf(
      play.subjects.filter(({ id }) => id !== undefined),
      which,
    );
    const action = anyOf(subject?.upstream.actions ?? [], what);
    if (subject === undefined || action === undefined) return;
    number += 1;
    const [method, below] = methods[action];
    const path = `${organizationsOf(subject.upstream)}/${subject.id}${below}`;
    await play.attempt(fresh(play, subject, { action, method, path }, `external-${number}`), fault, crash);
  }),
);

const creating = fc.tuple(anyNumber, mishap, crashes).map(([which, fault, crash]) =>
  step(`create(${which}, ${JSON.stringify(fault)}, ${crash})`, async (play) => {
    const upstream = anyOf(upstreams, which);
    if (upstream === undefined) return;
    number += 1;
    const subject = { upstream, name: `Model ${number}.`, id: undefined, possible: [gone], last: undefined };
    play.subjects.push(subject);
    const call = { action: 'createOrganization', method: 'POST', path: organizationsOf(upstream) } as const;
    await play.attempt(fresh(play, subject, call, `external-${number}`), fault, crash);
  }),
);

const repeating = fc.tuple(anyNumber, mishap).map(([which, fault]) =>
  step(`repeat(${which}, ${JSON.stringify(fault)})`, async (play) => {
    const made = anyOf(play.made, which);
    if (made !== undefined) await play.attempt(made, fault, false);
  }),
);

const settling = fc.constant(
  step('settle', async (play) => {
    for (const made of play.made) await play.settle(made);
  }),
);
const restarting = fc.constant(step('restart', (play) => play.world.restart()));

const sequences = fc.commands(
  [acting, acting, acting, acting, creating, creating, repeating, repeating, repeating, settling, restarting],
  { maxCommands: 15, size: 'max' },
);

test('the journal, the upstreams and what callers were told agree', { timeout: 600_000 }, () =>
  fc.assert(
    fc.asyncProperty(sequences, async (steps) => {
      await world.reset();
      const play = new Play(world, initial);
      await fc.asyncModelRun(() => ({ model: {}, real: play }), steps);
      await play.end();
    }),
    { seed, numRuns: runs },
  ),
);
