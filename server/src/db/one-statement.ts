import { type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import type { CacheTag } from '../cache/cache-tag.ts'
import type { IdempotencyKey } from '../shared/call.ts'
import { compileQuery } from './compile.ts'
import type { Db } from './db.ts'
import { isRetryable, mayBeCommitted } from './failures.ts'
import { keyInsertion } from './idempotency.ts'
import { runStatement } from './statement.ts'

/** Whether an earlier part of the statement returned a row. */
export type When = RawBuilder<boolean>

export const always: When = sql<boolean>`true`

/** A named part of a statement (a common table expression). */
export type StatementPart = { name: string; query: RawBuilder<unknown> }

/** Whether the part of this name returned a row. */
export const hasRow = (name: string): When => sql<boolean>`EXISTS (SELECT FROM ${sql.ref(name)})`

type Write = {
  /**
   * In the order of execution: first those that lock and check, each of which runs only if the part before it returned a row. The
   * parts after `decisive` run only if `decisive` returned a row.
   */
  parts: StatementPart[]
  decisive: string
  invalidated: CacheTag[]
  idempotencyKey: IdempotencyKey | null
  response: unknown
}

// 23P01: the slot is taken. 23505: another request has just used the key.
const conflictCodes = new Set(['23P01', '23505'])

/**
 * Executes the parts of a use case by one prepared statement, which is its own transaction: all of it or nothing. Returns false and
 * writes nothing where `decisive` gave no row or another transaction came first; the use case then runs its transaction that locks
 * first, and finds the right response there. This statement inserts the key with its response last, while that transaction inserts
 * the key first. So two requests with one key can deadlock, and the database then aborts one of them.
 */
export async function writeInOneStatement(
  { db, clock }: { db: Db; clock: { now(): number } },
  { parts, decisive, invalidated, idempotencyKey, response }: Write,
): Promise<boolean> {
  // Inside a transaction, a statement that fails would end the transaction.
  if (!db.pool) return false
  const all = idempotencyKey
    ? [
        ...parts,
        {
          name: 'key',
          query: keyInsertion(idempotencyKey, {
            response,
            invalidated,
            now: clock.now(),
            when: hasRow(decisive),
          }),
        },
      ]
    : parts
  const expressions = all.map(({ name, query }) => sql`${sql.ref(name)} AS (${query})`)
  const query = compileQuery(db, sql`WITH ${sql.join(expressions)} SELECT FROM ${sql.ref(decisive)}`)
  const endInvalidation = await db.beginInvalidation(invalidated)
  try {
    const rows = await runStatement(db.pool, query, { prepared: true })
    await endInvalidation()
    return rows.length > 0
  } catch (error) {
    // Where the statement may have been committed, its cache tags stay pending.
    if (mayBeCommitted(error)) throw error
    await endInvalidation()
    if (isRetryable(error) || (error instanceof pg.DatabaseError && conflictCodes.has(error.code ?? '')))
      return false
    throw error
  }
}
