import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/model.ts';
import { gatewaySecret } from '../../config/secret.ts';
import { checkChain } from '../../operations/audit/check-chain.ts';
import { createSealedJson } from '../../operations/journal.ts';
import { unreadable } from '../../operations/unreadable.ts';
import { connect } from '../../storage/database.ts';
import { migrationState } from '../../storage/migrate.ts';
import { databaseFailure } from '../database-failure.ts';
import { stepProgress } from '../progress.ts';
import { type Finding, fault, fine, warning } from './finding.ts';

const subject = 'database';
/** For one statement: the audit trail may be long, and is read in pages. */
const patienceMs = 30_000;

/** Whether the database is there and migrated, and whether what it keeps is whole. Reads only. */
export async function checkDatabase({ database, secretKey }: Config, dataFolder: string): Promise<readonly Finding[]> {
  if (database === undefined) {
    return [fine(subject, `the built-in one, in ${join(dataFolder, 'postgres')}; serve starts it (not contacted)`)];
  }
  const { db, close } = connect(database.url, 1, patienceMs);
  const progress = stepProgress(process.stderr);
  try {
    progress.show(1, 3, 'the database');
    const { version, pending, newer } = await migrationState(db);
    if (newer.length > 0) {
      return [
        fault(
          subject,
          `a newer version of Orgway has migrated it (${newer.join(', ')}): upgrade this gateway to that version`,
        ),
      ];
    }
    if (pending.length > 0) {
      return [
        warning(
          subject,
          `PostgreSQL ${version}, to be migrated (${pending.join(', ')}): serve does that when it starts`,
        ),
      ];
    }
    const there = fine(subject, `PostgreSQL ${version} is reachable and migrated`);
    const secretFile = join(dataFolder, 'secret.key');
    if (secretKey === undefined && !existsSync(secretFile)) {
      return [
        there,
        warning(subject, `there is no secretKey and no ${secretFile}, so what the database keeps could not be checked`),
      ];
    }
    const secret = gatewaySecret(dataFolder, secretKey);
    progress.show(2, 3, 'operations that are not settled');
    const lost = await unreadable(db, createSealedJson(secret.derive('journal')));
    progress.show(3, 3, 'the audit trail');
    const broken = await checkChain(db, secret.derive('audit-signing'));
    return [
      there,
      ...(lost.length === 0 ? [] : [fault(subject, unreadableText(lost))]),
      ...(broken === undefined ? [] : [fault(subject, `the audit trail is not as it was written: ${broken}`)]),
    ];
  } catch (error) {
    return [fault(subject, databaseFailure(error, database.url))];
  } finally {
    progress.end();
    await close();
  }
}

const shown = 5;

const unreadableText = (lost: readonly string[]): string =>
  `${lost.length} operations that are not settled cannot be opened, so nobody settles them: the secret key is another one than they were sealed with, or they were altered (${lost.slice(0, shown).join(', ')}${lost.length > shown ? ', …' : ''}); give the gateway the secret key it had`;
