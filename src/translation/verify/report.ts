import type { Contract } from '../../contract/contract.ts';
import type { Deviation } from '../../contract/drift/deviation.ts';
import { type Impact, impactsOf } from '../../contract/drift/impact.ts';
import type { ProviderTrace } from '../../contract/trace.ts';
import type { AnyProvider } from '../registered.ts';
import type { Uncleaned } from './clean-up.ts';
import type { Finding } from './findings.ts';
import type { Probe, Skipped } from './probe.ts';

/** A deviation with how often it was seen, and what it means to the unified API. */
export interface ReportedDeviation extends Deviation, Impact {
  /** How many answers showed it. */
  readonly count: number;
}

/** What came out for one upstream operation. */
export interface VerifiedOperation {
  readonly upstreamOperation: string;
  readonly result: 'conforms' | 'deviates' | 'not tried';
  /** How many answers of it were checked. */
  readonly answers: number;
  /** Why it was not tried. */
  readonly reason?: string;
}

/** What a verification found out. It holds no values of the upstream's but the name and id of the organization that it made. */
export interface Report {
  readonly connection: string;
  readonly provider: string;
  readonly contract: { readonly title: string; readonly version: string; readonly digest: string };
  readonly writes: boolean;
  /** Whether the upstream could be asked, and nothing deviates. */
  readonly conforms: boolean;
  /** Why nothing, or not everything, could be found out. */
  readonly failure?: string;
  readonly operations: readonly VerifiedOperation[];
  readonly deviations: readonly ReportedDeviation[];
  /** What of the unified operations was not tried. */
  readonly skipped: readonly Skipped[];
  readonly uncleaned: readonly Uncleaned[];
}

interface Subject {
  readonly connection: string;
  readonly provider: AnyProvider;
  readonly contract: Contract;
  readonly trace: ProviderTrace;
  readonly writes: boolean;
}

/** Puts together what a probe has found out. */
export function reportOf(
  { connection, provider, contract, trace, writes }: Subject,
  probe: Probe,
  { uncleaned, interrupted }: { readonly uncleaned: readonly Uncleaned[]; readonly interrupted: boolean },
): Report {
  const { findings, skipped } = probe;
  const found = findings.all();
  const impactOf = impactsOf(trace);
  const operations = Object.keys(provider.identity).map((id) =>
    operationOf(id, provider, contract, writes, probe, found),
  );
  const failure = interrupted
    ? 'It was interrupted'
    : (probe.unreachable ?? (findings.answers.size === 0 ? skipped[0]?.reason : undefined));
  const { title, version, digest } = contract;
  return {
    connection,
    provider: provider.id,
    contract: { title, version, digest },
    writes,
    conforms: found.length === 0 && failure === undefined,
    ...(failure === undefined ? {} : { failure }),
    operations,
    deviations: found.map((each) => reported(each, impactOf(each.deviation))),
    skipped,
    uncleaned,
  };
}

function operationOf(
  upstreamOperation: string,
  provider: AnyProvider,
  contract: Contract,
  writes: boolean,
  { findings, skipped }: Probe,
  found: readonly Finding[],
): VerifiedOperation {
  const answers = findings.answers.get(upstreamOperation) ?? 0;
  const deviates = found.some(({ deviation }) => deviation.upstreamOperation === upstreamOperation);
  if (deviates || answers > 0) return { upstreamOperation, result: deviates ? 'deviates' : 'conforms', answers };
  const told = (reason: string): VerifiedOperation => ({ upstreamOperation, result: 'not tried', answers, reason });
  const users = Object.entries(provider.operations).flatMap(([id, entry]) =>
    'upstream' in entry && entry.upstream.includes(upstreamOperation) ? id : [],
  );
  if (users.length === 0) return told('no unified operation uses it');
  const { effect } = contract.operation(upstreamOperation).operation;
  if (effect === 'write' && !writes) return told('writes: use --writes');
  const reasons = skipped.flatMap(({ unifiedOperation, reason }) => (users.includes(unifiedOperation) ? reason : []));
  return told(reasons.length === 0 ? 'nothing came back' : [...new Set(reasons)].join('; '));
}

function reported({ deviation, count, affects }: Finding, impact: Impact): ReportedDeviation {
  const told = { ...deviation, count };
  if (affects === undefined) return { ...told, ...impact };
  const { unifiedOperation, field } = affects;
  return { ...told, severity: 'breaking', unifiedOperations: [unifiedOperation], unifiedFields: [field] };
}
