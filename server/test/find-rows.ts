import { sql } from 'kysely'
import type { Db } from '../src/db/db.ts'

/** The rows of all tables that contain one of these texts in a column, each as text after the name of its table. */
export async function findRowsContaining(db: Db, texts: string[]): Promise<string[]> {
  const tables = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`.execute(db)
  const traces = await Promise.all(
    tables.rows.map(async ({ name }) => {
      const patterns = texts.map((text) => `%${text}%`)
      const { rows } = await sql<{ row: string }>`
        SELECT to_jsonb(t)::text AS row FROM ${sql.table(name)} t
        WHERE to_jsonb(t)::text ILIKE ANY (${patterns})`.execute(db)
      return rows.map(({ row }) => `${name}: ${row}`)
    }),
  )
  return traces.flat()
}
