import pg from 'pg'
import { findRunningEmbedded } from '../../server/src/db/embedded/embedded.ts'
import { until } from '../processes/until.ts'

/** Locks held by a test, so that concurrent operations meet at a point that the test chooses and not by chance. */
export type HeldLock = {
  /** Waits until this many statements wait for a lock in that database, or `otherwise` returns true. */
  untilWaiting(count: number, otherwise?: () => boolean): Promise<void>
  /** Runs another statement in the transaction that holds the locks. */
  run(statement: string, values?: unknown[]): Promise<void>
  /** Commits the transaction, unless the server has stopped before. */
  release(): Promise<void>
}

/** Runs a statement in a separate transaction and keeps its locks until `release`. */
export async function holdLock(
  { databaseUrl }: { databaseUrl: string },
  statement: string,
  values: unknown[] = [],
): Promise<HeldLock> {
  let isGone = false
  const connect = async () => {
    const client = new pg.Client({ connectionString: databaseUrl })
    client.on('error', () => {
      isGone = true
    })
    await client.connect()
    return client
  }
  // Two connections: inside a transaction the list of active sessions does not change.
  const [holder, watcher] = await Promise.all([connect(), connect()])
  await holder.query('BEGIN')
  await holder.query(statement, values)
  const waiting = async () => {
    const { rows } = await watcher.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted
       AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
    )
    return rows[0]?.count ?? 0
  }
  return {
    untilWaiting: async (count, otherwise = () => false) => {
      const what = `${count} statements that wait for a lock`
      await until(what, async () => otherwise() || (await waiting()) >= count, { pauseMs: 0 })
    },
    run: async (statement, values = []) => {
      await holder.query(statement, values)
    },
    release: async () => {
      if (!isGone) await holder.query('COMMIT')
      await Promise.all([holder.end(), watcher.end()])
    },
  }
}

/** Locks a space of the service that runs on this DATA_DIR, so that a booking of the space does not finish until `release`. */
export async function holdSpaceLock(dataDir: string, spaceId: string | undefined): Promise<HeldLock> {
  const databaseUrl = (await findRunningEmbedded(dataDir)) ?? ''
  return holdLock({ databaseUrl }, 'SELECT FROM spaces WHERE id = $1 FOR UPDATE', [spaceId])
}
