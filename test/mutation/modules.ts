import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import ts from 'typescript';
import { root } from '../type-safety/compile.ts';

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;
type Require = (specifier: string) => Exports;

/** A source that can be evaluated again and again, each time as a module of its own. */
export interface Reusable {
  readonly path: string;
  /** What it imports, by specifier: paths from the root of the project, or packages. */
  readonly imports: ReadonlyMap<string, string>;
  evaluate(require: Require): Exports;
}

/** Compiles a source; `path` counts from the root of the project. */
export function reusable(path: string, text: string): Reusable {
  const { outputText } = ts.transpileModule(text, {
    fileName: path,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2024 },
  });
  const run = vm.compileFunction(outputText, ['require', 'exports'], { filename: path });
  const specifiers = [...outputText.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, specifier = '']) => specifier);
  return {
    path,
    imports: new Map(specifiers.map((each) => [each, each.startsWith('.') ? join(path, '..', each) : each])),
    evaluate(require) {
      const exports: Record<string, unknown> = {};
      run(require, exports);
      return exports;
    },
  };
}

/** Imports what the sources do not have among themselves and is not given either, as it really is. */
export async function realImports(
  sources: readonly Reusable[],
  given: readonly string[] = [],
): Promise<ReadonlyMap<string, Exports>> {
  const own = new Set([...sources.map(({ path }) => path), ...given]);
  const paths = new Set(sources.flatMap(({ imports }) => [...imports.values()]).filter((path) => !own.has(path)));
  return new Map(await Promise.all([...paths].map(async (path) => [path, await imported(path)] as const)));
}

function imported(path: string): Promise<Exports> {
  if (!/\.\w+$/.test(path)) return import(/* @vite-ignore */ path);
  const url = pathToFileURL(join(root, path)).href;
  return path.endsWith('.json')
    ? import(/* @vite-ignore */ url, { with: { type: 'json' } })
    : import(/* @vite-ignore */ url);
}

/** Gives new instances of the sources, each evaluated once, over what they share; `made` is asked first. */
export function instances(
  sources: readonly Reusable[],
  shared: ReadonlyMap<string, Exports>,
  made: (path: string) => Exports | undefined,
): (path: string) => Exports {
  const found = new Map<string, Exports>(shared);
  const load = (path: string): Exports => {
    const known = made(path) ?? found.get(path);
    if (known !== undefined) return known;
    const source = sources.find((each) => each.path === path);
    if (source === undefined) throw new Error(`${path} is not among the sources`);
    const loaded = source.evaluate((specifier) => load(source.imports.get(specifier) ?? specifier));
    found.set(path, loaded);
    return loaded;
  };
  return load;
}
