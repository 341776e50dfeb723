import { processBatch } from '../../db/process-batch.ts'
import { toInstant, toMs } from '../../shared/time-range.ts'
import { reminderMs } from './booking.composer.ts'
import { remind } from './booking.notify.ts'
import { markReminded, takeDue, takeUnreminded } from './booking.repository.ts'
import { settle } from './booking.settle.ts'

// A batch holds the wallets of its owners until it commits, and whoever pays from one, another sweep included, waits for that.
const batch = 20

/** Two that take several meet the wallets in one order. */
const byOwner = <Row extends { userId: string }>(rows: Row[]): Row[] =>
  rows.sort((a, b) => (a.userId < b.userId ? -1 : 1))

/**
 * Writes down what time has made of bookings: expired ones are refunded, no-shows and completed ones free their slot.
 * A batch a transaction; rows that another instance has in hand are passed over, and are free again when it dies. Says
 * how many were dealt with.
 */
export const sweepDue = processBatch({
  what: 'what time makes of a booking',
  take: async (trx, now, except) => {
    return byOwner(await takeDue(trx, { now, limit: batch, except }))
  },
  work: settle,
})

/** Queues the reminder of each confirmed booking that starts within the hour; not of one made within it. */
export const sweepReminders = processBatch({
  what: 'the reminder of a booking',
  take: async (trx, now, except) =>
    byOwner(await takeUnreminded(trx, { now, until: now + reminderMs, limit: batch, except })),
  work: async (trx, booking, now) => {
    await markReminded(trx, booking.id, toInstant(now))
    const isFresh = toMs(booking.updatedAt) > toMs(booking.startsAt) - reminderMs
    if (!isFresh) await remind(trx, booking, now)
  },
})
