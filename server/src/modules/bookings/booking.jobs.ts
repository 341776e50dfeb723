import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { hourMs, toInstant, toMs } from '../../shared/time-range.ts'
import { notify } from './booking.notify.ts'
import { markReminded, takeDue, takeUnreminded } from './booking.repository.ts'
import { settle } from './booking.service.ts'

// A batch holds the wallets of its owners until it commits, and whoever pays from one, another sweep included, waits for that.
const batch = 20
const reminderMs = hourMs

/**
 * Writes down what time has made of bookings: expired ones are refunded, no-shows and completed ones free their slot.
 * A batch a transaction; rows that another instance has in hand are passed over, and are free again when it dies.
 * Returns how many were due.
 */
export function sweepDue(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  return inTransaction(deps, async (trx) => {
    const now = deps.clock.now()
    const due = await takeDue(trx, now, batch)
    // By owner, so that two sweeps meet their wallets in one order.
    for (const booking of due.sort((a, b) => (a.userId < b.userId ? -1 : 1))) await settle(trx, booking, now)
    return due.length
  })
}

/** Queues the reminder of each confirmed booking that starts within the hour; not of one made within it. */
export function sweepReminders(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  return inTransaction(deps, async (trx) => {
    const now = deps.clock.now()
    const bookings = await takeUnreminded(trx, now, now + reminderMs, batch)
    for (const booking of bookings) {
      await markReminded(trx, booking.id, toInstant(now))
      const isFresh = toMs(booking.updatedAt) > toMs(booking.startsAt) - reminderMs
      if (!isFresh) await notify(trx, booking, 'reminder', 0, now)
    }
    return bookings.length
  })
}
