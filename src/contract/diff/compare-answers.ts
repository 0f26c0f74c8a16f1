import { jsonIn, schemaIn } from './compare-request.ts';
import type { Comparer } from './compare-shapes.ts';
import type { Comparison, Difference } from './comparison.ts';
import type { DescribedAnswer, DescribedOperation } from './described-operation.ts';
import { partOf } from './part.ts';
import type { RuleName } from './rules.ts';
import { without } from './sets.ts';

/** One answer that both documents have, or that one of them has. */
export interface ComparedAnswer {
  readonly status: number;
  readonly body: Comparison;
  /** Differences of its headers, which nobody uses. */
  readonly headers: Comparison;
}

/** How the answers of an operation differ, status by status. */
export function compareAnswers(
  old: DescribedOperation,
  now: DescribedOperation,
  comparer: Comparer,
): readonly ComparedAnswer[] {
  const [before, after] = [old.answers(), now.answers()];
  const gone: number[] = [];
  const compared = numbered(before).flatMap(([status, was]): readonly ComparedAnswer[] => {
    const is = answerFor(after, status);
    if (is !== undefined) return [compareAnswer(status, was, is, comparer)];
    gone.push(status);
    return [];
  });
  const noneLeft = !compared.some(({ status }) => isSuccess(status));
  const lone = (status: number, rule: RuleName, detail: string, origin: string): ComparedAnswer => ({
    status,
    body: partOf(`answer ${status}`, [{ rule, detail, origins: [origin] }]),
    headers: partOf(`headers ${status}`, []),
  });
  return [
    ...compared,
    ...gone.map((status) => {
      const origin = comparer.old.idOf(before.get(String(status))?.node ?? before);
      return lone(status, goneRule(status, noneLeft), `The status ${status} is gone.`, origin);
    }),
    ...numbered(after)
      .filter(([status]) => answerFor(before, status) === undefined)
      .map(([status, is]) => lone(status, newRule(status), `The status ${status} is new.`, comparer.now.idOf(is.node))),
  ];
}

const isSuccess = (status: number): boolean => status < 300;

const goneRule = (status: number, noneLeft: boolean): RuleName =>
  !isSuccess(status)
    ? 'response-error-status-removed'
    : noneLeft
      ? 'response-success-status-removed'
      : 'response-success-status-narrowed';

const newRule = (status: number): RuleName =>
  isSuccess(status) ? 'response-success-status-added' : 'response-error-status-added';

type Answers = ReturnType<DescribedOperation['answers']>;

const numbered = (answers: Answers): readonly (readonly [number, DescribedAnswer])[] =>
  [...answers].flatMap(([status, each]) => (/^\d+$/.test(status) ? [[Number(status), each] as const] : []));

/** What is said of a status: by its number, by its hundred, or as the default, which speaks of success only where nothing else does. */
function answerFor(answers: Answers, status: number): DescribedAnswer | undefined {
  const found = answers.get(String(status)) ?? answers.get(`${Math.floor(status / 100)}XX`);
  if (found !== undefined) return found;
  if (isSuccess(status) && [...answers.keys()].some((key) => key.startsWith('2'))) return undefined;
  return answers.get('DEFAULT');
}

function compareAnswer(status: number, was: DescribedAnswer, is: DescribedAnswer, comparer: Comparer): ComparedAnswer {
  const origins = [comparer.old.idOf(was.node), comparer.now.idOf(is.node)];
  return {
    status,
    body: compareBodies(status, was, is, comparer, origins),
    headers: partOf(`headers ${status}`, compareHeaders(was, is, origins)),
  };
}

function compareBodies(
  status: number,
  was: DescribedAnswer,
  is: DescribedAnswer,
  comparer: Comparer,
  origins: readonly string[],
): Comparison {
  const id = `answer ${status}`;
  const type = jsonIn(was.content);
  const newType = jsonIn(is.content, type);
  if (type === undefined) {
    if (newType === undefined) return partOf(id, []);
    return partOf(id, [
      { rule: 'response-body-added', detail: `There was no JSON body; now there is ${newType}.`, origins },
    ]);
  }
  if (newType === undefined) {
    const detail = `${type} is gone; there is ${Object.keys(is.content).join(', ') || 'no body'}.`;
    return partOf(id, [{ rule: 'response-media-type-removed', detail, origins }]);
  }
  return comparer.compare('response', schemaIn(was.content, type), schemaIn(is.content, newType));
}

function compareHeaders(was: DescribedAnswer, is: DescribedAnswer, origins: readonly string[]): readonly Difference[] {
  const [before, after] = [new Set(was.headers.keys()), new Set(is.headers.keys())];
  const found = (rule: RuleName, name: string, detail: string): Difference => ({
    rule,
    at: [{ property: 'header' }, { property: name }],
    detail,
    origins,
  });
  return [
    ...[...without(before, after)].map((name) =>
      found('response-header-removed', name, `The header "${name}" is gone.`),
    ),
    ...[...without(after, before)].map((name) => found('response-header-added', name, `The header "${name}" is new.`)),
  ];
}
