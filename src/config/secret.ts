import { hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The one secret of a gateway, which every key of its own comes from. */
export interface GatewaySecret {
  /** The 32 bytes for one purpose. No purpose's bytes tell anything about another's. */
  derive(purpose: string): Uint8Array;
}

const secretBytes = 32;

/**
 * The secret that is configured, or else the one in the data folder, made on first use. Replicas that share a database must share
 * it: what one of them seals, all of them have to open. Throws an `Error` when the file is damaged, or open to everybody.
 */
export function gatewaySecret(dataFolder: string, configured: Uint8Array | undefined): GatewaySecret {
  const secret = configured ?? fileSecret(dataFolder);
  // No salt: the secret is random already (RFC 5869 section 3.1).
  return { derive: (purpose) => new Uint8Array(hkdfSync('sha256', secret, '', purpose, secretBytes)) };
}

/** The bytes of a secret written in base64 or base64url; nothing unless it is 32 of them. */
export function secretOf(text: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function fileSecret(dataFolder: string): Uint8Array {
  const file = join(dataFolder, 'secret.key');
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) make(file);
  if (isOpenToAll(file)) throw new Error(exposedFile(file));
  const secret = readFileSync(file);
  if (secret.length === secretBytes) return secret;
  throw new Error(
    `${file} is damaged: restore it from a backup, or remove it to have a new one made, which makes open page tokens and everything sealed in the database unreadable`,
  );
}

/** Whether everybody on this machine may read or change a file; unknown where files have no such permissions. */
export const isOpenToAll = (file: string): boolean =>
  process.platform !== 'win32' && (statSync(file).mode & 0o007) !== 0;

/** What is wrong with a file that is. */
export const exposedFile = (file: string): string =>
  `${file} is open to every user of this machine: run "chmod 600 ${file}", and think of it as known if others use this machine`;

/** Puts a whole secret in place at once and never replaces one, so that gateways starting together agree on the first. */
function make(file: string): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(secretBytes), { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
