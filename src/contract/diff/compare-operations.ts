import type { Node } from '../description/structure.ts';
import { compareAnswers } from './compare-answers.ts';
import { compareRequest } from './compare-request.ts';
import type { Comparer } from './compare-shapes.ts';
import type { Comparison, Difference } from './comparison.ts';
import { type DescribedOperation, operationsIn } from './described-operation.ts';
import { basePathOf, type Matched, matchOperations, templateOf } from './match-operations.ts';
import { partOf } from './part.ts';
import type { ChangePlace } from './report.ts';
import { type Credentials, requirementsText, securityNodes, takes } from './security.ts';

/** One message of an operation, or the operation itself, with all its differences. */
export interface ComparedMessage extends Pick<ChangePlace, 'upstreamOperation' | 'direction' | 'status'> {
  /** Which use of the operation meets the differences; `operation`: any. */
  readonly met: 'operation' | 'request' | 'answer' | 'refusal' | 'never';
  readonly comparison: Comparison;
}

/** Compares all operations of two documents. */
export function compareOperations(comparer: Comparer, credentials: Credentials): readonly ComparedMessage[] {
  const [old, now] = [operationsIn(comparer.old), operationsIn(comparer.now)];
  const { matched, added } = matchOperations(old, now);
  const knowsRawQueries = hasExtension(now);
  return [
    ...matched.flatMap((each) => compareOperation(each, comparer, credentials, knowsRawQueries)),
    ...added.map((each): ComparedMessage => {
      const detail = `${each.method} ${each.path} is new.`;
      const origins = [comparer.now.idOf(each.node)];
      return whole(nameOf(each), 'never', [{ rule: 'operation-added', detail, origins }]);
    }),
  ];
}

/** Extensions that only documents of our own have tell that one would say so if there were an expression in the query. */
const hasExtension = (operations: readonly DescribedOperation[]): boolean =>
  operations.some(({ node }) => node['x-effect'] !== undefined) ||
  operations.some((each) => each.parameters().some(({ raw }) => raw));

const nameOf = ({ id, method, path }: DescribedOperation): string => id ?? `${method} ${path}`;

const whole = (
  upstreamOperation: string,
  met: 'operation' | 'never',
  differences: readonly Difference[],
): ComparedMessage => ({
  upstreamOperation,
  direction: 'request',
  met,
  comparison: partOf(`operation ${upstreamOperation}`, differences),
});

function compareOperation(
  { old, now, moved }: Matched,
  comparer: Comparer,
  credentials: Credentials,
  knowsRawQueries: boolean,
): readonly ComparedMessage[] {
  const upstreamOperation = nameOf(old);
  const origins = [comparer.old.idOf(old.node)];
  if (now === undefined) {
    const detail = `${old.method} ${old.path} is gone.`;
    return [whole(upstreamOperation, 'operation', [{ rule: 'operation-removed', detail, origins }])];
  }
  const detail = `${old.method} ${old.path} is now ${now.method} ${now.path}.`;
  return [
    whole(upstreamOperation, 'operation', [
      ...(moved ? [{ rule: 'operation-moved', detail, origins } as const] : []),
      ...compareEnd(old, now, origins),
      ...(moved ? [] : compareServers(old, now, comparer)),
      ...compareSecurity(old, now, comparer, credentials),
    ]),
    {
      upstreamOperation,
      direction: 'request',
      met: 'request',
      comparison: compareRequest(old, now, comparer, knowsRawQueries),
    },
    ...compareAnswers(old, now, comparer).flatMap(({ status, body, headers }): readonly ComparedMessage[] => {
      const head = { upstreamOperation, direction: 'response', status } as const;
      const met = status < 300 ? 'answer' : status < 400 ? 'never' : 'refusal';
      return [
        { ...head, met, comparison: body },
        { ...head, met: 'never', comparison: headers },
      ];
    }),
  ];
}

function compareEnd(
  old: DescribedOperation,
  now: DescribedOperation,
  origins: readonly string[],
): readonly Difference[] {
  const [was, is] = [endOf(old.node), endOf(now.node)];
  return is === undefined || is === was ? [] : [{ rule: 'operation-deprecated', detail: is, origins }];
}

function endOf(node: Node): string | undefined {
  const sunset = node['x-sunset'] ?? node['x-sunset-date'];
  if (sunset !== undefined) return `The operation ends on ${String(sunset)}.`;
  return node.deprecated === true ? 'The operation is deprecated.' : undefined;
}

/** A server without a host is wherever the document was found; what remains to compare then is the path. */
function compareServers(old: DescribedOperation, now: DescribedOperation, comparer: Comparer): readonly Difference[] {
  const [before, after] = [old.servers(), now.servers()];
  const [was, is] = [before.urls.map((url) => addressOf(url, old)), after.urls.map((url) => addressOf(url, now))];
  if (was.length === 0 || is.length === 0 || was.some((one) => is.some((other) => mayBeSame(one, other)))) return [];
  const detail = `The server was ${before.urls.join(', ')} and is ${after.urls.join(', ')}.`;
  const origins = [comparer.old.idOf(before.node), comparer.now.idOf(after.node)];
  return [{ rule: 'server-url-changed', detail, origins }];
}

interface Address {
  readonly host: string;
  readonly path: string;
}

const addressOf = (url: string, operation: DescribedOperation): Address => ({
  host: hostOf(url),
  path: basePathOf(url) + templateOf(operation.path),
});

const mayBeSame = (one: Address, other: Address): boolean =>
  one.host === '' || other.host === ''
    ? one.path.endsWith(other.path) || other.path.endsWith(one.path)
    : one.host === other.host && one.path === other.path;

/** `https://{tenant}.example.com/v1` as `{}.example.com`; empty where the URL has no host. */
const hostOf = (url: string): string => templateOf(/^(?:[^/{}]+:)?\/\/([^/]*)/.exec(url)?.[1] ?? '');

function compareSecurity(
  old: DescribedOperation,
  now: DescribedOperation,
  comparer: Comparer,
  credentials: Credentials,
): readonly Difference[] {
  const [was, is] = [requirementsText(comparer.old, old), requirementsText(comparer.now, now)];
  if (was === is) return [];
  const rule = takes(comparer.now, now, credentials) ? 'request-security-widened' : 'request-security-changed';
  const origins = [
    ...securityNodes(comparer.old, old).map(comparer.old.idOf),
    ...securityNodes(comparer.now, now).map(comparer.now.idOf),
  ];
  return [{ rule, detail: `To authenticate, ${was} was taken and ${is} is.`, origins }];
}
