import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { createDatabase } from '../../../testing/harness.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { hourMs } from '../shared/time-range.ts'
import { createDb, createPool, type Tx } from './db.ts'
import { processBatch } from './process-batch.ts'

const rows = [{ id: 'first' }, { id: 'second' }]

/** A batch of two rows, where the work on the first row is `fail`; `run` returns the rows that were processed. */
async function createBatch(fail: (trx: Tx) => Promise<unknown>) {
  const { url, drop } = await createDatabase()
  cleanUp(drop)
  const pool = createPool(url, 2, { limits: { statementMs: 10_000, silenceMs: 10_000 } })
  cleanUp(() => pool.end())
  const db = createDb(pool, noInvalidation)
  let now = Date.parse('2026-12-01T06:00:00Z')
  let processed: string[] = []
  const process = processBatch({
    description: 'the test',
    lockBatch: async (_trx, _now, except) => {
      processed = []
      return rows.filter(({ id }) => !except.includes(id))
    },
    work: async (trx, { id }) => {
      if (id === 'first') await fail(trx)
      processed.push(id)
    },
  })
  const deps = { db, clock: { now: () => now }, log: pino({ level: 'silent' }) }
  return {
    pool,
    setBack: (ms: number) => {
      now -= ms
    },
    run: async () => {
      await process(deps)
      return processed
    },
  }
}

it('a row whose statement always takes too long is skipped, and the rows behind it are processed', async () => {
  const { run } = await createBatch(async (trx) => {
    await sql`SET LOCAL statement_timeout = 100`.execute(trx)
    await sql`SELECT pg_sleep(60)`.execute(trx)
  })
  await run()
  expect(await run()).toEqual(['second'])
})

it('a row that never gets a lock is skipped, and the rows behind it are processed', async () => {
  const { pool, run } = await createBatch(async (trx) => {
    await sql`SET LOCAL lock_timeout = 50`.execute(trx)
    await sql`SELECT pg_advisory_xact_lock(1)`.execute(trx)
  })
  const holder = await pool.connect()
  await holder.query('SELECT pg_advisory_lock(1)')
  await run()
  expect(await run()).toEqual(['second'])
  holder.release(true)
})

it('a failed row is not skipped for longer because the clock was set back', async () => {
  let isBroken = true
  const { run, setBack } = await createBatch(async () => {
    if (isBroken) throw new Error('broken')
  })
  await run()
  isBroken = false
  expect(await run()).toEqual(['second'])
  setBack(hourMs)
  expect(await run()).toEqual(['first', 'second'])
})
