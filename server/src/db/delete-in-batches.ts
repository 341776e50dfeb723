import { type RawBuilder, sql } from 'kysely'
import type { Db, NeverCached } from './db.ts'

// A deleted session deletes its refresh tokens, too, of which there may be hundreds.
const rowsPerBatch = 2_000

/**
 * Deletes the rows of `table` for which `condition` is true, each batch in a transaction of its own: where the time limit or a restart ends
 * a large deletion, its batches until then stay deleted. Rows that another transaction has locked, such as those that another instance
 * is deleting, are left out.
 */
export async function deleteInBatches(
  db: Db,
  table: NeverCached,
  condition: RawBuilder<boolean>,
): Promise<void> {
  const rows = sql`SELECT ctid FROM ${sql.table(table)} WHERE ${condition} LIMIT ${rowsPerBatch} FOR UPDATE SKIP LOCKED`
  const query = sql`DELETE FROM ${sql.table(table)} WHERE ctid = ANY (ARRAY(${rows}))`
  while ((await query.execute(db)).numAffectedRows === BigInt(rowsPerBatch));
}
