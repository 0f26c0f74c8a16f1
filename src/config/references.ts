import { readFileSync } from 'node:fs';

/** Replaces `${NAME}` and `${file:/path}` in a text. Throws an `Error` that names the reference, never a value. */
export function dereferenced(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(/\$\{([^}]*)\}/g, (_all, reference: string) => {
    if (reference.startsWith('file:')) return fileText(reference.slice('file:'.length));
    const value = environment[reference];
    if (value === undefined) throw new Error(`the environment has no ${reference}`);
    return value;
  });
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    throw new Error(`the file ${path} cannot be read`);
  }
}
