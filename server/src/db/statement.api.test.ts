import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { useService } from '../../../testing/harness.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { createDb, createPool } from './db.ts'
import { columns, selectList } from './json-columns.ts'
import { createJsonRows } from './json-rows.ts'
import { runPrepared } from './prepared-statement.ts'
import { createReadRows } from './reads.ts'

const service = useService()

it('of many statements whose texts depend on requests, a connection keeps those that were used last', async () => {
  const pool = createPool(service.databaseUrl, 1)
  const db = createDb(pool, noInvalidation)
  const readRows = createReadRows(pool)
  const run = (n: number) => runPrepared(db, sql`SELECT 1 AS ${sql.ref(`written${n}`)}`, { textVaries: true })
  const numbers = { n: columns.integer('n') }
  const read = (n: number) =>
    readRows(
      {
        text: `SELECT NULL::timestamptz, ${selectList(numbers)} FROM (SELECT 1 AS n) AS read${n}`,
        values: [],
      },
      { prepared: true, isShort: true },
      () => createJsonRows(numbers, { limit: 1 }),
    )
  const prepared = async () => {
    const { rows } = await pool.query('SELECT statement, prepare_time FROM pg_prepared_statements')
    return rows.filter((row) => /written|read/.test(row.statement))
  }
  try {
    await run(0)
    const [first] = await prepared()
    for (let n = 1; n <= 50; n++) {
      await run(n)
      await read(n)
      await run(0)
    }
    const statements = await prepared()
    expect(statements).toHaveLength(64)
    expect(statements).toContainEqual(first)
    expect(statements.filter((row) => /(written|read)50\b/.test(row.statement))).toHaveLength(2)
    expect(await run(1)).toEqual([{ written1: 1 }])
    expect(await read(1)).toBeDefined()
  } finally {
    await pool.end()
  }
})
