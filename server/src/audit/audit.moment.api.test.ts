import { expect, it } from 'vitest'
import { useOnlineBookings } from '../../../testing/fixtures/online-bookings.ts'
import { createDatabase } from '../../../testing/harness.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { createDb, createPool } from '../db/db.ts'
import { runJobs } from '../jobs.ts'
import { minuteMs } from '../shared/time-range.ts'
import { auditBooks } from './audit.checks.ts'
import { momentOf, presentMoment } from './audit.moment.ts'

const { fixture, book, nextHour, statusOf } = useOnlineBookings('stripe', 60_000)

it('a hold that is over is a fault of the books on which the jobs ran, and none where they did not', async () => {
  const { deps, clock } = fixture.service
  const made = await book(nextHour())
  clock.advance(11 * minuteMs)
  expect(await auditBooks(deps.db, momentOf(clock))).toMatchObject([
    { check: 'a booking whose hold is over was paid, or has expired', id: made.body.id },
  ])
  expect(await auditBooks(deps.db, { now: clock.now(), jobsRanAt: null })).toEqual([])
  await runJobs(deps)
  expect(await statusOf(made.body.id)).toBe('expired')
})

it('the present moment counts on the jobs only while a service is connected', async () => {
  const { url, drop } = await createDatabase()
  const pool = createPool(url, 1)
  const db = createDb(pool, noInvalidation)
  expect((await presentMoment(db)).jobsRanAt).toBeNull()
  const servicePool = createPool(url, 1)
  await servicePool.query('SELECT 1')
  const beside = await presentMoment(db)
  expect(beside.jobsRanAt).toBe(beside.now)
  await Promise.all([pool.end(), servicePool.end()])
  await drop()
})
