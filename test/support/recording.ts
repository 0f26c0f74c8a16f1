import { composeContract } from '../../src/contract/contract.ts';
import { Problem } from '../../src/problem/problem.ts';
import { stepsOf } from '../../src/translation/registered.ts';
import { pointerOf } from './json.ts';
import type { Explored, Success } from './routes.ts';

/** A view of a JSON value that notes the pointer of every property that is read, and `pointer/*` of what is taken as a whole. */
function recorded<T>(root: T, read: Set<string>): T {
  const view = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const note = (name: string | symbol): void => {
      if (typeof name === 'string') read.add(pointerOf([...path, name]));
    };
    return new Proxy(value, {
      get(target, name) {
        note(name);
        const found: unknown = Reflect.get(target, name);
        return typeof name === 'string' ? view(found, [...path, name]) : found;
      },
      ownKeys(target) {
        note('*');
        return Reflect.ownKeys(target);
      },
      has(target, name) {
        note(name);
        return Reflect.has(target, name);
      },
      getOwnPropertyDescriptor(target, name) {
        note(name);
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    });
  };
  return view(root, []) as T;
}

/**
 * The pointers that a translation reads in each answer of a success, the unified answer included and `raw` left out. Found by
 * running the provider's own functions, without the engine.
 */
export function readIn({ registered }: Explored, { unified, input, steps }: Success): ReadonlySet<string>[] {
  const { provider, document, validators } = registered;
  const entry = provider.operations[unified];
  if ('unsupported' in entry) throw new Error(`${unified} is not supported`);
  const contract = composeContract(document, validators);
  const { acknowledge: _, ...query } = input.query;
  const page = unified.startsWith('list') ? { page: { size: 20, cursor: undefined } } : {};
  const body = input.body === undefined ? {} : { body: input.body };
  const run = stepsOf(entry)({ path: input.path, query, ...body, ...page });
  const reads = steps.map(() => new Set<string>());
  let asked = run.next();
  for (const [index, { answer, operation, look }] of steps.entries()) {
    if (look) continue;
    if (asked.done) break;
    const refused = answer.status >= 300;
    const view = refused ? undefined : recorded(answer.body ?? null, reads[index] ?? new Set());
    const identity = provider.identity[operation.id];
    const { request } = asked.value;
    if (typeof identity === 'function' && !refused) identity(request as never, view as never);
    if (contract.operation(operation.id).checkRequest(request).length > 0) throw new Error(`${unified} asks wrongly`);
    const untold = refused && asked.value.unless.length === 0;
    asked = untold ? run.throw(new Problem('upstream-error')) : run.next(view);
  }
  if (!asked.done) throw new Error(`${unified} asks for more than it did`);
  JSON.stringify(asked.value, (name, value: unknown) => (name === 'raw' ? undefined : value));
  return reads;
}
