import { setTimeout as wait } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import { Problem } from '../problem/problem.ts';
import type { OperationRow } from '../storage/journal-tables.ts';
import type { Answer } from './answer.ts';
import { fingerprint, keyScope } from './idempotency-key.ts';
import { type Journal, storageUnavailable, unavailable } from './journal.ts';
import { type MutationCall, objectOf } from './mutation.ts';
import { type Attempt, isOpen, take, takeAgain } from './take.ts';

/** What becomes of a call: it may be made, or it was made before. */
export type Claim = { readonly attempt: Attempt } | { readonly replay: Answer; readonly operation: string };

/** Settles an operation of unknown outcome now, if it can; the row's state tells afterwards. */
export type Settle = (operation: string) => Promise<void>;

/** Why a mutation that comes now would not get through to its upstream; undefined when it would. */
export type Refusal = () => Problem | undefined;

/**
 * Puts the intent of a mutation on record, durably, before anything of it is sent; or finds that it was made before. Throws
 * `Problem`: `idempotency-key-reused`, `operation-in-progress`, `outcome-unknown`, `storage-unavailable`, `rate-limited`, or what `refusal`
 * gives: what was made before is answered all the same.
 */
export async function claim(journal: Journal, call: MutationCall, settle: Settle, refusal: Refusal): Promise<Claim> {
  const { pace } = journal;
  const reason = unavailable(journal);
  if (reason !== undefined) throw storageUnavailable(undefined, `${reason} Nothing was sent; try again later.`);
  const scope = keyScope(journal.sealed, call);
  const print = fingerprint(journal.sealed, call);
  const begin = performance.now();
  const settled = new Set<string>();
  for (;;) {
    const refused = refusal();
    const attempt = refused === undefined ? await take(journal, call, scope, print) : undefined;
    if (attempt !== undefined) return { attempt };
    const found = await inTheWay(journal, call, scope);
    // What was in the way has gone in the meantime.
    if (found === undefined) {
      if (refused !== undefined) throw refused;
      continue;
    }
    const same = scope !== null && found.key_scope?.equals(scope) === true;
    if (same && !found.fingerprint.equals(print)) {
      if (await expired(journal, found)) continue;
      throw new Problem('idempotency-key-reused', { outcome: 'not_applied' });
    }
    if (found.state === 'unsettled' && !settled.has(found.id)) {
      settled.add(found.id);
      // Where it cannot be settled now, what is known of it decides.
      await settle(found.id).catch(() => undefined);
      continue;
    }
    if (same && found.state !== 'running') {
      if (await expired(journal, found)) continue;
      const again = refused === undefined ? await takeAgain(journal, found, call) : undefined;
      if (again !== undefined) return { attempt: again };
      if (!isOpen(found)) return { replay: replayOf(journal, found), operation: found.id };
      if (refused !== undefined) throw refused;
      // Somebody else was quicker, or is at work on the organization.
    }
    const patience = call.waitMs ?? (same && found.state === 'running' ? 0 : pace.objectWaitMs);
    if (performance.now() - begin >= patience) throw inProgress(found, same);
    await wait(pace.pollMs);
  }
}

/** The operation under the same key, otherwise the one at work on the same object. */
async function inTheWay(
  { db, sealed }: Journal,
  call: MutationCall,
  scope: Buffer | null,
): Promise<Selectable<OperationRow> | undefined> {
  const object = objectOf(call);
  try {
    const byKey =
      scope === null
        ? undefined
        : await db.selectFrom('operations').selectAll().where('key_scope', '=', scope).executeTakeFirst();
    if (byKey !== undefined || object === undefined) return byKey;
    return await db
      .selectFrom('operations')
      .selectAll()
      .where('object', '=', sealed.digest(object))
      .where('state', '<>', 'settled')
      .executeTakeFirst();
  } catch (error) {
    throw storageUnavailable(error);
  }
}

/** Frees a key whose time is over; one whose outcome is unknown never expires. */
async function expired({ db, now }: Journal, found: Selectable<OperationRow>): Promise<boolean> {
  if (found.state !== 'settled' || found.outcome === 'unknown' || found.expires_at > now()) return false;
  try {
    await db.updateTable('operations').set({ key_scope: null }).where('id', '=', found.id).execute();
  } catch (error) {
    throw storageUnavailable(error);
  }
  return true;
}

/** What was answered, or that it is not known what to answer. */
function replayOf({ sealed }: Journal, { id, answer, reason, outcome }: Selectable<OperationRow>): Answer {
  if (answer !== null) return sealed.open(answer, id) as Answer;
  throw new Problem('outcome-unknown', {
    outcome: outcome ?? 'unknown',
    operationId: id,
    ...(reason === null ? {} : { detail: `${reason} GET /v1/operations/${id} shows what is known.` }),
  });
}

const inProgress = ({ id, state }: Selectable<OperationRow>, same: boolean): Problem => {
  const whose = same ? 'This call' : 'Another call on this organization';
  const what = state === 'running' ? 'is still at work' : 'has an outcome that is not known yet';
  return new Problem('operation-in-progress', {
    detail: `${whose} ${what} (${id}). Repeat this one, with the same Idempotency-Key, after the time in Retry-After.`,
    headers: { 'retry-after': '1' },
    operationId: id,
    // Of this very call nobody can say yet.
    ...(same ? {} : { outcome: 'not_applied' as const }),
  });
};
