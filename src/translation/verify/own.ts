import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from '../../problem/problem.ts';
import type { Organization, UnifiedOperationId } from '../unified.ts';
import { type Mutated, mutate, type Patience } from './mutate.ts';
import type { Ended, Probe, ProbeCall, StepName, UnifiedAnswers } from './probe.ts';
import type { Asked } from './watched.ts';

/** The throw-away organization of a verification: the only one that it ever writes to. */
export interface Own {
  /** Its display name when it was made. */
  readonly name: string;
  /** `none`: there is none for certain. `maybe`: a create was sent, and nothing shows what became of it. */
  readonly state: 'none' | 'maybe' | 'there' | 'gone';
  /** Its id, once a read has shown that the organization under it is the one that was made. */
  readonly id: string | undefined;
  /** Whether a write may be sent: the one that makes it, and after that only what names it. */
  allows(write: Asked): boolean;
  /** Makes it. */
  make(step: StepName): Promise<void>;
  /**
   * Changes it, and reads until the change shows. Gives what the call answered; undefined where it did not take effect, which has
   * been judged.
   */
  change<Id extends UnifiedOperationId>(
    step: StepName,
    id: Id,
    call: ProbeCall,
    effect: Effect | undefined,
  ): Promise<UnifiedAnswers[Id] | undefined>;
  /** Takes note that it does not exist any more. */
  removed(): void;
  /** Looks for it by its name where its id is not known. */
  find(): Promise<void>;
}

/** What a change must show afterwards. */
export interface Effect {
  /** The unified field, as `organization/displayName`. */
  readonly field: string;
  /** Reads once: whether it shows, or the problem that kept it from being seen. */
  shows(): Promise<boolean | Problem>;
}

const pollMs = 250;
/** What has to work for an organization to be found again. */
const reading: readonly string[] = ['listOrganizations', 'getOrganization'];

export function createOwn(probe: Probe, patience: Patience): Own {
  const { connection, marker: name, findings } = probe;
  let state: Own['state'] = 'none';
  let id: string | undefined;
  let making = false;
  let candidate: string | undefined;

  const isOwn = (candidate: string): Promise<boolean | Problem> =>
    shownOf(probe, candidate, ({ displayName }) => displayName === name);
  const claim = (candidate: string): void => {
    id = candidate;
    state = 'there';
  };
  /** Reads until it shows; undefined where that could not be seen, which has been judged. */
  const until = async (step: StepName, shows: Effect['shows'], operationId: string): Promise<boolean | undefined> => {
    const settlement = connection.settlementOf(operationId);
    const end = performance.now() + ('quietMs' in settlement ? settlement.quietMs * patience.quietFactor : 0);
    for (;;) {
      // Only what is read after the quiet time says for certain that it does not show.
      const last = performance.now() > end;
      const shown = await shows();
      if (shown === true) return true;
      if (shown instanceof Problem) {
        probe.judge(step, shown);
        return undefined;
      }
      if (last) return false;
      await wait(pollMs * patience.quietFactor);
    }
  };
  const judge = (step: StepName, done: Mutated<object>): void => {
    if (!('problem' in done.ended)) return;
    const { problem } = done.ended;
    const { write } = done;
    // Refused by the translation after the upstream has confirmed it, because it does not show.
    if (problem.parts.upstream === undefined && write !== undefined && done.outcome === 'applied')
      findings.withoutEffect(write, step.unifiedOperation, fieldOf(problem.parts.errors));
    else probe.judge(step, problem);
  };

  return {
    name,
    get state() {
      return state;
    },
    get id() {
      return id;
    },
    allows({ request: { path, header } }) {
      if (id !== undefined) return Object.values({ ...path, ...header }).includes(id);
      // Another write that follows on the one that creates would go to whatever id this one answers.
      const first = making;
      making = false;
      return first;
    },
    async make(step) {
      const { capabilities, operations } = connection;
      const reads = capabilities.filter(({ operation }) => reading.includes(operation));
      if (findings.spoil(reads.flatMap(({ upstreamOperations = [] }) => upstreamOperations))) {
        return probe.skip(
          step,
          'organizations cannot be read, so one that was made might not be found and removed again',
        );
      }
      const { fields = [] } = operations.createOrganization.facts;
      const atOnce = capabilities.some(
        ({ operation, atomic }) => operation === 'createOrganization' && atomic === true,
      );
      const body = { displayName: name, ...(atOnce && fields.includes('externalId') ? { externalId: name } : {}) };
      state = 'maybe';
      making = true;
      const done = await mutate(probe, 'createOrganization', { body }, patience);
      judge(step, done);
      if (done.outcome === undefined || done.outcome === 'not_applied') {
        state = 'none';
        return;
      }
      if ('answer' in done.ended && done.write !== undefined) {
        const { operationId } = done.write;
        const { id: answered } = done.ended.answer.organization;
        candidate = answered;
        const shown = await until(step, () => isOwn(answered), operationId);
        if (shown === true) return claim(answered);
        if (shown === false) findings.withoutEffect(done.write, 'createOrganization', 'organization/id');
      }
      await this.find();
    },
    async change(step, operation, call, effect) {
      if (id === undefined) {
        probe.skip(step, 'no organization could be made to try it on');
        return undefined;
      }
      const done = await mutate(probe, operation, { ...call, path: { ...call.path, organization: id } }, patience);
      judge(step, done);
      const { ended, outcome, write } = done;
      if (outcome === 'applied' && write !== undefined && effect !== undefined) {
        const shown = await until(step, effect.shows, write.operationId);
        if (shown === false) findings.withoutEffect(write, operation, effect.field);
      }
      return 'answer' in ended ? ended.answer : undefined;
    },
    removed() {
      state = 'gone';
    },
    async find() {
      if (candidate !== undefined && (await isOwn(candidate)) === true) return claim(candidate);
      for (const query of [{ externalId: name }, { displayName: name }]) {
        const { filters = [] } = connection.operations.listOrganizations.facts;
        if (!Object.keys(query).every((filter) => filters.includes(filter))) continue;
        const page = { size: 20, cursor: undefined };
        const read = await probe.read('listOrganizations', { query, page });
        const found =
          'answer' in read ? read.answer.organizations.find(({ displayName }) => displayName === name) : undefined;
        if (found !== undefined && (await isOwn(found.id)) === true) claim(found.id);
        if (id !== undefined) return;
      }
    },
  };
}

/** The unified field that the first of these mistakes is about. */
const fieldOf = (errors: readonly { readonly pointer: string }[] = []): string =>
  `organization${errors[0]?.pointer ?? ''}`;

/** Whether an organization shows what was sent: of objects, the parts that were sent. */
export function showsAsSent(shown: unknown, sent: unknown): boolean {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    return JSON.stringify(shown ?? null) === JSON.stringify(sent);
  }
  const within = (typeof shown === 'object' && shown !== null ? shown : {}) as Readonly<Record<string, unknown>>;
  return Object.entries(sent).every(([name, part]) => showsAsSent(within[name], part));
}

/** Reads an organization once: whether it is as wanted. One that is not found yet is not. */
async function shownOf(
  probe: Probe,
  organization: string,
  holds: (organization: Organization) => boolean,
): Promise<boolean | Problem> {
  const read = await probe.read('getOrganization', { path: { organization } });
  if ('answer' in read) return holds(read.answer);
  return read.problem.code === 'not-found' ? false : read.problem;
}

/** The effect of a change that a field of the organization shows. */
export const fieldEffect = (
  probe: Probe,
  own: Own,
  field: keyof Organization,
  holds: (value: unknown) => boolean,
): Effect => ({
  field: `organization/${field}`,
  shows: () => shownOf(probe, own.id ?? '', (organization) => holds(organization[field])),
});

/** The effect of a removal: what was read before is not found any more. */
export const goneEffect = (field: string, read: () => Promise<Ended<object>>): Effect => ({
  field,
  async shows() {
    const done = await read();
    if ('answer' in done) return false;
    return done.problem.code === 'not-found' ? true : done.problem;
  },
});
