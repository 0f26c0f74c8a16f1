import { escaped } from './violation.ts';

/**
 * A view of a JSON value that tells `note` the names on the way to every property that is read, in the same array each time.
 * Whoever serializes a part passes it on as a whole and reads nothing of it. The value may not change while it is viewed.
 */
export function recording<T>(root: T, note: (path: readonly string[]) => void): T {
  const view = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const paths = new Map<string, readonly string[]>();
    const views = new Map<string, unknown>();
    const pathTo = (name: string): readonly string[] => {
      const known = paths.get(name) ?? [...path, name];
      paths.set(name, known);
      return known;
    };
    return new Proxy(value, {
      get(target, name, receiver) {
        if (name === 'toJSON') return () => target;
        if (typeof name === 'symbol') return Reflect.get(target, name, receiver);
        const own = Object.hasOwn(target, name);
        // A method of a list works on the view, so what it touches shows by itself.
        if (!own && name in target) return Reflect.get(target, name, receiver);
        if (Array.isArray(target) && name === 'length') return target.length;
        const to = pathTo(name);
        note(to);
        const found: unknown = Reflect.get(target, name);
        if (typeof found !== 'object' || found === null) return found;
        const known = views.get(name) ?? view(found, to);
        views.set(name, known);
        return known;
      },
      has(target, name) {
        // Whoever asks for a length asks whether it is a list.
        if (typeof name === 'string' && name !== 'length') note(pathTo(name));
        return Reflect.has(target, name);
      },
    });
  };
  return view(root, []) as T;
}

/** RFC 6901. */
export const pointerOf = (path: readonly string[]): string => path.map((name) => `/${escaped(name)}`).join('');
