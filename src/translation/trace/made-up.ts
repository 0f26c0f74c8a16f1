import type { OpenAPIV3_1 } from 'openapi-types';
import { type Operation, operationsOf } from '../../contract/document.ts';
import type { Sampler } from '../../contract/sample/sampler.ts';
import type { MadeUp } from './trial.ts';

/** Successes as an upstream's document describes them. */
export interface MadeUpAnswers {
  /** The first documented success, with everything in it. */
  usual(operationId: string): MadeUp;
  /** The answer of the same status and the same forms: of this document's values, whatever those of the given one are. */
  like(answer: MadeUp): MadeUp;
  /** Other ways in which the operation may answer: the other successes, and each other form of a part of this one that `matters`. */
  others(answer: MadeUp, matters?: (path: readonly string[]) => boolean): readonly MadeUp[];
}

/** Makes up answers for a document. */
export function madeUpAnswers(document: OpenAPIV3_1.Document, sampler: Sampler): MadeUpAnswers {
  const operations = operationsOf(document);
  const operationOf = (operationId: string): Operation => {
    const found = operations.get(operationId);
    if (found === undefined) throw new Error(`${document.info.title} has no operation ${operationId}`);
    return found;
  };
  const known = new Map<string, MadeUp>();
  const make = (operationId: string, status: number, choices: MadeUp['choices']): MadeUp => {
    const key = JSON.stringify([operationId, status, choices]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const schema = operationOf(operationId).answers.get(status)?.schema;
    const sample = schema === undefined ? { value: null, places: [] } : sampler(schema, operationId, choices);
    const made = { ...sample, operationId, status, choices };
    known.set(key, made);
    return made;
  };
  const usual = new Map<string, MadeUp>();
  return {
    usual(operationId) {
      const [status = 200] = successesOf(operationOf(operationId));
      const made = usual.get(operationId) ?? make(operationId, status, {});
      usual.set(operationId, made);
      return made;
    },
    like: ({ operationId, status, choices }) => make(operationId, status, choices),
    others({ operationId, status, choices, places }, matters = () => true) {
      const statuses = successesOf(operationOf(operationId)).filter((each) => each !== status);
      const forms = places.flatMap(({ path, otherForms }) =>
        (path.length === 0 || matters(path) ? otherForms : []).map((form) =>
          make(operationId, status, { ...choices, [path.join('/')]: form }),
        ),
      );
      return [...statuses.map((each) => make(operationId, each, {})), ...forms];
    },
  };
}

export const successesOf = ({ answers }: Operation): readonly number[] =>
  [...answers.keys()].filter((status) => status >= 200 && status <= 299);
