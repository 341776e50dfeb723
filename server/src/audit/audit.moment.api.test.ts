import { expect, it } from 'vitest'
import { useOnlineBookings } from '../../../testing/fixtures/online-bookings.ts'
import { startBeside, startTestService } from '../../../testing/harness.ts'
import { noInvalidation } from '../cache/cache-tag.ts'
import { createDb, createPool } from '../db/db.ts'
import { runJobs } from '../jobs.ts'
import { minuteMs } from '../shared/time-range.ts'
import { auditBooks } from './audit.books.ts'
import { momentOf, presentMoment } from './audit.moment.ts'

const { fixture, book, nextHour, statusOf } = useOnlineBookings('stripe', 60_000)

it('a hold that is over is a fault of the books on which the jobs ran, and none where they did not', async () => {
  const { deps, clock } = fixture.service
  const created = await book(nextHour())
  clock.advance(11 * minuteMs)
  expect(await auditBooks(deps.db, momentOf(clock))).toMatchObject([
    { check: 'a booking whose hold is over was paid, or has expired', id: created.body.id },
  ])
  expect(await auditBooks(deps.db, { now: clock.now(), jobsRanAt: null })).toEqual([])
  await runJobs(deps)
  expect(await statusOf(created.body.id)).toBe('expired')
})

it('`presentMoment` says that the jobs have run only while an instance that runs them is connected', async () => {
  const web = await startTestService({ PROCESS: 'web' })
  const [pool, otherTool] = [createPool(web.databaseUrl, 1), createPool(web.databaseUrl, 1)]
  const db = createDb(pool, noInvalidation)
  await Promise.all([web.deps.pool, web.deps.longPool, otherTool].map((each) => each.query('SELECT 1')))
  expect((await presentMoment(db)).jobsRanAt).toBeNull()
  const jobs = await startBeside(web, { PROCESS: 'jobs' })
  await jobs.deps.pool.query('SELECT 1')
  const beside = await presentMoment(db)
  expect(beside.jobsRanAt).toBe(beside.now)
  await Promise.all([pool.end(), otherTool.end()])
  await jobs.stop()
  await web.stop()
})
