import type { Logger } from 'pino'
import type { Clock } from '../shared/clock.ts'
import { minuteMs } from '../shared/time-range.ts'
import type { Db, Tx } from './db.ts'
import { mayConcernOneRow } from './failures.ts'
import { inTransaction } from './transaction.ts'

type WorkDeps = { db: Db; clock: Clock; log: Logger }

type Batch<Row> = {
  description: string
  /** Locks and returns the next rows that wait, except the rows with these ids. */
  lockBatch(trx: Tx, now: number, except: string[]): Promise<Row[]>
  work(trx: Tx, row: Row, now: number): Promise<unknown>
}

// A row that failed is skipped for this long, so that the rows behind it are processed.
const backoffMs = minuteMs / 2

/**
 * Processes rows that wait, each batch in one transaction. A row whose processing throws rolls its batch back. Then it is skipped
 * for half a minute, and the other rows are processed without it. When the database cannot be reached, the error is thrown and no
 * row is skipped. A statement that takes too long, or does not get its lock, is a failure of the row: the others may be quick.
 *
 * The returned function gives the number of rows that it has processed; 1 where a row failed, because others may wait behind it; 0
 * when there is nothing left to do.
 */
export function processBatch<Row extends { id: string }>(
  batch: Batch<Row>,
): (deps: WorkDeps) => Promise<number> {
  /** Ids of rows that failed, and until when each is skipped. */
  const failed = new Map<string, number>()
  return async (deps) => {
    const now = deps.clock.now()
    // A row with a longer wait failed before the clock was set back.
    for (const [id, until] of failed) if (until <= now || until > now + backoffMs) failed.delete(id)
    let current: Row | undefined
    try {
      return await inTransaction(deps, async (trx) => {
        current = undefined
        const rows = await batch.lockBatch(trx, now, [...failed.keys()])
        for (current of rows) await batch.work(trx, current, now)
        current = undefined
        return rows.length
      })
    } catch (error) {
      if (!current || !mayConcernOneRow(error)) throw error
      failed.set(current.id, now + backoffMs)
      deps.log.error(
        { err: error, id: current.id },
        `${batch.description} failed; the other rows are processed without this one`,
      )
      return 1
    }
  }
}
