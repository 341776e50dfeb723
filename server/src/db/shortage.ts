import { sql } from 'kysely'
import pg from 'pg'
import type { Db } from './db.ts'

/** Whether PostgreSQL has run out of something: class 53, which is disk (53100), memory, or connections. */
export const isShortage = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^53/.test(error.code ?? '')

/** What this process knows about a shortage of resources in PostgreSQL. A read does not show a shortage. */
export type Shortage = {
  /** Called with every error of a request or a job. */
  note(error: unknown): void
  /** Whether a shortage was met in the last few seconds. */
  metLately(): boolean
  /** Whether the shortage lasts. When it was not met for a while, a small write finds out. */
  lasts(): Promise<boolean>
}

// A shortage is taken to last for this long after it was last met.
const leastMs = 5_000

export function createShortage(db: Db): Shortage {
  let metAt: number | null = null
  const note = (error: unknown) => {
    if (isShortage(error)) metAt = performance.now()
  }
  const metLately = () => metAt !== null && performance.now() - metAt < leastMs
  return {
    note,
    metLately,
    lasts: async () => {
      if (metAt === null) return false
      if (metLately()) return true
      const before = metAt
      const error = await writeSomething(db).then(
        () => null,
        (reason: unknown) => reason,
      )
      note(error)
      if (metAt === before && !isStillShort(error)) metAt = null
      return metAt !== null
    },
  }
}

/** A role that may not run the probe gets no result from it: then only the elapsed time decides. */
const isStillShort = (error: unknown): boolean =>
  error !== null && !(error instanceof pg.DatabaseError && error.code === '42501')

/** Writes a page to the disk, and frees it again. */
const writeSomething = (db: Db) =>
  db.transaction().execute((trx) => sql`CREATE TEMP TABLE probe ON COMMIT DROP AS SELECT 1 AS n`.execute(trx))
