import type { Db } from '../../db/db.ts'
import { processBatch } from '../../db/process-batch.ts'
import { dayMs } from '../../shared/time-range.ts'
import { lockUnfinishedClosure, purgeCancelled } from './closure.cancel.repository.ts'
import { cancelBatch } from './closure.cancel.ts'

/**
 * Cancels the next bookings of a closure that still has bookings to cancel. Either the process of its request was killed, or the
 * request still runs; then the job and the request cancel batches in turn.
 */
export const sweepClosures = processBatch({
  description: 'the cancelling of bookings by a closure',
  lockBatch: (trx, _now, except) => lockUnfinishedClosure(trx, except),
  work: (trx, { id }, now) => cancelBatch(trx, id, now),
})

/** Deletes the stored ids of bookings a day after their cancellation, when each `Idempotency-Key` that returns them has expired. */
export const purgeCancellations = (db: Db, now: number) => purgeCancelled(db, now - dayMs)
