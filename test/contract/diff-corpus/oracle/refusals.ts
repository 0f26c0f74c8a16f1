import { errorCodeOf, refusalOf } from '../../../../src/translation/classify.ts';
import type { Registered } from '../../../../src/translation/registered.ts';
import type { UpstreamOperation } from '../../../support/upstream-document.ts';
import { changedSpots, type View } from './changed-spots.ts';
import { composed, itemsOf, spotsIn } from './schema-tree.ts';
import { withAt } from './uses.ts';

const others: readonly unknown[] = [null, 7, 'corpus text', true, [], {}, [{}]];

/** Whether some refusal means something else to the provider when it is written as the edited document `allows`. */
export function isRefusalLost(
  { provider, document }: Registered,
  operation: UpstreamOperation,
  status: number,
  before: View,
  now: View,
  allows: (body: unknown) => boolean,
): boolean {
  const meaning = (body: unknown): string => {
    const answer = { status, headers: {}, text: JSON.stringify(body) };
    return refusalOf(provider, operation.effect, answer, body, { provider: provider.id, operationId: operation.id })
      .code;
  };
  const shown = operation.failures.filter((each) => each.status === status).map(({ body }) => body);
  return shown.some((example) => {
    const spots = changedSpots(before, now, example).filter(({ path }) => path.length > 0);
    if (spots.length === 0) return false;
    return worded(document, before.schema, example).some((body) =>
      spots.some(({ path, gone }) => {
        const means = (value: unknown): boolean => {
          const other = withAt(body, [path], value);
          // Beside the status, a refusal means what its code says.
          return errorCodeOf(provider, other) !== errorCodeOf(provider, body) && meaning(other) !== meaning(body);
        };
        if (gone) return means(undefined);
        return others.some(
          (value) => typeOf(value) !== typeOf(at(body, path)) && means(value) && allows(withAt(body, [path], value)),
        );
      }),
    );
  });
}

/** A refusal with every word that the document knows in place of each other one. */
function worded(document: object, schema: object, body: unknown): unknown[] {
  const words = [...wordsIn(document, schema)];
  const places = spotsIn(document, schema, body).filter(({ path }) => words.includes(at(body, path)));
  return [body, ...places.flatMap(({ path }) => words.map((word) => withAt(body, [path], word)))];
}

function* wordsIn(document: object, schema: object, seen = new Set<object>()): Generator<unknown> {
  for (const each of composed(document, schema)) {
    if (seen.has(each)) continue;
    seen.add(each);
    yield* each['x-extensible-enum'] ?? [];
    for (const inner of [...Object.values(each.properties ?? {}), ...itemsOf(each)]) {
      yield* wordsIn(document, inner, seen);
    }
  }
}

const at = (body: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((node, name) => Object(node)[name], body);
const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
