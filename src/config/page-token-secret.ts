import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The 32 bytes that page tokens are sealed with, made on first use. Replicas that share traffic must share the folder. */
export function pageTokenSecret(dataFolder: string): Uint8Array {
  const file = join(dataFolder, 'page-token.key');
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) make(file);
  const secret = readFileSync(file);
  if (secret.length !== 32)
    throw new Error(`${file} is damaged; remove it to have a new one made (open page tokens become invalid)`);
  return secret;
}

/** Puts a whole secret in place at once and never replaces one, so that gateways starting together agree on the first. */
function make(file: string): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(32), { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
