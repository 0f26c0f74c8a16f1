import { expect } from 'vitest';
import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';
import type { OperationRecord } from '../../../src/translation/unified.ts';
import type { Answer } from '../../support/gateway.ts';
import { type Action, after, gone, type Standing, type Upstream, upstreams } from './organizations.ts';
import { type Mishap, until, type World } from './world.ts';

/** An organization, with every way it may stand by all that was answered. */
export interface Subject {
  readonly upstream: Upstream;
  /** What it was or will be created with; undefined for a seeded one. */
  readonly name: string | undefined;
  /** As far as the caller knows it. */
  id: string | undefined;
  possible: readonly Standing[];
  /** Whose writes come next. */
  last: Made | undefined;
}

/** A unified call under its key. */
export interface Made {
  readonly key: string;
  readonly subject: Subject;
  readonly action: Action | 'createOrganization';
  readonly externalId: string;
  readonly method: string;
  readonly path: string;
  readonly body: object | undefined;
  /** Writes that took effect. */
  executions: number;
  operation: string | undefined;
  /** What every repeat must be told. */
  told: Answer | undefined;
  /** How the organization may have stood before, while it is not known what became of the call. */
  pending: readonly Standing[] | undefined;
}

/** One run: what was done so far, and what follows from it. */
export class Play {
  readonly world: World;
  readonly subjects: Subject[] = [];
  readonly made: Made[] = [];
  readonly #seen = new Map<string, number>();

  constructor(world: World, initial: ReadonlyMap<string, Standing>) {
    this.world = world;
    for (const upstream of upstreams) {
      for (const id of upstream.seeded) {
        this.subjects.push({ upstream, id, name: undefined, possible: [initial.get(id) ?? gone], last: undefined });
      }
    }
  }

  /** Makes a call, first or again, with what becomes of it on the way; checks all that can be told then. */
  async attempt(made: Made, mishap: Mishap | undefined, crashes: boolean): Promise<void> {
    const { world } = this;
    const { provider } = made.subject.upstream;
    const expected = mishap === undefined && !crashes ? this.#expectation(made) : undefined;
    made.subject.last = made;
    await world.trap(provider, crashes ? { ...mishap, latencyMs: 50 } : (mishap ?? {}));
    const body = made.body === undefined ? {} : { body: made.body };
    const calling = world
      .call(made.method, made.path, { headers: { 'idempotency-key': made.key }, ...body })
      .catch(() => undefined);
    if (crashes) {
      await Promise.race([calling, until(() => world.sprung(provider))]);
      await world.crash();
    }
    const answer = await calling;
    await world.trap(provider, {});
    if (answer === undefined) await this.#lost(made);
    else await this.#answered(made, answer);
    expected?.(answer);
    await this.agrees(made.subject.upstream);
  }

  /** Waits until nothing is unknown any more that can be found out; then everything must fit together. */
  async end(): Promise<void> {
    for (const made of this.made) await this.settle(made);
    for (const upstream of upstreams) await this.agrees(upstream);
    for (const made of this.made) {
      if (made.operation === undefined) continue;
      const { outcome } = await this.#record(made.operation);
      if (outcome === 'not_applied') expect([made.key, made.executions]).toEqual([made.key, 0]);
      // Nothing took effect and nothing was answered for good: a repeat would be another attempt.
      if (made.told === undefined && outcome !== 'applied') continue;
      await this.attempt(made, undefined, false);
      expect(made.told).toBeDefined();
      expect(outcome).toBe(made.told?.body.outcome ?? 'applied');
    }
  }

  /** Has it found out what became of a call. */
  async settle(made: Made): Promise<void> {
    const { operation } = made;
    if (operation === undefined || made.pending === undefined) return;
    await until(async () => {
      await this.world.call('POST', `/v1/operations/${operation}/reconcile`);
      return (await this.#record(operation)).state === 'settled';
    });
    await this.#settled(made);
  }

  /** Every organization stands as it may, was created once at most, and no call took effect more often than it may. */
  async agrees(upstream: Upstream): Promise<void> {
    const { provider } = upstream;
    const held = await this.world.organizations(provider);
    const executed = await this.world.executed(provider);
    const here = this.subjects.filter((subject) => subject.upstream === upstream);
    for (const { id, name, possible, last } of here) {
      const found = held.filter((each) => (name === undefined ? each.id === id : each.name === name));
      expect(found.length).toBeLessThanOrEqual(1);
      const [{ state, externalId } = gone] = found;
      expect(possible, `${provider} ${id ?? name} after ${last?.action}`).toContainEqual({ state, externalId });
    }
    for (const entry of executed.slice(this.#seen.get(provider) ?? 0)) {
      const subject = here.find(({ id, name }) =>
        names(entry, id ?? held.find((each) => each.name === name)?.id, name),
      );
      if (subject?.last === undefined) throw new Error(`nobody asked for ${entry.method} ${entry.path}`);
      subject.last.executions += 1;
      expect(subject.last.executions, subject.last.key).toBeLessThanOrEqual(mostWrites(subject.last));
    }
    this.#seen.set(provider, executed.length);
  }

  /** What a call must be answered of which nothing is in the way. */
  #expectation(made: Made): ((answer: Answer | undefined) => void) | undefined {
    const { subject, action, operation } = made;
    const [standing, another] = subject.possible;
    const busy = this.made.some((each) => each.subject === subject && each.pending !== undefined);
    if (operation !== undefined || standing === undefined || another !== undefined || busy) return undefined;
    if (standing.state === 'deleting') return undefined;
    const then =
      action === 'createOrganization' ? undefined : after(action, subject.upstream, made.externalId, standing);
    return (answer) => {
      // A machine that is too busy to commit in time sends nothing, and says so.
      if (answer === undefined || answer.body.code === 'storage-unavailable') return;
      if (then === undefined) expect(answer.status).toBe(201);
      else if (standing.state === 'gone') expect([answer.status, answer.body.outcome]).toEqual([404, 'not_applied']);
      else {
        expect([answer.status, answer.body.detail]).toEqual([200, undefined]);
        const { changed, deleted } = answer.body;
        expect(changed ?? deleted).toBe(JSON.stringify(then) !== JSON.stringify(standing));
      }
    };
  }

  async #answered(made: Made, answer: Answer): Promise<void> {
    const { code, outcome, operationId } = answer.body;
    if (made.told !== undefined) {
      expect(answer.headers.get('idempotent-replayed')).toBe('true');
      expect([answer.status, answer.text]).toEqual([made.told.status, made.told.text]);
      return;
    }
    if (operationId === undefined || code === 'operation-in-progress') return;
    if (made.operation !== undefined) expect(operationId).toBe(made.operation);
    made.operation = operationId;
    if (answer.headers.get('idempotent-replayed') === null) await this.#made(made);
    if (outcome === 'unknown') {
      this.#becomesPending(made);
      return;
    }
    if (outcome !== 'not_applied') this.#becomes(made, outcome ?? 'applied', made.pending ?? made.subject.possible);
    else if (made.pending !== undefined) made.subject.possible = made.pending;
    made.pending = undefined;
    if (answer.body.retryable !== true) made.told = answer;
    if (made.action === 'createOrganization') made.subject.id ??= answer.body.organization?.id;
  }

  /** The caller was told nothing. */
  async #lost(made: Made): Promise<void> {
    const { provider } = made.subject.upstream;
    const { body } = await this.world.call('GET', `/v1/operations?connection=${provider}&pageSize=1`);
    const newest: string | undefined = body.operations[0]?.id;
    const known = this.made.some(({ operation }) => operation !== undefined && operation === newest);
    if (made.operation === undefined && (newest === undefined || known)) return;
    made.operation ??= newest;
    if (made.told !== undefined) return;
    await this.#made(made);
    this.#becomesPending(made);
  }

  /** The call was at work on its organization, so no other one of unknown outcome can have been left there. */
  async #made(made: Made): Promise<void> {
    for (const each of this.made) {
      if (each !== made && each.subject === made.subject && each.pending !== undefined) await this.#settled(each);
    }
  }

  async #settled(made: Made): Promise<void> {
    const { pending, operation, subject } = made;
    if (pending === undefined || operation === undefined) return;
    const { state, outcome } = await this.#record(operation);
    expect(state).toBe('settled');
    if (outcome === undefined || outcome === 'unknown') return;
    made.pending = undefined;
    if (outcome === 'not_applied') subject.possible = pending;
    else this.#becomes(made, outcome, pending);
  }

  #becomesPending(made: Made): void {
    const { subject } = made;
    if (made.pending !== undefined) return;
    made.pending = subject.possible;
    const half = made.action === 'createOrganization' && subject.upstream.createsInTwo ? [halfMade] : [];
    subject.possible = distinct([...subject.possible, ...half, ...whole(made, subject.possible)]);
  }

  #becomes(made: Made, outcome: 'applied' | 'partial', from: readonly Standing[]): void {
    made.subject.possible = outcome === 'partial' ? [halfMade] : distinct(whole(made, from));
  }

  async #record(operation: string): Promise<OperationRecord> {
    const answer = await this.world.call('GET', `/v1/operations/${operation}`);
    expect(answer.status).toBe(200);
    return answer.body;
  }
}

const halfMade: Standing = { state: 'active', externalId: null };

/** How the organization may stand after all of the call. */
function whole({ action, subject, externalId }: Made, from: readonly Standing[]): readonly Standing[] {
  if (action === 'createOrganization') return [{ state: 'active', externalId }];
  return from.map((each) => (each.state === 'gone' ? each : after(action, subject.upstream, externalId, each)));
}

const distinct = (standings: readonly Standing[]): readonly Standing[] => [
  ...new Map(standings.map((each) => [JSON.stringify([each.state, each.externalId]), each])).values(),
];

const mostWrites = ({ action, subject }: Made): number =>
  action === 'createOrganization' && subject.upstream.createsInTwo ? 2 : 1;

/** Whether a request is about an organization. */
function names({ path, headers, body }: LedgerEntry, id: string | undefined, name: string | undefined): boolean {
  const all = JSON.stringify([path, headers, body]);
  return (id !== undefined && all.includes(id)) || (name !== undefined && all.includes(name));
}
