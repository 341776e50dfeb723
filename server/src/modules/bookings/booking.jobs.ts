import { processBatch } from '../../db/process-batch.ts'
import { toInstant, toMs } from '../../shared/time-range.ts'
import { countMailsSince } from '../mails/mail.service.ts'
import { reminderMs } from './booking.composer.ts'
import { applyDueTransition } from './booking.due.ts'
import { remind } from './booking.notify.ts'
import { lockDue, lockUnreminded, markReminded } from './booking.repository.ts'

// A batch locks the wallets of its owners until it commits; every other transaction that charges or credits such a wallet waits for
// it, and so does another sweep.
const batchSize = 20

/**
 * Sorts bookings by owner, so that two transactions which lock the wallets of several owners lock them in one order. The wallets of one owner
 * in several currencies may be locked in any order.
 */
const byOwner = <Row extends { userId: string }>(rows: Row[]): Row[] =>
  rows.sort((a, b) => (a.userId < b.userId ? -1 : 1))

/**
 * Writes the statuses that time has changed: expired bookings are refunded, no-shows and completed bookings free their slot. Each
 * batch is one transaction. Rows that another instance has locked are skipped; they become free again when that instance dies.
 * Returns the number of processed bookings.
 */
export const sweepDue = processBatch({
  description: 'the due transition of a booking',
  lockBatch: async (trx, now, except) => {
    return byOwner(await lockDue(trx, { now, limit: batchSize, except }))
  },
  work: applyDueTransition,
})

/**
 * Queues the reminder of each confirmed booking that starts within the hour, unless another mail about the booking was queued within
 * that hour. A change without a mail, such as a new title, does not prevent the reminder.
 */
export const sweepReminders = processBatch({
  description: 'the reminder of a booking',
  lockBatch: async (trx, now, except) =>
    byOwner(await lockUnreminded(trx, { now, until: now + reminderMs, limit: batchSize, except })),
  work: async (trx, booking, now) => {
    await markReminded(trx, booking.id, toInstant(now))
    const since = toMs(booking.startsAt) - reminderMs
    if ((await countMailsSince(trx, booking.id, 'booking', { since, now })) === 0)
      await remind(trx, booking, now)
  },
})
