import type { Journal } from './journal.ts';

/**
 * Empties operations whose keys have expired of everything that may be personal: what was asked and answered. The record itself
 * stays, and one whose outcome is unknown keeps all that may still settle it. Forgets as well what was counted of limits in
 * windows that are over.
 */
export async function expire({ db, now }: Journal): Promise<void> {
  await db.deleteFrom('rate_limits').where('expire', '<', now().getTime()).execute();
  await db.transaction().execute(async (transaction) => {
    const emptied = await transaction
      .updateTable('operations')
      .set({ key_scope: null, input: null, answer: null })
      .where('expires_at', '<=', now())
      .where('input', 'is not', null)
      .where('state', '=', 'settled')
      .where('outcome', '<>', 'unknown')
      .returning('id')
      .execute();
    if (emptied.length === 0) return;
    await transaction
      .updateTable('steps')
      .set({ request: null, reply: null })
      .where(
        'operation',
        'in',
        emptied.map(({ id }) => id),
      )
      .execute();
  });
}
