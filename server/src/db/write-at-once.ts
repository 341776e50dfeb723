import { type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import type { Token } from '../cache/token.ts'
import type { IdempotencyKey } from '../shared/call.ts'
import type { Db } from './db.ts'
import { isRetryable } from './failures.ts'
import { keyInsertion } from './idempotency.ts'
import { runStatement } from './statement.ts'

/** Whether an earlier step of the same statement gave a row. */
export type When = RawBuilder<boolean>

export const always: When = sql<boolean>`true`

/** A part of a statement, by its name. */
export type Step = { name: string; query: RawBuilder<unknown> }

/** Whether the step of this name gave a row. */
export const done = (name: string): When => sql<boolean>`EXISTS (SELECT FROM ${sql.ref(name)})`

type Write = {
  /**
   * In the order in which they are to be done: what locks and checks first, each `when` the one before it is `done`. Those after
   * `decisive` are done when that one is.
   */
  steps: Step[]
  decisive: string
  invalidated: Token[]
  idempotencyKey: IdempotencyKey | null
  answer: unknown
}

// 23P01: the slot was taken. 23505: somebody has just used the key.
const beaten = new Set(['23P01', '23505'])

/**
 * Does what a use case has worked out by one named statement, which is its own transaction: all of it or nothing. False, and
 * nothing done, where `decisive` gave no row or somebody was faster: the use case then goes the way that locks first, and finds out what
 * is to be answered. The key is inserted last here, with its answer, while that way begins with it; only two requests with one key
 * can so wait for each other, and the database lets one go.
 */
export async function writeAtOnce(
  { db, clock }: { db: Db; clock: { now(): number } },
  { steps, decisive, invalidated, idempotencyKey, answer }: Write,
): Promise<boolean> {
  // In a transaction a statement that fails would end it.
  if (!db.pool) return false
  const all = idempotencyKey
    ? [
        ...steps,
        {
          name: 'key',
          query: keyInsertion(idempotencyKey, {
            answer,
            touched: invalidated,
            now: clock.now(),
            when: done(decisive),
          }),
        },
      ]
    : steps
  const parts = all.map(({ name, query }) => sql`${sql.ref(name)} AS (${query})`)
  const { sql: text, parameters } = sql`WITH ${sql.join(parts)} SELECT FROM ${sql.ref(decisive)}`.compile(db)
  const settle = await db.beginInvalidation(invalidated)
  try {
    const rows = await runStatement(db.pool, { text, values: [...parameters] }, { prepared: true })
    await settle()
    return rows.length > 0
  } catch (error) {
    // Of a connection that broke nobody knows whether it was done: what it invalidates stays pending.
    if (!(error instanceof pg.DatabaseError)) throw error
    await settle()
    if (isRetryable(error) || beaten.has(error.code ?? '')) return false
    throw error
  }
}
