import { sql } from 'kysely'
import pg from 'pg'
import type { Db } from './db.ts'

/** Whether PostgreSQL has run out of something: class 53, which is disk (53100), memory, or connections. */
export const isExhaustion = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^53/.test(error.code ?? '')

/** What this process knows about the exhaustion of resources in PostgreSQL. A read does not show exhaustion. */
export type Exhaustion = {
  /** Called with every error of a request or a job. */
  record(error: unknown): void
  /** Whether an error has shown exhaustion in the last few seconds. */
  wasSeenRecently(): boolean
  /** Whether the exhaustion is still present. When no error has shown it for a while, a small write tests it. */
  isStillPresent(): Promise<boolean>
}

// Exhaustion is assumed to last for this long after the last error that showed it.
const assumedMs = 5_000

export function createExhaustion(db: Db): Exhaustion {
  let lastSeenAt: number | null = null
  const record = (error: unknown) => {
    if (isExhaustion(error)) lastSeenAt = performance.now()
  }
  const wasSeenRecently = () => lastSeenAt !== null && performance.now() - lastSeenAt < assumedMs
  return {
    record,
    wasSeenRecently,
    isStillPresent: async () => {
      if (lastSeenAt === null) return false
      if (wasSeenRecently()) return true
      const before = lastSeenAt
      const error = await tryWrite(db).then(
        () => null,
        (reason: unknown) => reason,
      )
      record(error)
      if (lastSeenAt === before && !mayStillBeExhausted(error)) lastSeenAt = null
      return lastSeenAt !== null
    },
  }
}

/**
 * Whether the small write leaves it possible that the exhaustion is still present: any failure does, except that of a role that may not
 * run the write. Then only the elapsed time decides.
 */
const mayStillBeExhausted = (error: unknown): boolean =>
  error !== null && !(error instanceof pg.DatabaseError && error.code === '42501')

/** Writes a page to the disk, and frees it again. */
const tryWrite = (db: Db) =>
  db.transaction().execute((trx) => sql`CREATE TEMP TABLE probe ON COMMIT DROP AS SELECT 1 AS n`.execute(trx))
