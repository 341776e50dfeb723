import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { createDatabase } from '../../../testing/harness.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { query } from '../../../testing/postgres/query.ts'
import { createDb, createPool } from './db.ts'
import { noteInvalidated } from './invalidate.ts'
import { inTransaction } from './transaction.ts'

it.each([
  ['ends after each commit that has certainly failed', '40001', { begun: 4, ended: 4 }],
  ['stays begun where the commit may have been made', '57P01', { begun: 1, ended: 0 }],
])('the invalidation of a transaction %s', async (_, code, expected) => {
  const { url, drop } = await createDatabase()
  cleanUp(drop)
  const pool = createPool(url, 1)
  cleanUp(() => pool.end())
  await query(
    url,
    `CREATE TABLE notes (id int);
     CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '${code}'; END $$;
     CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW EXECUTE FUNCTION refuse()`,
  )
  const counts = { begun: 0, ended: 0 }
  const db = createDb(pool, async () => {
    counts.begun += 1
    return async () => {
      counts.ended += 1
    }
  })
  const write = inTransaction({ db }, async (trx) => {
    await sql`INSERT INTO notes VALUES (1)`.execute(trx)
    noteInvalidated(trx, ['people'])
  })
  await expect(write).rejects.toThrow('refused')
  expect(counts).toEqual(expected)
})
