import { randomBytes } from 'node:crypto';
import { Problem } from '../../problem/problem.ts';
import { problems } from '../../problem/registry.ts';
import { UpstreamFault } from '../../upstream/fault.ts';
import { isSuccess } from '../acceptance.ts';
import type { BoundConnection, UnifiedCall } from '../bind.ts';
import { readingScope } from '../exchange.ts';
import { newId } from '../settlement.ts';
import type { ExternalAccount, Member, Organization, UnifiedOperationId } from '../unified.ts';
import { type Findings, isBroken, isDenial } from './findings.ts';
import type { Asked } from './watched.ts';

/** What the unified operations answer, as far as probes look into it. */
export interface UnifiedAnswers extends Record<UnifiedOperationId, object> {
  readonly listOrganizations: { readonly organizations: readonly Organization[]; readonly nextPageToken?: string };
  readonly getOrganization: Organization;
  readonly createOrganization: { readonly organization: Organization };
  readonly listMembers: { readonly members: readonly Member[]; readonly nextPageToken?: string };
  readonly getMember: Member;
  readonly addMember: { readonly member: Member };
  readonly listExternalAccounts: {
    readonly externalAccounts: readonly ExternalAccount[];
    readonly nextPageToken?: string;
  };
}

/** How a call ended. */
export type Ended<A> = { readonly answer: A } | { readonly problem: Problem };

/** What a step finds out, for people: of which operation, and what in a few words. */
export interface StepName {
  readonly unifiedOperation: UnifiedOperationId;
  readonly what: string;
}

/** One thing to find out. */
export interface Step extends StepName {
  run(): Promise<void>;
}

/** Something that was not tried, and why. */
export interface Skipped extends StepName {
  readonly reason: string;
}

/** What calls of a probe are made of; all that is left out is empty. */
export type ProbeCall = Partial<Pick<UnifiedCall, 'path' | 'query' | 'body' | 'page'>>;

/** A connection under verification. */
export interface Probe {
  readonly connection: BoundConnection;
  readonly findings: Findings;
  /** Everything that was not tried. */
  readonly skipped: readonly Skipped[];
  /** Why the upstream cannot be reached; nothing more is worth trying then. */
  readonly unreachable: string | undefined;
  /** A name that nothing else has, for what a probe makes or looks for in vain. */
  readonly marker: string;
  supports(id: UnifiedOperationId): boolean;
  skip(step: StepName, reason: string): void;
  /** Calls a unified operation that only reads. */
  read<Id extends UnifiedOperationId>(id: Id, call: ProbeCall): Promise<Ended<UnifiedAnswers[Id]>>;
  /** The answer, or undefined for a problem, which is judged. */
  answer<Id extends UnifiedOperationId>(
    step: StepName,
    id: Id,
    call: ProbeCall,
  ): Promise<UnifiedAnswers[Id] | undefined>;
  /** Plans a mutation and looks for what it would write, by reading only. */
  rehearse(step: StepName, call: ProbeCall): Promise<void>;
  /** Takes down what a problem says about the upstream: a deviation, or a reason why the step was not tried. */
  judge(step: StepName, problem: Problem): void;
}

/** `signal` is asked at every read for what ends it; `takeWrites` gives the writes that were put together since the last time. */
export function createProbe(
  connection: BoundConnection,
  findings: Findings,
  takeWrites: () => readonly Asked[],
  signal: () => AbortSignal | undefined,
): Probe {
  const skipped: Skipped[] = [];
  let unreachable: string | undefined;
  const prepare = (id: UnifiedOperationId, call: ProbeCall) => connection.operations[id].prepare(whole(call));
  const skip: Probe['skip'] = ({ unifiedOperation, what }, reason) => {
    const known = skipped.some((each) => each.unifiedOperation === unifiedOperation && each.what === what);
    if (!known) skipped.push({ unifiedOperation, what, reason });
  };
  const judge: Probe['judge'] = (step, problem) => {
    const { upstream: { operationId, status = 0, code } = {} } = problem.parts;
    if (isUnreachable(problem)) {
      const reason = `${problems[problem.code].title} (${causeOf(problem)})`;
      if (signal()?.aborted !== true) unreachable = reason;
      skip(step, signal()?.aborted === true ? interrupted : reason);
    } else if (operationId !== undefined && status > 299 && !isDenial(status)) {
      findings.refused({ operationId, status });
    } else if (operationId !== undefined && isSuccess(status)) {
      if (code !== undefined) findings.errorInSuccess({ operationId, status });
    } else if (!isBrokenOff(problem)) skip(step, reasonOf(problem));
  };
  const read: Probe['read'] = async (id, call) => {
    const attempt = (): Promise<Ended<never>> => ended(async () => (await prepare(id, call).run(signal())) as never);
    const first = await attempt();
    // A connection that the upstream was just closing says nothing about it.
    return 'problem' in first && isUnreachable(first.problem) && signal()?.aborted !== true ? attempt() : first;
  };
  return {
    connection,
    findings,
    skipped,
    get unreachable() {
      return unreachable;
    },
    marker: `orgway-verify-${randomBytes(6).toString('hex')}`,
    supports: (id) => connection.operations[id].unsupported === undefined,
    skip,
    read,
    async answer(step, id, call) {
      const done = await read(id, call);
      if ('answer' in done) return done.answer;
      judge(step, done.problem);
      return undefined;
    },
    async rehearse(step, call) {
      takeWrites();
      const planned = await ended(() => prepare(step.unifiedOperation, call).plan());
      if ('problem' in planned) judge(step, planned.problem);
      for (const { operationId, request } of takeWrites()) {
        // What does not exist yet cannot be looked for.
        if (JSON.stringify(request).includes(newId)) continue;
        const { read: shown } = await connection.look(operationId, request, readingScope(call.path?.organization));
        const last = shown ? undefined : findings.last();
        if (last !== undefined && last.status > 299 && !isDenial(last.status)) findings.refused(last);
      }
    },
    judge,
  };
}

/** Why what comes after an interruption is not tried. */
export const interrupted = 'interrupted';

/** A call with nothing left out. */
export const whole = ({ path = {}, query = {}, body, page }: ProbeCall): UnifiedCall => ({
  path,
  query,
  body,
  page,
  includeRaw: false,
  actingSession: { token: undefined, jwt: undefined },
});

/** What a call ended in; what is no problem is a mistake of ours, told as one. */
export async function ended<A>(call: () => Promise<A>): Promise<Ended<A>> {
  try {
    return { answer: await call() };
  } catch (error) {
    return { problem: error instanceof Problem ? error : new Problem('internal', { cause: error }) };
  }
}

/** Whether nothing came back. */
const isUnreachable = ({ parts: { cause } }: Problem): boolean => cause instanceof UpstreamFault && !isBroken(cause);

const isBrokenOff = ({ parts: { cause } }: Problem): boolean => cause instanceof UpstreamFault && isBroken(cause);

const causeOf = ({ parts: { cause } }: Problem): string => {
  const { code } = (cause instanceof UpstreamFault ? cause.cause : cause) as { readonly code?: string };
  return code ?? (cause as Error).message;
};

/** What happened, in one sentence; a problem's own detail may quote what the upstream holds. */
export function reasonOf({ code, parts: { errors = [], upstream, cause } }: Problem): string {
  const { title } = problems[code];
  if (code === 'internal') return `${title} (${String(cause)})`;
  const about = upstream?.status === undefined ? errors.map(({ pointer }) => pointer) : [`status ${upstream.status}`];
  return about.length === 0 ? title : `${title} (${about.join(', ')})`;
}
