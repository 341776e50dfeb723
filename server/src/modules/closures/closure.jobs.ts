import type { Db } from '../../db/db.ts'
import { processBatch } from '../../db/process-batch.ts'
import { dayMs } from '../../shared/time-range.ts'
import { lockUnfinished, purgeCancelled } from './closure.cancel.repository.ts'
import { cancelBatch } from './closure.cancel.ts'

/**
 * Cancels the next bookings of a closure that still has some to cancel: because its process was killed, or because its request is still
 * working on them, beside which this job then works.
 */
export const sweepClosures = processBatch({
  description: 'the cancelling of bookings by a closure',
  lockBatch: (trx, _now, except) => lockUnfinished(trx, except),
  work: (trx, { id }, now) => cancelBatch(trx, id, now),
})

/** Deletes the ids of the cancelled bookings when every `Idempotency-Key` that could request them has expired. */
export const purgeCancellations = (db: Db, now: number) => purgeCancelled(db, now - dayMs)
