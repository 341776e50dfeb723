import { sql } from 'kysely'
import type { Tx } from '../../server/src/db/db.ts'

/** The number of rows of a table that `work` reads in its transaction, by scans of the table and of its indexes. */
export async function countRowsRead(trx: Tx, table: string, work: () => Promise<unknown>): Promise<number> {
  const readSoFar = async () => {
    const { rows } = await sql<{ read: number }>`
      SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) AS read FROM pg_stat_xact_user_tables WHERE relname = ${table}`.execute(
      trx,
    )
    return rows[0]?.read ?? 0
  }
  const before = await readSoFar()
  await work()
  return (await readSoFar()) - before
}
