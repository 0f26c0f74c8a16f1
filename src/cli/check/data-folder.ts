import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exposedFile, isOpenToAll } from '../../config/secret.ts';
import { type Finding, fault } from './finding.ts';

/** What of the data folder `serve` would refuse. */
export function dataFolderFindings(dataFolder: string): readonly Finding[] {
  const key = join(dataFolder, 'secret.key');
  return existsSync(key) && isOpenToAll(key) ? [fault('data folder', exposedFile(key))] : [];
}
