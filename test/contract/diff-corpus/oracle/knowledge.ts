import { type Contract, composeContract } from '../../../../src/contract/contract.ts';
import type { Registered } from '../../../../src/translation/registered.ts';
import type { UnifiedOperationId } from '../../../../src/translation/unified.ts';
import { type Acquainted, acquaint } from '../../../support/routes.ts';
import type { Example } from '../../../support/upstream-document.ts';
import { type Requests, requestsOf } from './requests.ts';
import { type Scene, scenesOf } from './scenes.ts';
import { stageOf } from './stage.ts';
import { type Uses, usesOf } from './uses.ts';

/** All that was learnt of a provider by running it. */
export interface Knowledge {
  readonly explored: Acquainted;
  readonly contract: Contract;
  readonly scenes: readonly Scene[];
  readonly uses: Uses;
  readonly requests: Requests;
  /** The unified operations that make use of each upstream operation, be it for a settlement. */
  readonly users: ReadonlyMap<string, ReadonlySet<UnifiedOperationId>>;
  /** Some telling answers of each upstream operation. */
  readonly answers: ReadonlyMap<string, readonly Example[]>;
}

/** Answers of one operation and status that are kept. */
const mostAnswers = 5;

export async function knowledgeOf(registered: Registered): Promise<Knowledge> {
  const explored = await acquaint(registered);
  const stage = stageOf(explored);
  const scenes = await scenesOf(explored, stage);
  const uses = await usesOf(explored, scenes);
  const requests = await requestsOf(explored, stage, scenes);
  const users = new Map([...requests].map(([id, byUnified]) => [id, new Set(byUnified.keys())]));
  const contract = composeContract(registered.document, registered.validators);
  return { explored, contract, scenes, uses, requests, users, answers: tellingAnswers(scenes) };
}

/** The first answer, the longest ones and those of other shapes. */
function tellingAnswers(scenes: readonly Scene[]): ReadonlyMap<string, readonly Example[]> {
  const all = new Map<string, Map<string, Example>>();
  for (const { ended } of scenes) {
    for (const [index, { operation }] of ended.asked.entries()) {
      const answer = ended.answers[index];
      if (answer === undefined || answer.status >= 300) continue;
      const key = `${operation.id} ${answer.status}`;
      const known = all.get(key) ?? new Map<string, Example>();
      all.set(key, known.set(JSON.stringify(answer.body), answer));
    }
  }
  return new Map(
    [...all].map(([key, answers]) => {
      const longest = [...answers].sort(([one], [other]) => other.length - one.length).map(([, answer]) => answer);
      const named = [...new Map([...answers.values()].map((each) => [each.name.split(',', 1)[0], each])).values()];
      return [key, [...new Set([...longest.slice(0, 2), ...named.slice(0, mostAnswers - 2)])]];
    }),
  );
}
