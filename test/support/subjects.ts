import { type Explored, type Step, type Success, written } from './routes.ts';
import type { Example } from './upstream-document.ts';

/** A good answer with a body, where it stands in a unified operation that ended well. */
export interface Subject {
  /** The unified operation and the upstream calls up to this answer. */
  readonly name: string;
  readonly success: Success;
  readonly index: number;
  readonly step: Step;
  /** Whether a write was confirmed before. */
  readonly afterWrite: boolean;
}

/** For each unified operation and each way of coming to an upstream operation of it: one subject. */
export function subjectsOf({ successes }: Explored): Subject[] {
  const subjects = new Map<string, Subject>();
  for (const success of successes) {
    for (const [index, step] of success.steps.entries()) {
      const before = success.steps.slice(0, index);
      const name = [success.unified, ...before.map(({ operation }) => operation.id), step.operation.id].join(', ');
      if (step.look || step.answer.status >= 300 || subjects.has(name)) continue;
      subjects.set(name, { name, success, index, step, afterWrite: written(before) > 0 });
    }
  }
  return [...subjects.values()];
}

/** The answers of a subject's success, with another one in its place. */
export const answersWith = <A>({ success, index }: Subject, other: A, others: (example: Example) => A): A[] =>
  success.steps.map(({ answer }, at) => (at === index ? other : others(answer)));
