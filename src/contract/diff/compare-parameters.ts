import type { Comparer } from './compare-shapes.ts';
import type { Comparison, Difference } from './comparison.ts';
import { type DescribedOperation, type DescribedParameter, nameIn } from './described-operation.ts';
import { templateOf } from './match-operations.ts';
import { partOf } from './part.ts';
import type { RuleName } from './rules.ts';
import type { Shape } from './shapes.ts';
import { schemaNode } from './terms.ts';

type Channel = DescribedParameter['in'];
const channels: readonly Channel[] = ['path', 'query', 'header', 'cookie'];

/** How the parameters of an operation differ, channel by channel. */
export function compareParameters(
  old: DescribedOperation,
  now: DescribedOperation,
  comparer: Comparer,
  knowsRawQueries: boolean,
): { readonly differences: readonly Difference[]; readonly channels: Readonly<Record<string, Comparison>> } {
  const before = old.parameters();
  const after = renamed(now.parameters(), now.path, old.path);
  const pairs = [...new Set([...before, ...after].map(keyOf))].map((key) => ({
    key,
    was: before.find((each) => keyOf(each) === key),
    is: after.find((each) => keyOf(each) === key),
  }));
  const moved = (
    each: DescribedParameter,
    others: readonly DescribedParameter[],
    same: readonly DescribedParameter[],
  ) =>
    others.find(
      (other) =>
        other.name.toLowerCase() === each.name.toLowerCase() &&
        other.in !== each.in &&
        !same.some((one) => keyOf(one) === keyOf(other)),
    );
  const differences = pairs.flatMap(({ was, is }): readonly Difference[] => {
    if (was === undefined) return is === undefined || moved(is, before, after) ? [] : [added(is, comparer)];
    if (is === undefined) return [removed(was, moved(was, after, before), comparer, knowsRawQueries)];
    return both(was, is, comparer);
  });
  const comparisons = channels.map((channel) => {
    const here = pairs.flatMap(({ was, is }) => (was?.in === channel && is !== undefined ? [[was, is] as const] : []));
    const values = here.map(([was, is]) => [
      nameIn(was),
      comparer.compare('request', [schemaNode(was.schema)], [schemaNode(is.schema)]),
    ]);
    return [channel, partOf(`parameters ${channel}`, [], Object.fromEntries(values))] as const;
  });
  return { differences, channels: Object.fromEntries(comparisons) };
}

const keyOf = (each: DescribedParameter): string => `${each.in} ${nameIn(each)}`;

/** Parameters of the new path with the names that the old path has in their places, counted from the end. */
function renamed(
  parameters: readonly DescribedParameter[],
  path: string,
  oldPath: string,
): readonly DescribedParameter[] {
  const [names, oldNames] = [path, oldPath].map((each) => [...each.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name));
  if (names === undefined || oldNames === undefined) return parameters;
  if (!templateOf(oldPath).endsWith(templateOf(path)) && !templateOf(path).endsWith(templateOf(oldPath)))
    return parameters;
  return parameters.map((each) => {
    const at = each.in === 'path' ? names.lastIndexOf(each.name) : -1;
    const name = at < 0 ? undefined : oldNames.at(at - names.length);
    return name === undefined ? each : { ...each, name };
  });
}

const placeOf = (each: DescribedParameter): Pick<Difference, 'at'> => ({
  at: [{ property: each.in }, { property: nameIn(each) }],
});

function added(parameter: DescribedParameter, { now }: Comparer): Difference {
  const [rule, detail] = parameter.required
    ? (['request-parameter-added-required', `The parameter "${parameter.name}" is new and required.`] as const)
    : (['request-parameter-added', `The parameter "${parameter.name}" is new.`] as const);
  return { rule, ...placeOf(parameter), detail, origins: [now.idOf(parameter.node)] };
}

function removed(
  parameter: DescribedParameter,
  moved: DescribedParameter | undefined,
  { old }: Comparer,
  knowsRawQueries: boolean,
): Difference {
  const { name } = parameter;
  const found = (rule: RuleName, detail: string): Difference => ({
    rule,
    ...placeOf(parameter),
    detail,
    origins: [old.idOf(parameter.node)],
  });
  if (moved !== undefined)
    return found(
      'request-parameter-moved',
      `The parameter "${name}" was in the ${parameter.in} and is in the ${moved.in}.`,
    );
  if (parameter.raw && !knowsRawQueries)
    return found('request-raw-query-undeclared', 'The document does not speak of expressions in the query.');
  return found('request-parameter-removed', `The parameter "${name}" was there and is gone.`);
}

function both(
  was: DescribedParameter,
  is: DescribedParameter,
  { old, now, oldShapes, newShapes }: Comparer,
): readonly Difference[] {
  const found = (rule: RuleName, detail: string): Difference => ({
    rule,
    ...placeOf(was),
    detail,
    origins: [old.idOf(was.node), now.idOf(is.node)],
  });
  const values = oldShapes.of([schemaNode(was.schema)]);
  const [wire, newWire] = [wireForm(was, values), wireForm(is, values)];
  const [before, after] = [
    oldShapes.notes([schemaNode(was.schema)]).default ?? 'not set',
    newShapes.notes([schemaNode(is.schema)]).default ?? 'not set',
  ];
  return [
    ...(was.required === is.required
      ? []
      : is.required
        ? [found('request-parameter-became-required', `The parameter "${was.name}" was optional and is required.`)]
        : [found('request-parameter-became-optional', `The parameter "${was.name}" was required and is optional.`)]),
    ...(wire === newWire
      ? []
      : [
          found(
            'request-parameter-serialization-changed',
            `The parameter "${was.name}" was written as ${wire} and is written as ${newWire}.`,
          ),
        ]),
    ...(before === after ? [] : [found('request-default-changed', `The default was ${before} and is ${after}.`)]),
  ];
}

/** How a value goes over the wire; styles that make no difference to the values at hand are the same. */
function wireForm(parameter: DescribedParameter, { alternatives }: Shape): string {
  if (parameter.raw) return 'an expression of its own';
  if (parameter.asContent) return 'JSON';
  const { style = usualStyle[parameter.in], explode = style === 'form' } = parameter.node;
  const marked = style === 'label' || style === 'matrix';
  const composed = alternatives.some(({ kind }) => kind === 'array' || kind === 'object');
  if (composed) return `${String(style)}${explode === true ? ', exploded' : ''}`;
  return marked ? String(style) : 'plain text';
}

const usualStyle: Readonly<Record<Channel, string>> = {
  path: 'simple',
  query: 'form',
  header: 'simple',
  cookie: 'form',
};
