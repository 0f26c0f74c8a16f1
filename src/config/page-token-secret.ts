import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The 32 bytes that page tokens are sealed with, made on first use. Replicas that share traffic must share the folder. */
export function pageTokenSecret(dataFolder: string): Uint8Array {
  const file = join(dataFolder, 'page-token.key');
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  try {
    // Exclusive, so that two gateways starting together agree on one secret.
    writeFileSync(file, randomBytes(32), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(file);
  if (secret.length !== 32)
    throw new Error(`${file} is damaged; remove it to have a new one made (open page tokens become invalid)`);
  return secret;
}
