import type { OperationRecord } from '../../src/translation/unified.ts';
import type { Call, Fault, Finding } from './history.ts';
import { providers, type Upstreams } from './upstreams.ts';
import { findingsOf } from './verdict.ts';
import { type ReceivedWrite, writesOf } from './writes.ts';

/** What a run came to. */
export interface Report {
  readonly seed: number;
  readonly seconds: number;
  readonly kills: number;
  /** Kills that hit calls on their way. */
  readonly hits: number;
  readonly calls: number;
  /** Requests of the clients, repeats counted. */
  readonly requests: number;
  /** Requests that were cut off by a kill, or met nobody. */
  readonly cutOff: number;
  /** Writes that the upstreams received, and how many of them took effect. */
  readonly writes: number;
  readonly applied: number;
  /** Successes whose record was looked for at the moment they were told. */
  readonly looks: number;
  /** Operations whose outcome was unknown for a time, by how it was found out. */
  readonly settledBy: Readonly<Record<string, number>>;
  /** Operations whose outcome stays unknown, by the reason on record. */
  readonly leftUnknown: Readonly<Record<string, number>>;
  /** Of each fault, how often it was found. */
  readonly faults: Readonly<Record<Fault, number>>;
  readonly findings: readonly Finding[];
}

type Figures = Pick<Report, 'seed' | 'kills' | 'hits' | 'looks'>;

/** Compares the three histories: the clients', the journal's and the upstreams'. */
export async function reportOf(
  figures: Figures,
  calls: readonly Call[],
  journal: readonly OperationRecord[],
  upstreams: Upstreams,
  missing: readonly Finding[],
  begin: number,
): Promise<Report> {
  const findings: Finding[] = [...missing];
  const all: ReceivedWrite[] = [];
  const operations = Map.groupBy(journal, ({ organization = '' }) => organization);
  for (const provider of providers) {
    const own = calls.filter(({ destruction }) => destruction.provider === provider);
    const writes = writesOf(
      await upstreams.ledger(provider),
      new Set(own.map(({ destruction }) => destruction.organization)),
    );
    all.push(...writes);
    const state = await upstreams.state(provider);
    const received = Map.groupBy(writes, ({ organization }) => organization);
    for (const { line } of received.get(undefined) ?? []) {
      findings.push({ fault: 'unintended', detail: `a write that nobody asked for: ${line}` });
    }
    for (const call of own) {
      const { organization, done } = call.destruction;
      const evidence = { operations: operations.get(organization) ?? [], writes: received.get(organization) ?? [] };
      findings.push(...findingsOf({ call, ...evidence, destroyed: done(state) }));
    }
  }
  const answers = calls.flatMap((call) => call.answers);
  return {
    ...figures,
    seconds: Math.round((performance.now() - begin) / 1_000),
    calls: calls.length,
    requests: answers.length,
    cutOff: answers.filter((answer) => answer === '-').length,
    writes: all.length,
    applied: all.filter(({ applied }) => applied).length,
    settledBy: counted(journal.map(({ settledBy = 'nobody' }) => settledBy)),
    leftUnknown: counted(
      journal
        .filter(({ state, outcome }) => state === 'settled' && outcome === 'unknown')
        .map(({ provider, action, reason = '' }) => `${action} ${provider}: ${reason}`),
    ),
    faults: { ...none, ...counted(findings.map(({ fault }) => fault)) },
    findings,
  };
}

const none: Readonly<Record<Fault, number>> = {
  lost: 0,
  doubled: 0,
  unintended: 0,
  undurable: 0,
  unsettled: 0,
  disagreed: 0,
};

const counted = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(names, (name) => name)).map(([name, all]) => [name, all?.length ?? 0]),
  );

/** One line for people. */
export function summary({ findings: _findings, faults, settledBy, leftUnknown, ...figures }: Report): string {
  const unknown = Object.values(leftUnknown).reduce((sum, each) => sum + each, 0);
  const named = Object.entries({ ...figures, 'left unknown': unknown, ...faults });
  return `${listed(named)}; settled by ${listed(Object.entries(settledBy))}`;
}

const listed = (figures: readonly (readonly [string, number])[]): string =>
  figures.map(([name, value]) => `${name} ${value}`).join(', ');
