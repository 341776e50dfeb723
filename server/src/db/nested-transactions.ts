import { noInvalidation } from '../cache/cache-tag.ts'
import type { Db, Tx } from './db.ts'

/**
 * A `Db` whose transactions are all `trx` itself: use cases, which open a transaction of their own, then commit together or not at all,
 * and an error in one rolls back all of them.
 *
 * For data that is made as a whole (the demo data). A use case that needs a part of another use case calls its building block with its own
 * `Tx`.
 */
export function withNestedTransactions(trx: Tx): Db {
  const execute = <T>(work: (part: Tx) => Promise<T>): Promise<T> => work(trx)
  // The caller that opened `trx` invalidates for all of them.
  return Object.assign(trx, { transaction: () => ({ execute }), beginInvalidation: noInvalidation })
}
