import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { at, type Created, makeBooking, moveBooking } from '../../../../testing/factories.ts'
import { useClosures } from '../../../../testing/fixtures/closures.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { query } from '../../../../testing/postgres/query.ts'
import { auditBooks } from '../../audit/audit.books.ts'
import { momentOf } from '../../audit/audit.moment.ts'
import type { Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import { newId } from '../../shared/ids.ts'
import { rangeOf, toInstant } from '../../shared/time-range.ts'
import { lockLiveInSpaces, setAwaitingCancellation } from '../bookings/booking.closure.ts'
import { insertCancellations } from './closure.cancel.repository.ts'
import { cancelBatch, clearStaleCancellationMarks } from './closure.cancel.ts'
import { insertClosure } from './closure.repository.ts'

// The mark of a booking that two large closures still have to cancel, and that its owner has moved out of the closed time.

const { service, fixture, read, makeAnotherSpace } = useClosures()
const [first, second, free] = ['2026-12-04', '2026-12-05', '2026-12-06'] as const

const timesOf = (date: string) => at(date, '10:00', '11:00')
const makeOn = (date: string) =>
  makeBooking(service, fixture.member, { spaceId: fixture.space.id, ...timesOf(date) })
const moveTo = async ({ id }: Created, date: string) =>
  expect((await moveBooking(service, fixture.member, id, timesOf(date))).status).toBe(200)
const isMarked = async ({ id }: Created) => {
  const [row] = await query(
    service.databaseUrl,
    `SELECT awaits_cancellation FROM bookings WHERE id = '${id}'`,
  )
  return row?.awaits_cancellation
}
/** Closes the space on this date as a large closure does: the bookings are marked, and wait for its batches. */
async function closeInBatches(trx: Tx, date: string): Promise<string> {
  const { space, location, admin } = fixture
  const { startsAt, endsAt } = at(date, '07:00', '20:00')
  const during = rangeOf({ startsAt, endsAt })
  const now = service.clock.now()
  const bookingIds = (await lockLiveInSpaces(trx, [space.id], during, now)).map(({ id }) => id)
  const times = { startsAt, endsAt, createdAt: toInstant(now) }
  const closure = { id: newId(), locationId: location.id, spaceId: space.id, reason: '', ...times }
  await insertClosure(trx, closure)
  await insertCancellations(trx, { closureId: closure.id, actorId: admin.id, bookingIds })
  await setAwaitingCancellation(trx, bookingIds, true)
  return closure.id
}
const close = (date: string) => inTransaction(service.deps, (trx) => closeInBatches(trx, date))
const processBatch = (closureId: string) =>
  inTransaction(service.deps, (trx) => cancelBatch(trx, closureId, service.clock.now()))

/** Runs `held` in a transaction that commits only when `other` waits for one of its locks, or is done. */
async function commitWhenOtherWaits<T>(
  held: (trx: Tx) => Promise<T>,
  other: () => Promise<unknown>,
): Promise<T> {
  // Locks nothing: only its `untilWaiting` is used.
  const lockWatcher = await holdLock(service, 'SELECT 1')
  let othersWork: Promise<unknown> = Promise.resolve()
  const result = await inTransaction(service.deps, async (trx) => {
    const work = await held(trx)
    let isDone = false
    othersWork = other().finally(() => {
      isDone = true
    })
    await lockWatcher.untilWaiting(1, () => isDone)
    return work
  })
  await othersWork
  await lockWatcher.release()
  return result
}

/** A booking that two closures have to cancel; it was moved from the first closed time into the second, and then out of that. */
async function makeMovedOutOfTwo() {
  const booking = await makeOn(first)
  const firstId = await close(first)
  await moveTo(booking, second)
  const secondId = await close(second)
  await moveTo(booking, free)
  return { booking, firstId, secondId }
}

describe('the mark of a booking that was moved out of two closures', () => {
  it('stays after the batch of one closure, and is cleared by the batch of the other', async () => {
    const { booking, firstId, secondId } = await makeMovedOutOfTwo()
    expect(await processBatch(firstId)).toBe(1)
    expect(await isMarked(booking)).toBe(true)
    expect(await processBatch(secondId)).toBe(1)
    expect(await isMarked(booking)).toBe(false)
  })

  it('is cleared also where the batches of both closures run at once', async () => {
    const { booking, firstId, secondId } = await makeMovedOutOfTwo()
    await commitWhenOtherWaits(
      (trx) => cancelBatch(trx, firstId, service.clock.now()),
      () => processBatch(secondId),
    )
    expect(await isMarked(booking)).toBe(false)
  })
})

it('the batch of a closure does not clear the mark that another closure sets at the same moment', async () => {
  const booking = await makeOn(first)
  const firstId = await close(first)
  await moveTo(booking, second)
  const secondId = await commitWhenOtherWaits(
    (trx) => closeInBatches(trx, second),
    () => processBatch(firstId),
  )
  expect(await isMarked(booking)).toBe(true)
  expect(await processBatch(secondId)).toBe(1)
  const [row] = await query(
    service.databaseUrl,
    `SELECT status, total_price = refunded AS is_refunded FROM bookings WHERE id = '${booking.id}'`,
  )
  expect(row).toEqual({ status: 'cancelled', is_refunded: true })
})

it('a mark that no closure needs any more is found by the audit, and cleared by the clean-up; the others stay', async () => {
  const stale = await makeOn(first)
  const waiting = await makeOn(second)
  await close(second)
  await query(service.databaseUrl, `UPDATE bookings SET awaits_cancellation = true WHERE id = '${stale.id}'`)
  expect(
    (await auditBooks(service.deps.db, momentOf(service.clock))).map(({ id, detail }) => [id, detail]),
  ).toEqual([[stale.id, 'marked, but no closure cancels it']])
  expect(await clearStaleCancellationMarks(service.deps)).toBe(1)
  expect(await clearStaleCancellationMarks(service.deps)).toBe(0)
  expect([await isMarked(stale), await isMarked(waiting)]).toEqual([false, true])
})

it('the marks of a large closure are set by a statement for each thousand bookings, so that no statement takes too long', async () => {
  const ids = Array.from({ length: 2_001 }, newId)
  const counted = await inTransaction(service.deps, async (trx) => {
    await sql`CREATE TEMPORARY SEQUENCE statements`.execute(trx)
    await sql`CREATE FUNCTION pg_temp.count_statement() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM nextval('statements'); RETURN NULL; END $$`.execute(trx)
    await sql`CREATE TRIGGER count_statements AFTER UPDATE ON bookings EXECUTE FUNCTION pg_temp.count_statement()`.execute(
      trx,
    )
    await setAwaitingCancellation(trx, ids, true)
    const { rows } = await sql<{ count: number }>`SELECT nextval('statements') - 1 AS count`.execute(trx)
    await sql`DROP TRIGGER count_statements ON bookings; DROP SEQUENCE statements`.execute(trx)
    return rows[0]?.count
  })
  expect(counted).toBe(3)
})

it('a booking that was moved into another space, at the same time, is not cancelled by the batch of the closure', async () => {
  const [moved, stayed] = [await makeOn(first), await makeOn(second)]
  const closureIds = [await close(first), await close(second)]
  const { id: spaceId } = await makeAnotherSpace()
  expect((await moveBooking(service, fixture.member, moved.id, { spaceId })).status).toBe(200)
  for (const id of closureIds) expect(await processBatch(id)).toBe(1)
  expect((await read(moved.id)).status).toBe('confirmed')
  expect((await read(stayed.id)).status).toBe('cancelled')
  expect(await isMarked(moved)).toBe(false)
})
