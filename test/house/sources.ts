import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from './imports.ts';

export const root = join(import.meta.dirname, '..', '..');

/** The files below a folder of the repository whose paths match, with their texts. */
export function filesBelow(folder: string, matching: RegExp): Files {
  return new Map(
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => matching.test(path))
      .sort()
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
}

/** Everything written by hand below src. */
export const written: Files = filesBelow('src', /^src\/(?!generated\/).*\.ts$/);

export const linesOf = (text: string): number => text.split('\n').length - 1;
