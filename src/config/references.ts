import { readFileSync } from 'node:fs';

const reference = /\$\{([^}]*)\}/g;
const filePrefix = 'file:';

/** Replaces `${NAME}` and `${file:/path}` in a text. Throws an `Error` that names the reference, never a value. */
export function dereferenced(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(reference, (_all, name: string) => {
    if (name.startsWith(filePrefix)) return fileText(name.slice(filePrefix.length));
    const value = environment[name];
    if (value === undefined) throw new Error(`the environment has no ${name}`);
    return value;
  });
}

/** Whether anything in a text is replaced. */
export const isReference = (text: string): boolean => text.search(reference) >= 0;

/** The files that a configuration text refers to. */
export const referencedFiles = (text: string): readonly string[] => [
  ...new Set(
    [...text.matchAll(reference)].flatMap(([, name = '']) =>
      name.startsWith(filePrefix) ? [name.slice(filePrefix.length)] : [],
    ),
  ),
];

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    throw new Error(`the file ${path} cannot be read`);
  }
}
