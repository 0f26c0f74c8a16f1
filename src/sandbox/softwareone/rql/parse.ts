import { type Comparison, type Constant, type Expression, QueryMistake } from './expression.ts';
import { type Item, type Node, readSyntax } from './syntax.ts';

const comparisons: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'like', 'ilike'] satisfies Comparison[];

/** Parses a decoded filter, such as `eq(type,"Client")&ilike(name,*soft*)`. Throws a `QueryMistake`. */
export function parseFilter(text: string): Expression {
  return group(readSyntax(text), text);
}

/** `a&b|c&d` means (a and b) or (c and d). */
function group(items: readonly Item[], name: string): Expression {
  if (items.length === 0) throw new QueryMistake(name, 'At least one condition is required.');
  const alternatives: Expression[][] = [];
  for (const { joined, node } of items) {
    const last = alternatives.at(-1);
    if (last === undefined || joined === 'or') alternatives.push([condition(node)]);
    else last.push(condition(node));
  }
  return combine(
    'or',
    alternatives.map((conditions) => combine('and', conditions)),
  );
}

function combine(kind: 'and' | 'or', items: readonly Expression[]): Expression {
  const [only, ...others] = items;
  return only !== undefined && others.length === 0 ? only : { kind, items };
}

function condition(node: Node): Expression {
  if (node.kind === 'word') throw new QueryMistake(node.text, 'Unknown expression group.');
  if (node.kind === 'equals') {
    const path = pathOf(node.left);
    const value = constantOf(node.right);
    if (value === undefined) throw new QueryMistake(path, 'Invalid equals shortcut expression');
    return { kind: 'compare', operator: 'eq', path, value };
  }
  return call(node.name, node.items);
}

function call(name: string, items: readonly Item[]): Expression {
  if (name === '') return group(items, '()');
  if (name === 'and' || name === 'or') {
    if (items.length === 0) throw new QueryMistake(name, 'At least one condition is required.');
    return { kind: name, items: items.map(({ node }) => condition(node)) };
  }
  if (name === 'not') return { kind: 'not', item: condition(argument(name, items, 0, 1)) };
  if (name === 'in' || name === 'out') {
    const path = pathOf(argument(name, items, 0, 2));
    return { kind: 'list', operator: name, path, values: list(path, argument(name, items, 1, 2)) };
  }
  if (name === 'any' || name === 'all') return collection(name, items);
  if (isComparison(name)) {
    const path = pathOf(argument(name, items, 0, 2));
    const value = constantOf(argument(name, items, 1, 2));
    if (value === undefined) throw new QueryMistake(path, 'Unsupported argument type.');
    return { kind: 'compare', operator: name, path, value };
  }
  throw new QueryMistake(name, 'Unknown expression group.');
}

function isComparison(name: string): name is Comparison {
  return comparisons.includes(name);
}

function collection(operator: 'any' | 'all', items: readonly Item[]): Expression {
  const [left, right, ...more] = items;
  if (left === undefined || more.length > 0 || (operator === 'all' && right === undefined)) {
    throw new QueryMistake(operator, 'A collection and a condition are required.');
  }
  const path = pathOf(left.node);
  return { kind: 'collection', operator, path, ...(right === undefined ? {} : { item: condition(right.node) }) };
}

/** `(a,b)`, and also `(a)` or `a` for a list of one. */
function list(path: string, node: Node): readonly NonNullable<Constant>[] {
  const nodes = node.kind === 'call' && node.name === '' ? node.items.map((item) => item.node) : [node];
  if (nodes.length === 0) throw new QueryMistake(path, 'Value has to be a non empty array.');
  return nodes.map((each) => {
    const value = constantOf(each);
    if (value === undefined) throw new QueryMistake(path, 'Unsupported argument type.');
    if (value === null) throw new QueryMistake(path, 'Null values are not supported.');
    return value;
  });
}

function argument(name: string, items: readonly Item[], index: number, count: number): Node {
  const item = items[index];
  if (item === undefined || items.length !== count) {
    throw new QueryMistake(name, `The expression must have ${count} argument${count === 1 ? '' : 's'}.`);
  }
  return item.node;
}

function pathOf(node: Node): string {
  if (node.kind !== 'word')
    throw new QueryMistake(node.kind === 'call' ? node.name : '=', 'Unsupported property node.');
  return node.text;
}

function constantOf(node: Node): Constant | undefined {
  if (node.kind === 'word') return { text: node.text, quoted: node.quoted };
  if (node.kind === 'equals' || node.items.length > 0) return undefined;
  if (node.name === 'null') return null;
  return node.name === 'empty' ? { text: '', quoted: true } : undefined;
}
