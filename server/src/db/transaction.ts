import type { Db, Tx } from './db.ts'
import { isRetryable, mayBeCommitted } from './failures.ts'

const maxAttempts = 4

/**
 * Runs `work` in one READ COMMITTED transaction, and again from its start when the database aborted it for a lock or a deadlock:
 * at most four times. So `work` must have no effect outside the database. Any error of `work` rolls everything back.
 *
 * The cache tags that `work` has invalidated are pending around the commit, so that no cached response outlives the change; where it is
 * unknown whether the commit was made, they stay pending: for ten seconds, or until another instance ends a write of the tag.
 */
export async function inTransaction<T>(deps: { db: Db }, work: (trx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    let endInvalidation: (() => Promise<void>) | undefined
    try {
      const result = await deps.db.transaction().execute(async (trx) => {
        const workResult = await work(trx)
        if (trx.invalidated.size > 0) endInvalidation = await deps.db.beginInvalidation([...trx.invalidated])
        return workResult
      })
      await endInvalidation?.()
      return result
    } catch (error) {
      if (!mayBeCommitted(error)) await endInvalidation?.()
      if (!isRetryable(error) || attempt === maxAttempts) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt))
    }
  }
}
