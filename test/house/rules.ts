import type { Import } from './imports.ts';

/**
 * What some files may import. Patterns are paths below src: `*` stands for one name, an ending `/` for everything beneath,
 * and `{id}` in an allowed path for whatever `{id}` stands for in `files`.
 */
export interface Rule {
  readonly files: string;
  /** May be imported in every way. */
  readonly runTime?: readonly string[];
  /** May be imported as types only. */
  readonly types?: readonly string[];
  /** Packages and Node's built-in modules, where not all are free. */
  readonly packages?: readonly string[];
}

/** Every import that no rule allows, as sentences. The first rule that knows the importing file decides. */
export function forbidden(imports: readonly Import[], rules: readonly Rule[]): readonly string[] {
  return imports.flatMap((each) => {
    const reason = reasonAgainst(each, rules);
    return reason === undefined
      ? []
      : [`${each.from} imports ${each.to}${each.typeOnly ? ' as types' : ''}: ${reason}`];
  });
}

function reasonAgainst({ from, to, typeOnly }: Import, rules: readonly Rule[]): string | undefined {
  const [rule, id] = ruleFor(from, rules) ?? [];
  if (rule === undefined) return 'no rule knows the importing file';
  const { runTime = [], types = [], packages } = rule;
  const matches = (pattern: string): boolean => expression(pattern.replaceAll('{id}', id ?? '')).test(to);
  if (to.startsWith('src/')) {
    if (runTime.some(matches)) return undefined;
    if (!types.some(matches)) return 'not below it in the house';
    return typeOnly ? undefined : 'only its types may be used';
  }
  if (to === '(computed)') return runTime.includes(to) ? undefined : 'what is imported cannot be seen';
  if (!/^@?[a-z]/.test(to)) return 'outside src';
  return packages === undefined || packages.includes(to) ? undefined : 'not one of its packages';
}

function ruleFor(path: string, rules: readonly Rule[]): readonly [Rule, string | undefined] | undefined {
  for (const rule of rules) {
    const match = expression(rule.files).exec(path);
    if (match !== null) return [rule, match.groups?.id];
  }
  return undefined;
}

const expression = (pattern: string): RegExp =>
  new RegExp(
    `^src/${pattern
      .replaceAll('.', '\\.')
      .replaceAll('*', '[^/]+')
      .replaceAll('{id}', '(?<id>[^/]+)')
      .replace(/\/$/, '/.+')}$`,
  );

/** Groups of things that reach each other in a circle. */
export function cyclesOf(edges: Iterable<readonly [from: string, to: string]>): readonly (readonly string[])[] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const reach = new Map([...next.keys()].map((start) => [start, reachedFrom(start, next)]));
  const circles = [...reach].flatMap(([start, reached]) =>
    reached.has(start) ? [[...reached].filter((other) => reach.get(other)?.has(start)).sort()] : [],
  );
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
}

function reachedFrom(start: string, next: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...(next.get(start) ?? [])];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (reached.has(each)) continue;
    reached.add(each);
    open.push(...(next.get(each) ?? []));
  }
  return reached;
}
