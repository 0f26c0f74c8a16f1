import { composeContract } from '../../../../src/contract/contract.ts';
import type { Registered } from '../../../../src/translation/registered.ts';
import type { GoodAnswers } from '../../../support/good-answers.ts';
import { changedAt, placesIn, stringsIn } from '../../../support/json.ts';
import type { Example, ReadRequest, UpstreamOperation } from '../../../support/upstream-document.ts';
import { filled } from './filled.ts';

/** Remembers the answers to each request; to requests that differ in no more than the body, where that decides nothing. */
function remembered(answers: GoodAnswers, whateverBody = false): GoodAnswers {
  const known = new Map<string, readonly Example[]>();
  return (operation, request) => {
    const key = JSON.stringify([operation.id, request.path, request.query, whateverBody || request.body]);
    const all = known.get(key) ?? answers(operation, request);
    known.set(key, all);
    return all;
  };
}

type Fits = (operation: UpstreamOperation, request: ReadRequest, answer: Example) => boolean;

/** Whether an answer obeys the document, and whether it speaks of what was asked for. */
function fitting({ provider, document, validators }: Registered): { readonly obeys: Fits; readonly speaks: Fits } {
  const contract = composeContract(document, validators);
  return {
    obeys: ({ id }, _, { status, body }) => contract.operation(id).checkAnswer(status, body)?.length === 0,
    speaks({ id }, request, { body }) {
      const check = provider.identity[id];
      try {
        return typeof check !== 'function' || check(request as never, body as never);
      } catch {
        return false;
      }
    },
  };
}

/** Adds each example with everything in it that the document knows, and without one of its parts, with ids as asked for. */
export function moreAnswers(registered: Registered, good: GoodAnswers): GoodAnswers {
  const { obeys, speaks } = fitting(registered);
  const made = remembered((operation, request) => {
    const fits = (each: Example): boolean => obeys(operation, request, each) && speaks(operation, request, each);
    const examples = good(operation, request).filter(({ name }) => !name.includes(','));
    const whole = examples.map((example) => filled(registered.document, operation, example, fits));
    const asked = stringsIn([request.path, request.query]);
    const candidates = [...examples.slice(0, 1), ...whole.slice(0, 1)].flatMap((each) => lessened(each, asked));
    return [...whole, ...candidates.filter(fits)];
  }, true);
  return remembered((operation, request) => {
    const [first, ...others] = good(operation, request);
    if (first === undefined) return [];
    return [first, ...made(operation, request).filter((each) => speaks(operation, request, each)), ...others];
  });
}

/** How far below the root texts and numbers are left out. */
const deepest = 3;

/** The example without one of its parts, as it is and under each of the ids. */
function lessened(example: Example, ids: readonly string[]): Example[] {
  return [...placesIn(example.body)].flatMap(({ path, value }) => {
    const deep = typeof value !== 'object' && path.length > deepest;
    const further = path.some((name) => Number(name) > 0) || Number(path.at(-1)) === 0;
    if (deep || further || value === null) return [];
    const less = Object(changedAt(example.body, path, undefined));
    const renamed = Object.hasOwn(less, 'id') ? ids.map((id) => ({ ...less, id })) : [];
    const name = `${example.name}, filled without ${path.join('.')}`;
    return [less, ...renamed].map((body) => ({ ...example, name, body }));
  });
}

/** Ends the names of answers that show what was sent. */
export const asSent = ' as sent';

/** Adds the answers that show one of the texts that were sent in place of one of their own, or another one in place of it. */
export function echoed(
  registered: Registered,
  sentBody: unknown,
  sent: readonly string[],
): (good: GoodAnswers) => GoodAnswers {
  const { obeys, speaks } = fitting(registered);
  return (good) =>
    remembered((operation, request) => {
      const [first, ...others] = good(operation, request);
      if (first === undefined) return [];
      const shown = (path: readonly string[], value: unknown): Example[] => {
        const told = {
          ...first,
          name: `${first.name}, ${path.join('.')}${asSent}`,
          body: changedAt(first.body, path, value),
        };
        return obeys(operation, request, told) && speaks(operation, request, told) ? [told] : [];
      };
      const places = [...placesIn(first.body)];
      const whole = places.flatMap(({ path, value }) => {
        const alike = Object.entries(Object(sentBody)).filter(([name]) => Object.hasOwn(Object(value), name));
        if (alike.length === 0 || typeof value !== 'object') return [];
        return shown(path, { ...value, ...Object.fromEntries(alike) });
      });
      const echoes = places.flatMap(({ path, value }) => {
        if (typeof value !== 'string') return [];
        return [...sent, ...(sent.includes(value) ? [`${value}x`] : [])].flatMap((text) => shown(path, text));
      });
      return [first, ...whole, ...echoes, ...others];
    });
}
