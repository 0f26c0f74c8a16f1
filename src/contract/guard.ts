import { escaped, unescaped, type Violation } from './violation.ts';

/** Thrown when a translation reads a part of an upstream answer that breaks its document. */
export class UsedPartViolated extends Error {
  override readonly name = 'UsedPartViolated';
  readonly violation: Violation;

  constructor(violation: Violation) {
    super(`${violation.pointer || 'the body'} ${violation.detail}`);
    this.violation = violation;
  }
}

/**
 * A view of an upstream answer that breaks its document somewhere. Parts without fault read as usual; reading a part at
 * fault throws what `refusal` makes of it. So an answer is refused exactly when the translation uses what is wrong with it.
 */
export function guard<T>(
  body: T,
  violations: readonly Violation[],
  refusal: (violation: Violation) => Error = (violation) => new UsedPartViolated(violation),
): T {
  const faults = new Map(violations.map((violation) => [violation.pointer, violation]));
  const check = (pointer: string): void => {
    const violation = faults.get(pointer);
    if (violation !== undefined) throw refusal(violation);
  };
  /** Whoever takes an object as a whole takes what is missing in it, too: nothing else would ever ask for that by name. */
  const checkMissing = (target: object, pointer: string): void => {
    for (const at of faults.keys()) {
      const last = at.lastIndexOf('/');
      if (last >= 0 && at.slice(0, last) === pointer && !Object.hasOwn(target, unescaped(at.slice(last + 1))))
        check(at);
    }
  };
  const view = (value: unknown, pointer: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    return new Proxy(value, {
      get(target, name, receiver) {
        if (typeof name === 'symbol') return Reflect.get(target, name, receiver);
        const at = `${pointer}/${escaped(name)}`;
        check(at);
        return view(Reflect.get(target, name), at);
      },
      ownKeys(target) {
        checkMissing(target, pointer);
        return Reflect.ownKeys(target);
      },
      has(target, name) {
        if (typeof name !== 'symbol') check(`${pointer}/${escaped(name)}`);
        return Reflect.has(target, name);
      },
      getOwnPropertyDescriptor(target, name) {
        if (typeof name !== 'symbol') check(`${pointer}/${escaped(name)}`);
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
    });
  };
  check('');
  return view(body, '') as T;
}
