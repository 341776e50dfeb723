import { appendFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { createDatabase } from '../../../testing/harness.ts'
import { cleanUp, makeDataDirWithNumbers, start } from '../../../testing/postgres/embedded.ts'
import { query } from '../../../testing/postgres/query.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { createDb, createPool, toolLimits } from './db.ts'
import { waitUntil } from './embedded/embedded.wait.ts'
import { isTemporary } from './failures.ts'
import { StandbyConnection, UnreplicatedCommit } from './primary.ts'

const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

/** Cancels all waits for a standby, as an administrator does where commits hang. Returns the function that stops this. */
function endWaitsOf(url: string): () => Promise<void> {
  const cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
  let stopped = false
  const ended = waitUntil(60_000, async () => {
    await query(url, cancel)
    return stopped
  })
  return async () => {
    stopped = true
    await ended
  }
}

it('a commit that no standby has confirmed counts as unknown, in a transaction or alone', async () => {
  const dataDir = await makeDataDirWithNumbers()
  cleanUp(() => rm(dataDir, { recursive: true, maxRetries: 10 }))
  await appendFile(join(dataDir, 'postgres/postgresql.auto.conf'), "synchronous_standby_names = 'nobody'\n")
  const { url } = await start(dataDir)
  const pool = createPool(url, 2)
  cleanUp(() => pool.end())
  const db = createDb(pool, noInvalidation)
  // `makeDataDirWithNumbers` has made the table.
  const insert = sql`INSERT INTO numbers VALUES (1)`
  const writes = [
    () => db.transaction().execute((trx) => insert.execute(trx)),
    () => insert.execute(db),
    () => pool.query('INSERT INTO numbers VALUES (1)'),
  ]
  cleanUp(endWaitsOf(url))
  let written = 0
  for (const write of writes) {
    let error: unknown
    // A server that has just started may acknowledge the first commit without a standby. A cancellation may also come before the
    // commit; then nothing is written. On a busy machine the connection may fail; then nobody knows, and the row is not counted.
    await waitUntil(20_000, async () => {
      error = await reasonOf(write())
      const isUnconfirmed = error instanceof UnreplicatedCommit
      if (error === null || isUnconfirmed) written += 1
      return isUnconfirmed
    })
    expect(error).toSatisfy(isTemporary)
  }
  // Each counted commit was carried out. PostgreSQL sends its warning before other connections see the row, so the count may lag behind.
  const stored = async () => {
    const [row] = await query<{ count: number }>(url, 'SELECT count(*)::int AS count FROM numbers')
    return row?.count
  }
  await expect.poll(stored).toBeGreaterThanOrEqual(written)
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
})

it('a read-only connection is closed after the first refusal, and the next request gets a new connection', async () => {
  const { url, drop } = await createDatabase()
  cleanUp(drop)
  const pool = createPool(url, 1)
  cleanUp(() => pool.end())
  const db = createDb(pool, noInvalidation)
  const write = sql`CREATE TABLE IF NOT EXISTS written (n int)`
  for (const attempt of [
    () => write.execute(db),
    () => db.transaction().execute((trx) => write.execute(trx)),
    () => pool.query('CREATE TABLE IF NOT EXISTS written (n int)'),
  ]) {
    await pool.query('SET default_transaction_read_only = on')
    const error = await reasonOf(attempt())
    expect(error).toMatchObject({ code: '25006' })
    expect(isTemporary(error)).toBe(true)
    await expect(attempt()).resolves.toBeDefined()
  }
})

it('a pool for the primary refuses a standby until its promotion, and a pool for reads accepts it', async () => {
  const dataDir = await makeDataDirWithNumbers()
  cleanUp(() => rm(dataDir, { recursive: true, maxRetries: 10 }))
  await writeFile(join(dataDir, 'postgres/standby.signal'), '')
  const { url } = await start(dataDir)
  const [pool, reads] = [createPool(url, 1), createPool(url, 1, { limits: toolLimits, servers: 'any' })]
  cleanUp(() => pool.end())
  cleanUp(() => reads.end())
  const error = await reasonOf(pool.query('SELECT 1'))
  expect(error).toBeInstanceOf(StandbyConnection)
  expect(isTemporary(error)).toBe(true)
  expect((await reads.query('SELECT count(*) FROM numbers')).rowCount).toBe(1)
  await query(url, 'SELECT pg_promote()')
  expect((await pool.query('SELECT count(*) FROM numbers')).rowCount).toBe(1)
})
