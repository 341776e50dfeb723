import type { Compilable } from 'kysely'
import type { Db } from './db.ts'
import { nameOf } from './statement.ts'

/**
 * Rows of a query of kysely that is sent under a name, on whatever connection `db` has. Only for statements whose plan is the right one
 * whatever the values.
 */
export async function runNamed<Row>(db: Db, query: Compilable<Row>): Promise<Row[]> {
  const compiled = query.compile()
  nameOf(compiled.sql)
  return (await db.getExecutor().executeQuery<Row>(compiled)).rows
}
