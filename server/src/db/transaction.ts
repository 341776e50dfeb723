import type { Db, Tx } from './db.ts'
import { isRetryable } from './failures.ts'

const maxAttempts = 4

/**
 * Runs `work` in one READ COMMITTED transaction, and again from its start when the database aborted it for a lock or a deadlock:
 * at most four times. So `work` must have no effect outside the database. Any error of `work` rolls everything back.
 *
 * The cache tags that `work` has invalidated are pending around the commit, so that no cached response outlives the change; where the
 * result of a commit is unknown, they stay pending.
 */
export async function inTransaction<T>(deps: { db: Db }, work: (trx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      let endInvalidation: (() => Promise<void>) | undefined
      const result = await deps.db.transaction().execute(async (trx) => {
        const workResult = await work(trx)
        if (trx.invalidated.size > 0) endInvalidation = await deps.db.beginInvalidation([...trx.invalidated])
        return workResult
      })
      await endInvalidation?.()
      return result
    } catch (error) {
      if (!isRetryable(error) || attempt === maxAttempts) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt))
    }
  }
}
