import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { referencedFiles } from './references.ts';

/** Watches files until it is stopped. Does not keep the process alive. */
export interface Watch {
  stop(): void;
}

/**
 * Watches the files that a configuration refers to, by what they hold: mounted secrets are replaced as a whole, together with the
 * folder they are in. `changed` is called when one of them holds something else for two looks in a row, so that a file is not read
 * while it is being written. One that cannot be read has not changed. `everyMs`: time between looks.
 */
export function watchReferences(configFile: string, changed: () => void, everyMs: number): Watch {
  const known = new Map<string, string>();
  const seen = new Map<string, string>();
  const look = (): void => {
    let news = false;
    for (const file of referencedFiles(textOf(configFile) ?? '')) {
      const text = textOf(file);
      if (text === undefined) continue;
      const digest = hash('sha256', text);
      const before = known.get(file);
      if (before === undefined) known.set(file, digest);
      else if (before !== digest && seen.get(file) === digest) {
        known.set(file, digest);
        news = true;
      }
      seen.set(file, digest);
    }
    if (news) changed();
  };
  look();
  const timer = setInterval(look, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
