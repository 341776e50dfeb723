import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import { noInvalidation } from '../cache/cache-tag.ts'
import { Problem } from '../shared/problem.ts'
import { StartupError } from '../shared/startup-error.ts'
import { checkDatabase } from './check-database.ts'
import { createDb, createPool, type Db, longLimits } from './db.ts'
import { isTemporary } from './failures.ts'
import { startupErrorOf } from './operator-messages.ts'

/** A standby for the reads of reports, so that they do not load the primary. */
export type Replica = {
  /**
   * Runs `read` on the replica once the replica has replayed everything that the primary had written when this was called, so `read`
   * sees everything that the actor has just written. Where the replica does not do so within a second, or does not respond,
   * `read` runs on the primary.
   */
  read<T>(read: (db: Db) => Promise<T>): Promise<T>
  /** Whether `read` would run on the replica now; null where none is configured. */
  isUp(): Promise<boolean | null>
  /**
   * Raises `StartupError` for a server of another cluster or database, or one that the service cannot use (too old, another encoding, a
   * pooler). A replica that does not answer, is behind, or is no standby now (promoted, or the primary itself) is only logged as a
   * warning.
   */
  assertIsOurStandby(): Promise<void>
  /** The number of reads that the replica and the primary served. Without a replica both stay 0. */
  reads: { replica: number; primary: number }
  close(): Promise<void>
}

type Sources = {
  url: string
  /** Is asked for the position up to which the primary has written. */
  primary: Db
  /** Runs the reads that the replica cannot answer, on the primary. */
  fallback: Db
  log: Logger
  connections: number
  applicationName: string
  /** How long a read waits until the replica has replayed what the primary had written. */
  timeoutMs?: number | undefined
}

// A replica in the same network is milliseconds behind.
const defaultTimeoutMs = 1_000
const pollMs = 10
// A replica that did not respond is not used again for this long, so that not every report waits for it.
const pauseMs = 5_000

/** The replica cannot be used now. */
class ReplicaUnusable extends Error {}

/** The server is not a standby of this primary, and will not become one. */
class WrongReplica extends StartupError {}

export const noReplica = (primary: Db): Replica => ({
  read: (read) => read(primary),
  isUp: async () => null,
  assertIsOurStandby: async () => {},
  reads: { replica: 0, primary: 0 },
  close: async () => {},
})

export function createReplica({
  url,
  primary,
  fallback,
  log,
  connections,
  applicationName,
  timeoutMs = defaultTimeoutMs,
}: Sources): Replica {
  let pool: pg.Pool | null = null
  let pausedUntil = 0
  let state: 'unknown' | 'up' | 'down' = 'unknown'
  const reads = { replica: 0, primary: 0 }

  // Runs at the first use, and again until it succeeds: only a connection shows which way of `sslmode=prefer` works.
  async function connect(): Promise<Db> {
    if (!pool) {
      const resolvedUrl = await checkDatabase(url, { waitMs: 0, writes: false, print: () => {} })
      pool ??= createPool(resolvedUrl, connections, { limits: longLimits, servers: 'any', applicationName })
    }
    return createDb(pool, noInvalidation)
  }

  function setDown(error: unknown): void {
    pausedUntil = performance.now() + pauseMs
    if (state !== 'down')
      log.warn({ reason: reasonOf(error) }, 'the replica is not used: reads of reports go to the primary')
    state = 'down'
  }

  async function findUsable(): Promise<Db> {
    const timeout = sleep(timeoutMs, undefined, { ref: false }).then(() => {
      throw new ReplicaUnusable(`It does not respond within ${timeoutMs} ms.`)
    })
    const db = await Promise.race([connect().then((db) => untilCaughtUp(db, primary, timeoutMs)), timeout])
    if (state === 'down') log.info('the replica is used again')
    state = 'up'
    return db
  }

  async function find(): Promise<Db | null> {
    if (performance.now() < pausedUntil) return null
    return findUsable().catch((error: unknown) => {
      setDown(error)
      return null
    })
  }

  async function read<T>(read: (db: Db) => Promise<T>): Promise<T> {
    const db = await find()
    if (db)
      try {
        const result = await read(db)
        reads.replica += 1
        return result
      } catch (error) {
        if (error instanceof Problem || !isTemporary(error) || isTooSlow(error)) throw error
        setDown(error)
      }
    reads.primary += 1
    return read(fallback)
  }

  return {
    read,
    isUp: async () => (await find()) !== null,
    assertIsOurStandby: async () =>
      void (await findUsable().catch((error: unknown) => {
        // An error with a cause is a failure of the connection, which may end by itself.
        if (error instanceof StartupError && !error.cause) throw new StartupError(reasonOf(error))
        setDown(error)
      })),
    reads,
    close: async () => void (await pool?.end()),
  }
}

/** A sentence for the log, with the name of the setting `DATABASE_REPLICA_URL`. */
function reasonOf(error: unknown): string {
  const { message } = startupErrorOf(error) ?? (error as Error)
  return error instanceof WrongReplica ? message : message.replaceAll('DATABASE_URL', 'DATABASE_REPLICA_URL')
}

/**
 * The read itself is too slow, so the primary would need as long; or an operator has cancelled it. Only the messages tell these two apart, and
 * their language is that of the server.
 */
const isTooSlow = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '57014'

type Identity = { system: string; database: string }

const identity = sql`system_identifier::text AS system, d.oid::text AS database`
const thisDatabase = sql`pg_control_system(), pg_database d WHERE d.datname = current_database()`

async function untilCaughtUp(replica: Db, primary: Db, timeoutMs: number): Promise<Db> {
  const target = await positionOf(primary)
  for (const deadline = performance.now() + timeoutMs; performance.now() < deadline; await sleep(pollMs)) {
    const { rows } = await sql<Identity & { isStandby: boolean; hasReplayed: boolean | null }>`
      SELECT ${identity}, pg_is_in_recovery() AS is_standby, pg_last_wal_replay_lsn() >= ${target.position}::pg_lsn AS has_replayed
      FROM ${thisDatabase}`.execute(replica)
    const [replicaState] = rows
    if (replicaState?.system !== target.system || replicaState.database !== target.database)
      throw new WrongReplica(
        'DATABASE_REPLICA_URL must lead to a standby of the PostgreSQL of DATABASE_URL, and to the same database on it: what answers there is another one.',
      )
    if (!replicaState.isStandby)
      throw new ReplicaUnusable('It is not a standby: it was promoted, or is the primary itself.')
    if (replicaState.hasReplayed) return replica
  }
  throw new ReplicaUnusable(`It has not replayed within ${timeoutMs} ms what the primary has written.`)
}

async function positionOf(primary: Db): Promise<Identity & { position: string }> {
  const { rows } = await sql<Identity & { position: string }>`
    SELECT ${identity}, pg_current_wal_flush_lsn()::text AS position FROM ${thisDatabase}`
    .execute(primary)
    .catch((error: unknown) => {
      throw new ReplicaUnusable(`The position of the primary cannot be read: ${(error as Error).message}.`)
    })
  if (!rows[0]) throw new ReplicaUnusable('The identity of the primary cannot be read.')
  return rows[0]
}
