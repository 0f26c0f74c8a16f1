import { composeContract } from '../../src/contract/contract.ts';
import type { Registered } from '../../src/translation/registered.ts';
import { changedAt, type Place, placesIn, renamed, stringsIn } from './json.ts';
import { enumPlaces } from './schema-places.ts';
import type { Example, ReadRequest, UpstreamOperation } from './upstream-document.ts';

/** Good answers to a request: every one obeys the document and speaks of what was asked for. */
export type GoodAnswers = (operation: UpstreamOperation, request: ReadRequest) => readonly Example[];

/**
 * The document's own success examples come first. After them come variants: another member of each enumeration, empty lists,
 * optional properties left out, so that every branch of a translation can be reached.
 */
export function goodAnswersOf({ provider, document, validators }: Registered): GoodAnswers {
  const contract = composeContract(document, validators);
  const known = new Map<string, readonly Example[]>();
  return (operation, request) => {
    const key = JSON.stringify([operation.id, request.path, request.query, request.body]);
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const check = provider.identity[operation.id];
    const speaks = (body: unknown): boolean => {
      try {
        return typeof check !== 'function' || check(request as never, body as never);
      } catch {
        return false;
      }
    };
    const obeys = ({ status, body }: Example): boolean =>
      contract.operation(operation.id).checkAnswer(status, body)?.length === 0;
    const examples = operation.successes.flatMap((example) => aboutAsked(example, request, speaks)).filter(obeys);
    const variants = examples.flatMap((example) =>
      variantsOf(document, operation, example).filter((variant) => speaks(variant.body) && obeys(variant)),
    );
    const answers = [...examples, ...variants];
    known.set(key, answers);
    return answers;
  };
}

/** The example with its ids replaced by those that were asked for; nothing where that does not make it an answer. */
function aboutAsked(example: Example, request: ReadRequest, speaks: (body: unknown) => boolean): Example[] {
  if (speaks(example.body)) return [example];
  const asked = stringsIn([request.path, request.header, request.query, request.body]);
  const renamings = (body: unknown): unknown[] =>
    stringsIn(body).flatMap((from) => (asked.includes(from) ? [] : asked.map((to) => renamed(body, from, to))));
  const once = renamings(example.body);
  const found = once.find(speaks) ?? firstOf(once, (body) => renamings(body).find(speaks));
  return found === undefined ? [] : [{ ...example, body: found }];
}

function firstOf<T, R>(all: readonly T[], find: (each: T) => R | undefined): R | undefined {
  for (const each of all) {
    const found = find(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

function variantsOf(document: object, operation: UpstreamOperation, example: Example): Example[] {
  const places = [...placesIn(example.body)];
  const variant = (name: string, { path }: Pick<Place, 'path'>, value: unknown): Example => ({
    ...example,
    name: `${example.name}, ${path.join('.')} ${name}`,
    body: changedAt(example.body, path, value),
  });
  return [
    ...enumPlaces(document, operation, example).flatMap((place) =>
      place.members.filter((member) => member !== place.value).map((member) => variant(member, place, member)),
    ),
    ...places
      .filter(({ value }) => Array.isArray(value) && value.length > 0)
      .map((place) => variant('empty', place, [])),
    ...places.map((place) => variant('left out', place, undefined)),
  ];
}
