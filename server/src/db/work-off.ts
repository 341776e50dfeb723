import type { Logger } from 'pino'
import type { Clock } from '../shared/clock.ts'
import { minuteMs } from '../shared/time-range.ts'
import type { Db, Tx } from './db.ts'
import { isPassing } from './failures.ts'
import { inTransaction } from './transaction.ts'

type WorkDeps = { db: Db; clock: Clock; log: Logger }

type Errand<Row> = {
  what: string
  /** The next rows that wait, locked; without those of these ids. */
  take(trx: Tx, now: number, except: string[]): Promise<Row[]>
  work(trx: Tx, row: Row, now: number): Promise<unknown>
}

// How long one that failed is let be. Others wait for nothing, and it is not tried many times a second.
const letBeMs = minuteMs / 2

/**
 * Works off rows that wait, a batch a transaction. One that fails takes the batch back with it; from then on it is left
 * out for half a minute, and the others are done without it. Not when it is the database that is away: that is nobody's
 * fault, and thrown.
 *
 * The returned function says how many it has dealt with; 0 when there is nothing left to do.
 */
export function workOff<Row extends { id: string }>(
  errand: Errand<Row>,
): (deps: WorkDeps) => Promise<number> {
  /** Until when each is let be. */
  const failed = new Map<string, number>()
  return async (deps) => {
    const now = deps.clock.now()
    for (const [id, until] of failed) if (until <= now) failed.delete(id)
    let current: Row | undefined
    try {
      return await inTransaction(deps, async (trx) => {
        current = undefined
        const rows = await errand.take(trx, now, [...failed.keys()])
        for (current of rows) await errand.work(trx, current, now)
        current = undefined
        return rows.length
      })
    } catch (error) {
      if (!current || isPassing(error)) throw error
      failed.set(current.id, now + letBeMs)
      deps.log.error({ err: error, id: current.id }, `${errand.what} fails; going on without it`)
      return 1
    }
  }
}
